import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'

const stepOf = (id: string, group = '') => `  - id: ${id}
    name: ${id}
    type: base
    model: shell
    command: [node, --version]
${group === '' ? '' : `    group_id: ${group}\n`}`

const planOf = (...steps: string[]) =>
  `version: "1.0"\nname: test\nsteps:\n${steps.join('')}gates: []\n`

const DONE = { status: 'DONE' } as const
const ONE_AT_A_TIME = { '.threados/policy.yaml': 'max_concurrent: 1\n' }

test('stopping everything starts nothing more, whoever drives the run', async () => {
  const root = repoWith(planOf(stepOf('a'), stepOf('b')), ONE_AT_A_TIME)
  const driver = scriptedRuntime(root, () => undefined)
  const { runId = '' } = await driver.act({ action: 'run.runnable' })
  const other = scriptedRuntime(root, () => DONE)
  await other.act({ action: 'run.stop' })
  const ended = good(await driver.runtime.finished(runId))
  expect(ended).toMatchObject({ status: 'stopped', message: 'The run was stopped.' })
  await driver.runtime.advance()
  expect(driver.host.started).toEqual(['a#1'])
  expect(driver.statusOf('b')).toBe('READY')
})

test('stopping a group leaves the other steps of the run to go on', async () => {
  const root = repoWith(planOf(stepOf('a1', 'a'), stepOf('a2', 'a'), stepOf('x')), ONE_AT_A_TIME)
  const { act, runtime, host, statusOf } = scriptedRuntime(root, (id) =>
    id === 'a1' ? undefined : DONE,
  )
  const { runId = '' } = await act({ action: 'run.runnable' })
  expect(host.started).toEqual(['a1#1'])
  await act({ action: 'run.stop', groupId: 'a' })
  good(await runtime.finished(runId))
  expect(host.started).toEqual(['a1#1', 'x#1'])
  expect([statusOf('a1'), statusOf('a2'), statusOf('x')]).toEqual(['FAILED', 'READY', 'DONE'])
})

test('a run stops when it has used up its budget, keeps what was done and says what was spent', async () => {
  const policy = { '.threados/policy.yaml': 'budget_run: { tokens: 1000 }\nmax_concurrent: 1\n' }
  const root = repoWith(planOf(stepOf('a'), stepOf('b'), stepOf('c')), policy)
  const usage = { inputTokens: 500, cachedTokens: 0, outputTokens: 100 }
  const { act, runtime, host, statusOf } = scriptedRuntime(root, () => ({ ...DONE, usage }))
  const { runId = '' } = await act({ action: 'run.runnable' })
  const ended = good(await runtime.finished(runId))
  expect(ended).toMatchObject({
    status: 'stopped',
    message: 'The budget of this run is used up: 1200 of 1000 tokens.',
  })
  expect(host.started).toEqual(['a#1', 'b#1'])
  expect([statusOf('a'), statusOf('b'), statusOf('c')]).toEqual(['DONE', 'DONE', 'READY'])
})

test("the day's budget counts all runs of today, and a new run does not begin over it", async () => {
  const policy = { '.threados/policy.yaml': 'budget_day: { cost_usd: 1 }\n' }
  const root = repoWith(planOf(stepOf('a'), stepOf('b')), policy)
  const { act, runtime, host } = scriptedRuntime(root, () => ({ ...DONE, costUsd: 1.5 }))
  const first = await act({ action: 'run.step', ids: ['a'] })
  good(await runtime.finished(first.runId ?? ''))
  const second = await act({ action: 'run.step', ids: ['b'] })
  expect(good(await runtime.finished(second.runId ?? ''))).toMatchObject({
    status: 'stopped',
    message: 'The budget of this day is used up: $1.50 of $1.00.',
  })
  expect(host.started).toEqual(['a#1'])
})

test('waiting for a step ends with it, and with a failure when the time is over', async () => {
  const root = repoWith(planOf(stepOf('a')))
  const { act, runtime } = scriptedRuntime(root, () => undefined)
  await act({ action: 'run.step', ids: ['a'] })
  expect(await runtime.untilSettled(['a'], 20)).toMatchObject({ failure: { code: 'TIMEOUT' } })
  let isOver = false
  const waiting = runtime.untilSettled(['a']).then(() => {
    isOver = true
  })
  await act({ action: 'run.stop' })
  await until('the step is stopped or lost', () => isOver)
  await waiting
})

test('waiting for a step waits for a run that could start it, and not for one whose driver was killed', async () => {
  const root = repoWith(planOf(stepOf('a'), stepOf('b')), ONE_AT_A_TIME)
  const driver = scriptedRuntime(root, () => undefined)
  const { runId = '' } = await driver.act({ action: 'run.runnable' })
  const other = scriptedRuntime(root, () => DONE)
  expect(await other.runtime.untilSettled(['b'], 20)).toMatchObject({
    failure: { code: 'TIMEOUT' },
  })
  await driver.runtime.close()
  const folder = join(root, '.threados/state/active')
  for (const name of readdirSync(folder)) {
    renameSync(join(folder, name), join(folder, `${runId}.999999.dead`))
  }
  expect(await other.runtime.untilSettled(['b'], 5000)).toEqual({ ok: true, value: undefined })
  expect(other.statusOf('b')).toBe('READY')
})
