import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isSameProcess } from '../../../bridge/local/processes.ts'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import { requestStop } from '../../../bridge/runner/end-attempts.ts'
import {
  ended,
  NODE,
  RUNNER_COMMAND,
  recordOf,
  running,
  survivors,
  Workshop,
} from '../../support/attempts.ts'
import { until } from '../../support/until.ts'

const workshop = new Workshop()
afterAll(() => workshop.clear())

const SOURCE = resolve(import.meta.dirname, '../../../bridge/runner/direct-host.ts')

test('an attempt is run once, whoever starts it how often', async () => {
  const [first, second] = [1, 2].map(() => createDirectHost({ runnerCommand: RUNNER_COMMAND }))
  const attempt = workshop.script('echo ran >> once.txt; exec sleep 0.3')
  const results = await Promise.all([
    first?.start(attempt.folder),
    first?.start(attempt.folder),
    second?.start(attempt.folder),
  ])
  const record = await ended(attempt)
  const late = await second?.start(attempt.folder)
  expect([
    results.map((result) => result?.ok || result?.failure.code).includes('ALREADY_RUNNING'),
    results[0]?.ok,
    late?.ok || late?.failure.code,
    record.status,
    readFileSync(join(workshop.root, 'once.txt'), 'utf8'),
  ]).toEqual([true, true, 'ALREADY_RUNNING', 'DONE', 'ran\n'])
})

test('a runner outlives the process that started it, and ends as it should', async () => {
  const attempt = workshop.script('echo alive; sleep 0.5; echo done')
  const code = `const { createDirectHost } = await import(${JSON.stringify(SOURCE)})
    const host = createDirectHost({ runnerCommand: ${JSON.stringify(RUNNER_COMMAND)} })
    await host.start(${JSON.stringify(attempt.folder)})
    process.kill(process.pid, 'SIGKILL')`
  const starter = spawn(NODE, ['--input-type=module', '-e', code], { stdio: 'ignore' })
  const signal = await new Promise((done) => starter.once('exit', (_, name) => done(name)))
  const before = recordOf(attempt.folder)?.status
  const record = await ended(attempt)
  expect([signal, before !== undefined, record.status, record.bytesOut]).toEqual([
    'SIGKILL',
    true,
    'DONE',
    11,
  ])
})

test('the state says how many attempts are under way, and listeners hear of each change', async () => {
  const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
  const heard: number[] = []
  const remove = host.onChange(() => heard.push(host.state().busy))
  const attempt = workshop.script('exec sleep 60')
  await host.start(attempt.folder)
  await running(attempt)
  const during = host.state()
  requestStop(attempt.folder)
  await until('the end is heard', () => heard.includes(0))
  remove()
  expect([during, heard, await host.screen()]).toEqual([
    { executor: 'direct', status: 'ready', busy: 1, slots: 0 },
    [1, 0],
    [],
  ])
})

test('quitting stops every attempt, and nothing of them is left', async () => {
  const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
  const attempts = [1, 2, 3].map(() =>
    workshop.script('trap "" TERM; sleep 91 & sleep 92', { graceMs: 100 }),
  )
  await Promise.all(attempts.map(({ folder }) => host.start(folder)))
  await Promise.all(attempts.map(running))
  await host.quit()
  expect(attempts.map((attempt) => [recordOf(attempt.folder)?.reason, survivors(attempt)])).toEqual(
    [
      ['stopped', 0],
      ['stopped', 0],
      ['stopped', 0],
    ],
  )
})

test('letting go leaves the attempts running', async () => {
  const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
  const attempt = workshop.script('exec sleep 60')
  await host.start(attempt.folder)
  const { pid, pidStartedAt } = await running(attempt)
  await host.close()
  const lives = isSameProcess(pid, pidStartedAt)
  requestStop(attempt.folder)
  expect([lives, (await ended(attempt)).reason]).toEqual([true, 'stopped'])
})

test('a runner that can not be started, or takes nothing, is a failure with its words', async () => {
  const attempt = workshop.script('true')
  const missing = createDirectHost({ runnerCommand: [join(workshop.root, 'no-runner')] })
  const mute = createDirectHost({ runnerCommand: ['sh', '-c', 'echo no way >&2; exit 5'] })
  const results = [await missing.start(attempt.folder), await mute.start(attempt.folder)]
  expect(
    results.map((result) => result.ok || [result.failure.code, result.failure.message]),
  ).toEqual([
    ['RUNTIME_UNAVAILABLE', expect.stringContaining('ENOENT')],
    ['RUNTIME_UNAVAILABLE', 'The runner could not take the attempt: no way'],
  ])
})
