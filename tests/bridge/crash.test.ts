import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findMarked } from '../../bridge/local/processes.ts'
import { markerOf } from '../../bridge/runner/marker.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import { pairWith, type RunningBridge, startBridge } from '../support/bridge.ts'
import { planOf } from '../support/plans.ts'
import { RpcClient } from '../support/rpc-client.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'

/** Prints a line, then waits for a file named like its argument, then ends well. */
const WAIT_SCRIPT = `import { existsSync, watch } from 'node:fs'
console.log('waiting for', process.argv[2])
const done = () => existsSync(process.argv[2]) && process.exit(0)
watch('.', done)
setInterval(done, 100)
done()
`

interface Scene {
  readonly root: string
  readonly dataFolder: string
  readonly seqctl: ReturnType<typeof seqctlIn>
  start(): Promise<{ bridge: RunningBridge; client: RpcClient }>
}

function setUp(plan: string, executor: 'mprocs' | 'direct'): Scene {
  const root = repoWith(plan, { 'wait.mjs': WAIT_SCRIPT })
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  onTestFinished(async () => {
    await seqctl('mprocs', 'quit')
  })
  const start = async () => {
    const bridge = await startBridge({ repo: root, dataFolder, executor })
    onTestFinished(() => bridge.kill())
    const client = await RpcClient.connect(bridge.url, await pairWith(bridge, bridge.linkCode))
    await client.call('session.open', {})
    return { bridge, client }
  }
  return { root, dataFolder, seqctl, start }
}

async function statuses(client: RpcClient): Promise<Record<string, string>> {
  const state = await client.call('sequence.get', {})
  return Object.fromEntries(
    (state.sequence?.steps ?? []).map((step) => [step.id, step.status ?? 'READY']),
  )
}

async function attempts(client: RpcClient): Promise<Record<string, AttemptRecord>> {
  return (await client.call('sequence.get', {})).attempts
}

async function untilAllRun(client: RpcClient, ids: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const records = await attempts(client)
        return ids.every((id) => records[id]?.status === 'RUNNING')
      },
      { timeout: 20_000 },
    )
    .toBe(true)
}

function survivors(records: Readonly<Record<string, AttemptRecord>>): number {
  return Object.values(records).flatMap((record) => findMarked(markerOf(record))).length
}

const THREE = planOf({
  ends: ['node', 'wait.mjs', 'go-ends'],
  lives: ['node', 'wait.mjs', 'go-lives'],
  dies: ['node', 'wait.mjs', 'go-dies'],
}).replace(
  'gates: []',
  `  - id: after
    name: after
    type: base
    model: shell
    command: [node, wait.mjs, go-after]
    depends_on: [ends]
    status: BLOCKED
gates: []`,
)

test('a bridge that is killed in the middle of a run finds everything right when it starts again', async () => {
  const { root, seqctl, start } = setUp(THREE, 'mprocs')
  const first = await start()
  await first.client.call('actions.apply', { actions: [{ action: 'run.runnable' }] })
  await untilAllRun(first.client, ['ends', 'lives', 'dies'])
  const before = await attempts(first.client)
  await first.bridge.kill()

  // While no bridge runs one attempt ends well, and one loses its runner and all its processes.
  writeFileSync(join(root, 'go-ends'), '')
  const record = before['dies']
  if (!record) throw new Error('no attempt of "dies"')
  for (const { pid } of findMarked(markerOf(record))) process.kill(pid, 'SIGKILL')
  process.kill(record.pid, 'SIGKILL')
  await expect.poll(() => findMarked(markerOf(before['ends'] ?? record)).length).toBe(0)

  const second = await start()
  await expect
    .poll(() => statuses(second.client), { timeout: 20_000 })
    .toEqual({ ends: 'DONE', lives: 'RUNNING', dies: 'FAILED', after: 'RUNNING' })
  expect((await attempts(second.client))['dies']).toMatchObject({
    status: 'FAILED',
    reason: 'orphaned_process',
  })
  expect((await attempts(second.client))['lives']?.pid).toBe(before['lives']?.pid)
  writeFileSync(join(root, 'go-lives'), '')
  writeFileSync(join(root, 'go-after'), '')
  await expect
    .poll(() => statuses(second.client), { timeout: 20_000 })
    .toEqual({ ends: 'DONE', lives: 'DONE', dies: 'FAILED', after: 'DONE' })
  expect(await seqctl('audit', 'verify')).toMatchObject({ exit: 0 })
  second.client.close()
  await second.bridge.stop()
}, 90_000)

test('when mprocs is killed its attempts fail with session_lost, and after a reset they run again', async () => {
  const { root, start } = setUp(planOf({ a: ['node', 'wait.mjs', 'go-a'] }), 'mprocs')
  const { client, bridge } = await start()
  await client.call('actions.apply', { actions: [{ action: 'run.runnable' }] })
  await untilAllRun(client, ['a'])
  const session = JSON.parse(readFileSync(join(root, '.threados/state/session.json'), 'utf8'))
  process.kill(session.mprocsPid, 'SIGKILL')
  await expect.poll(() => statuses(client), { timeout: 20_000 }).toEqual({ a: 'FAILED' })
  const records = await attempts(client)
  expect(records['a']).toMatchObject({ status: 'FAILED', reason: 'session_lost' })
  expect(survivors(records)).toBe(0)

  writeFileSync(join(root, 'go-a'), '')
  await client.call('actions.apply', { actions: [{ action: 'step.reset', id: 'a' }] })
  await client.call('actions.apply', { actions: [{ action: 'run.runnable' }] })
  await expect.poll(() => statuses(client), { timeout: 20_000 }).toEqual({ a: 'DONE' })
  client.close()
  await bridge.stop()
}, 90_000)

test('Ctrl+C ends what the bridge started, and leaves no process', async () => {
  const { root, start } = setUp(planOf({ a: ['node', 'wait.mjs', 'go-a'] }), 'direct')
  const { client, bridge } = await start()
  await client.call('actions.apply', { actions: [{ action: 'run.runnable' }] })
  await untilAllRun(client, ['a'])
  const records = await attempts(client)
  await bridge.stop()
  expect(survivors(records)).toBe(0)
  expect(readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')).toContain('status: FAILED')
}, 60_000)

test('Ctrl+C leaves no process, no session and no mprocs also while the plan is invalid', async () => {
  const { root, seqctl, start } = setUp(planOf({ a: ['node', 'wait.mjs', 'go-a'] }), 'mprocs')
  const { client, bridge } = await start()
  await client.call('actions.apply', { actions: [{ action: 'run.runnable' }] })
  await untilAllRun(client, ['a'])
  const records = await attempts(client)
  writeFileSync(join(root, '.threados/sequence.yaml'), 'name: [')
  await bridge.stop()
  expect(survivors(records)).toBe(0)
  expect(await seqctl('mprocs', 'status')).toMatchObject({ exit: 7 })
}, 60_000)

test('stop ends a running step with all its processes', async () => {
  const { start } = setUp(planOf({ a: ['node', 'wait.mjs', 'go-a'] }), 'direct')
  const { client, bridge } = await start()
  await client.call('actions.apply', { actions: [{ action: 'run.runnable' }] })
  await untilAllRun(client, ['a'])
  await client.call('actions.apply', { actions: [{ action: 'step.stop', id: 'a' }] })
  await expect.poll(() => statuses(client), { timeout: 20_000 }).toEqual({ a: 'FAILED' })
  const records = await attempts(client)
  expect([records['a']?.reason, survivors(records)]).toEqual(['stopped', 0])
  client.close()
  await bridge.stop()
}, 60_000)

test('a second bridge for the same repository says where the first one is', async () => {
  const { root, dataFolder, start } = setUp(planOf({ a: ['node', 'wait.mjs', 'go-a'] }), 'direct')
  const { bridge, client } = await start()
  await expect(startBridge({ repo: root, dataFolder })).rejects.toThrow(bridge.url)
  client.close()
  await bridge.stop()
}, 60_000)
