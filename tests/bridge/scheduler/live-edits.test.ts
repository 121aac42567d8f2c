import { expect, test } from 'vitest'
import { planOf } from '../../support/plans.ts'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'

const NODE = ['node', '--version']
const DONE = { status: 'DONE' } as const
const GATE = 'gates:\n  - {id: free, name: Free, depends_on: []}\n'

test('what another process changes while a step runs is still there when its run has ended', async () => {
  const root = repoWith(planOf({ a: NODE, b: NODE }).replace('gates: []\n', GATE))
  const dataFolder = temporaryFolder()
  const driver = scriptedRuntime(root, () => undefined, dataFolder)
  const { runId = '' } = await driver.act({ action: 'run.step', ids: ['a'] })
  await until('it runs', () => driver.statusOf('a') === 'RUNNING')

  const other = scriptedRuntime(root, () => DONE, dataFolder)
  await other.act({ action: 'step.add', id: 'x', type: 'base', model: 'codex', dependsOn: ['a'] })
  await other.act({ action: 'gate.insert', id: 'g', dependsOn: ['x'] })
  await other.act({ action: 'step.edit', id: 'b', name: 'Renamed' })
  await other.act({ action: 'gate.approve', id: 'free' })

  driver.finish('a')
  good(await driver.runtime.finished(runId))

  const { steps, gates } = driver.sequence()
  expect(steps.map(({ id, name, status = 'READY' }) => [id, name, status])).toEqual([
    ['a', 'a', 'DONE'],
    ['b', 'Renamed', 'READY'],
    ['x', 'x', 'READY'],
  ])
  expect(gates.map(({ id, status = 'PENDING' }) => [id, status])).toEqual([
    ['free', 'APPROVED'],
    ['g', 'PENDING'],
  ])
})
