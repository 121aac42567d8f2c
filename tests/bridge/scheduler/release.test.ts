import { expect, test } from 'vitest'
import { listAudit } from '../../../bridge/local/audit-log.ts'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith } from '../../support/temporary.ts'

const stepOf = (id: string, more = '') => `  - id: ${id}
    name: ${id}
    type: base
    model: shell
    command: [node, --version]
${more}`

const planOf = (...steps: string[]) =>
  `version: "1.0"\nname: test\nsteps:\n${steps.join('')}gates: []\n`

const AFTER_A = '    depends_on: [a]\n    status: BLOCKED\n'
const DONE = { status: 'DONE' } as const

test('an end and the starts that it releases are one commit', async () => {
  const root = repoWith(planOf(stepOf('a'), stepOf('b', AFTER_A), stepOf('c', AFTER_A)))
  const { act, runtime, door } = scriptedRuntime(root, () => DONE)
  const { runId = '' } = await act({ action: 'run.runnable' })
  good(await runtime.finished(runId))
  const { entries } = good(listAudit(door.parts.workspace.auditPath, {}, { limit: 10 }))
  expect(entries.map(({ payload }) => payload)).toContainEqual({
    actions: [
      { action: 'attempt.end', id: 'a', status: 'DONE' },
      { action: 'attempt.start', id: 'b' },
      { action: 'attempt.start', id: 'c' },
    ],
  })
})

test('an end that somebody else records at the same moment keeps nothing from starting, and nothing starts twice', async () => {
  const root = repoWith(planOf(stepOf('a'), stepOf('b', AFTER_A), stepOf('c', AFTER_A)))
  const { act, runtime, door, host } = scriptedRuntime(root, () => DONE)
  const apply = door.apply.bind(door)
  let overtaken = 0
  door.apply = async (request) => {
    const end = { action: 'attempt.end', id: 'a', status: 'DONE' }
    const isEnd = JSON.stringify(request.actions[0]) === JSON.stringify(end)
    if (isEnd && overtaken === 0) {
      overtaken += 1
      good(await apply({ ...request, actions: [end] }))
    }
    return apply(request)
  }
  const { runId = '' } = await act({ action: 'run.runnable' })
  good(await runtime.finished(runId))
  expect([overtaken, host.started]).toEqual([1, ['a#1', 'b#1', 'c#1']])
})
