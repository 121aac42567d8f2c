import { expect, test } from 'vitest'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'

const stepOf = (id: string, more = '') => `  - id: ${id}
    name: ${id}
    type: base
    model: shell
    command: [node, --version]
${more}`

const planOf = (...steps: string[]) =>
  `version: "1.0"\nname: test\nsteps:\n${steps.join('')}gates: []\n`

const RETRY = '    retry: { max: 2, backoff_ms: 20 }\n'
const FAILED = { status: 'FAILED', reason: 'exit_code', exitCode: 1 } as const
const DONE = { status: 'DONE' } as const

test('a step that fails is tried again in folders of its own, and what waits for it goes on', async () => {
  const root = repoWith(planOf(stepOf('a', RETRY), stepOf('b', '    depends_on: [a]\n')))
  const { act, runtime, host, statusOf } = scriptedRuntime(root, (id, attempt) =>
    id === 'a' && attempt < 3 ? FAILED : DONE,
  )
  const { runId = '' } = await act({ action: 'run.runnable' })
  good(await runtime.finished(runId))
  expect(host.started).toEqual(['a#1', 'a#2', 'a#3', 'b#1'])
  expect([statusOf('a'), statusOf('b')]).toEqual(['DONE', 'DONE'])
  expect(runtime.store.history('a').map(({ attempt }) => attempt)).toEqual([3, 2, 1])
})

test('when the last try fails too, the step has failed and the run says so', async () => {
  const root = repoWith(planOf(stepOf('a', RETRY)))
  const { act, runtime, host, statusOf } = scriptedRuntime(root, () => FAILED)
  const { runId = '' } = await act({ action: 'run.step', ids: ['a'] })
  const { waiting } = good(await runtime.finished(runId))
  expect(host.started).toEqual(['a#1', 'a#2', 'a#3'])
  expect(statusOf('a')).toBe('FAILED')
  expect(waiting).toEqual([{ id: 'a', because: 'failed; reset it to run it again' }])
})

test('a step without quota stays READY, says until when, holds back others of its model, and goes on by itself', async () => {
  const root = repoWith(planOf(stepOf('a'), stepOf('b')))
  let hasQuota = false
  const { act, runtime, host, statusOf, waiting } = scriptedRuntime(root, () => {
    const retryAt = new Date(Date.now() + 1500).toISOString()
    return hasQuota ? DONE : { status: 'FAILED', reason: 'waiting_quota', retryAt }
  })
  await act({ action: 'run.step', ids: ['a'] })
  await until('the quota is noticed', () => statusOf('a') === 'READY' && waiting().length > 0)
  hasQuota = true
  const { runId = '' } = await act({ action: 'run.runnable' })
  expect(host.started).toEqual(['a#1'])
  expect(waiting().map(({ because }) => because.replace(/\d\d:\d\d/, 'HH:MM'))).toEqual([
    'waits for quota until HH:MM',
    'waits for quota until HH:MM',
    'waits for quota until HH:MM',
  ])
  good(await runtime.finished(runId))
  await until('all is done', () => statusOf('a') === 'DONE' && statusOf('b') === 'DONE')
  expect(host.started).toHaveLength(3)
})

test('a policy that does not wait for quota lets the step fail', async () => {
  const root = repoWith(planOf(stepOf('a')), { '.threados/policy.yaml': 'on_quota: fail\n' })
  const { act, runtime, statusOf } = scriptedRuntime(root, () => ({
    status: 'FAILED',
    reason: 'waiting_quota',
  }))
  const { runId = '' } = await act({ action: 'run.step', ids: ['a'] })
  good(await runtime.finished(runId))
  expect(statusOf('a')).toBe('FAILED')
})

test('whoever takes over a run waits for the quota in its place', async () => {
  const root = repoWith(planOf(stepOf('a')))
  const dataFolder = temporaryFolder()
  const retryAt = new Date(Date.now() + 1000).toISOString()
  const first = scriptedRuntime(
    root,
    () => ({ status: 'FAILED', reason: 'waiting_quota', retryAt }),
    dataFolder,
  )
  const { runId = '' } = await first.act({ action: 'run.runnable' })
  await until('the quota is noticed', () => first.waiting().length > 0)
  await first.runtime.close()
  // As a crash leaves it: the run is noted as driven by a process that is gone.
  const { readdirSync, renameSync } = await import('node:fs')
  const folder = `${root}/.threados/state/active`
  for (const name of readdirSync(folder)) {
    renameSync(`${folder}/${name}`, `${folder}/${runId}.999999.dead`)
  }
  const second = scriptedRuntime(root, () => DONE, dataFolder)
  good(await second.runtime.adopt())
  expect(second.waiting()).toMatchObject([{ because: expect.stringContaining('waits for quota') }])
  good(await second.runtime.finished(runId))
  expect(second.host.started).toEqual(['a#2'])
  expect(second.statusOf('a')).toBe('DONE')
})

test('a run does not end while its steps only wait for room', async () => {
  const policy = { '.threados/policy.yaml': 'max_concurrent: 1\n' }
  const root = repoWith(planOf(stepOf('a'), stepOf('b')), policy)
  const { act, runtime, statusOf, sequence } = scriptedRuntime(root, (id) =>
    id === 'b' ? DONE : undefined,
  )
  await act({ action: 'run.step', ids: ['a'] })
  const { runId = '' } = await act({ action: 'run.step', ids: ['b'] })
  expect(runtime.runStates(sequence()).map(({ status }) => status)).toEqual(['running', 'running'])
  expect([statusOf('a'), statusOf('b')]).toEqual(['RUNNING', 'READY'])
  expect(runId).not.toBe('')
})
