import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findMarked } from '../../../bridge/local/processes.ts'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import { markerOf } from '../../../bridge/runner/marker.ts'
import { composeDoor } from '../../../bridge/scheduler/compose.ts'
import { performEffects } from '../../../bridge/scheduler/perform.ts'
import { Runtime } from '../../../bridge/scheduler/runtime.ts'
import { ok } from '../../../shared/result.ts'
import { RUNNER_COMMAND } from '../../support/attempts.ts'
import { good } from '../../support/runtimes.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'

const CALLER = { actor: 'user', name: 'Ada' } as const
const PATIENCE_MS = 60_000

const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

function mount(options: string, folder: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  if (status !== 0) throw new Error(String(stderr))
}

function waitFor(file: string): string {
  return `until [ -e ${file} ]; do sleep 0.1; done`
}

function step(id: string, script: string, gate?: string): string {
  const rest = gate === undefined ? '' : `\n    depends_on: [${gate}]\n    status: BLOCKED`
  return `  - id: ${id}
    name: ${id}
    type: base
    model: shell
    command: [sh, -c, ${JSON.stringify(script)}]${rest}
`
}

/** Writes until the disk takes no more. */
function fill(path: string): void {
  expect(() => {
    for (;;) appendFileSync(path, Buffer.alloc(4096))
  }).toThrow('ENOSPC')
}

/** A repository whose attempts lie on a disk of two megabytes, and what drives its runs. */
function setUp(steps: readonly string[]) {
  const root = repoWith(
    `version: "1.0"\nname: disk\nsteps:\n${steps.join('')}gates:\n  - id: gate\n    name: gate\n`,
  )
  const runs = join(root, '.threados/runs')
  mkdirSync(runs)
  mount('size=2m', runs)
  const dataFolder = temporaryFolder()
  writeFileSync(join(dataFolder, 'policy.yaml'), 'allowed_commands: [sh]\n')
  const door = composeDoor({ root, dataFolder })
  const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
  const runtime = new Runtime({ door, executor: 'direct', openHost: async () => ok(host) })
  onTestFinished(async () => {
    await host.quit()
    await runtime.close()
    spawnSync('umount', ['--lazy', runs])
  })
  const act = async (action: string, more = {}) => {
    const applied = await door.apply({ actions: [{ action, ...more }], caller: CALLER })
    return performEffects(runtime, door, good(applied), CALLER)
  }
  const run = () => act('run.runnable')
  const statusOf = (id: string) =>
    good(door.read()).sequence.steps.find((one) => one.id === id)?.status ?? 'READY'
  const recordOf = (id: string) => {
    const place = runtime.store.newest().get(id)
    const record = place && runtime.store.read(place)
    return record?.ok ? record.value : undefined
  }
  const runStates = () => runtime.runStates(good(door.read()).sequence)
  return { root, runs, act, run, statusOf, recordOf, runStates }
}

test.runIf(canMount)(
  'output that fills the disk fails its own attempt and says so; a quiet one beside it goes on',
  async () => {
    const { root, runs, act, run, statusOf, recordOf, runStates } = setUp([
      step('calm', waitFor('go')),
      step('greedy', `${waitFor('fill')}; yes fill the disk`),
      step('later', 'true', 'gate'),
    ])
    good(await run())
    const isRunning = (id: string) => recordOf(id)?.status === 'RUNNING'
    await until('both run', () => isRunning('calm') && isRunning('greedy'), PATIENCE_MS)
    writeFileSync(join(root, 'fill'), '')
    await until('greedy has failed', () => statusOf('greedy') === 'FAILED', PATIENCE_MS)
    const greedy = recordOf('greedy')
    expect(greedy).toMatchObject({ status: 'FAILED', reason: 'io_error' })
    expect(greedy?.message).toContain('The disk is full')
    expect([greedy && findMarked(markerOf(greedy)).length, statusOf('calm')]).toEqual([
      0,
      'RUNNING',
    ])
    // Its output is still there. What would begin now is not begun, and the run says why.
    fill(join(runs, 'filler'))
    good(await act('gate.approve', { id: 'gate' }))
    await until('the run has stopped', () => runStates()[0]?.status === 'stopped', PATIENCE_MS)
    expect(runStates()[0]?.message).toContain('The disk is full')
    expect([statusOf('calm'), statusOf('later')]).toEqual(['RUNNING', 'READY'])
    // There is no room at all, and yet what ends now can say how.
    writeFileSync(join(root, 'go'), '')
    await until('calm has ended', () => statusOf('calm') === 'DONE', PATIENCE_MS)
    expect(recordOf('calm')?.status).toBe('DONE')
    rmSync(join(runs, greedy?.runId ?? '', 'greedy'), { recursive: true })
    good(await run())
    await until('later has run', () => statusOf('later') === 'DONE', PATIENCE_MS)
  },
)

test.runIf(canMount)(
  'a run folder that can not be written is told at once, and no step is touched',
  async () => {
    const { runs, run, statusOf } = setUp([step('a', 'true')])
    mount('remount,ro', runs)
    const refused = await run()
    expect(refused.ok ? '' : refused.failure).toMatchObject({ code: 'IO' })
    expect(refused.ok ? '' : refused.failure.message).toContain('read-only')
    expect(statusOf('a')).toBe('READY')
    mount('remount,rw', runs)
    good(await run())
    await until('a has run', () => statusOf('a') === 'DONE', PATIENCE_MS)
  },
)
