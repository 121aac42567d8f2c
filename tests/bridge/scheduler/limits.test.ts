import { expect, test } from 'vitest'
import { planOf } from '../../support/plans.ts'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith } from '../../support/temporary.ts'
import { until } from '../../support/until.ts'

const IDS = ['s1', 's2', 's3', 's4', 's5', 's6']
const NODE = ['node', '--version']
const PLAN = planOf(Object.fromEntries(IDS.map((id) => [id, NODE])))
const GROUP = PLAN.replaceAll('    model: shell\n', '    model: shell\n    group_id: all\n')

test.each([
  ['what is ready', 5, PLAN, { action: 'run.runnable' }],
  ['what is ready, one at a time', 1, PLAN, { action: 'run.runnable' }],
  ['a group', 5, GROUP, { action: 'run.group', groupId: 'all' }],
  ['steps by name', 5, PLAN, { action: 'run.step', ids: IDS }],
])(
  'a run of %s has no more than %d attempts at once, and starts the next when one ends',
  async (_, limit, plan, action) => {
    const root = repoWith(plan, { '.threados/policy.yaml': `max_concurrent: ${limit}\n` })
    const { act, runtime, host, statusOf, finish } = scriptedRuntime(root, () => undefined)
    const { runId = '' } = await act(action)
    const running = () => IDS.filter((id) => statusOf(id) === 'RUNNING')
    for (let ended = 0; ended < IDS.length; ended += 1) {
      const expected = Math.min(limit, IDS.length - ended)
      await until('there is no room left', () => running().length === expected)
      await runtime.advance()
      expect([running().length, host.started.length]).toEqual([expected, ended + expected])
      finish(running()[0] ?? '')
      await runtime.advance()
    }
    good(await runtime.finished(runId))
    expect(IDS.map(statusOf)).toEqual(IDS.map(() => 'DONE'))
  },
)
