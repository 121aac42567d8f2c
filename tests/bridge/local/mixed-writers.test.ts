import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeDoor } from '../../../bridge/scheduler/compose.ts'
import { unwrap } from '../../../shared/failure.ts'
import { planOf } from '../../support/plans.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'

const NODE = ['node', '--version']
const IDS = ['a', 'b', 'c', 'd', 'e']
const GATES = `gates:\n${IDS.map((id) => `  - {id: go-${id}, name: Go, depends_on: []}\n`).join('')}`

test('changes of all kinds that are made at once are all there, and those that shut each other out leave no trace', async () => {
  const root = repoWith(
    planOf(Object.fromEntries(IDS.map((id) => [id, NODE]))).replace('gates: []\n', GATES),
  )
  const dataFolder = temporaryFolder()
  const wishes = [
    ...IDS.map((id) => ({ action: 'step.add', id: `new-${id}`, type: 'base', model: 'codex' })),
    ...IDS.map((id) => ({ action: 'step.edit', id, name: `Renamed ${id}` })),
    ...IDS.map((id) => ({ action: 'gate.approve', id: `go-${id}` })),
    // Each of these two closes a cycle with the other, whichever comes first.
    { action: 'dep.add', stepId: 'a', depId: 'b' },
    { action: 'dep.add', stepId: 'b', depId: 'a' },
    // Of these two only one can have the id.
    { action: 'gate.insert', id: 'twice', dependsOn: ['c'] },
    { action: 'step.add', id: 'twice', type: 'base', model: 'codex' },
  ]
  const answers = await Promise.all(
    wishes.map((action) =>
      composeDoor({ root, dataFolder }).apply({
        actions: [action],
        caller: { actor: 'user', name: 'Ada' },
      }),
    ),
  )
  const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.failure.code))
  expect(codes.slice(0, 15)).toEqual(Array(15).fill('ok'))
  expect([codes.slice(15, 17).sort(), codes.slice(17).sort()]).toEqual([
    ['CYCLE', 'ok'],
    ['ALREADY_EXISTS', 'ok'],
  ])
  const { sequence } = unwrap(composeDoor({ root, dataFolder }).read())
  const names = new Map([...sequence.steps, ...sequence.gates].map((node) => [node.id, node]))
  expect(IDS.map((id) => [names.get(id)?.name, names.get(`go-${id}`)?.status])).toEqual(
    IDS.map((id) => [`Renamed ${id}`, 'APPROVED']),
  )
  expect([...names.keys()].sort()).toEqual(
    [...IDS.flatMap((id) => [id, `go-${id}`, `new-${id}`]), 'twice'].sort(),
  )
  const edges = sequence.steps.flatMap(({ depends_on = [] }) => depends_on)
  const entries = readFileSync(join(root, '.threados/audit.log'), 'utf8').trim().split('\n')
  expect([edges.length, entries.length]).toEqual([1, 17])
})
