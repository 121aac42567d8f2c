import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeDoor } from '../../../bridge/scheduler/compose.ts'
import { SMALL_PLAN } from '../../support/plans.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'

const RENAME = { action: 'step.edit', id: 'build', name: 'Build it all' }
const GATE = { action: 'gate.insert', id: 'go', dependsOn: [] }
const UNKNOWN = { action: 'step.edit', id: 'ghost', name: 'x' }

test('what is done, what changes nothing and what is denied is one entry each, and none claims more than it did', async () => {
  const root = repoWith(SMALL_PLAN)
  const door = composeDoor({ root, dataFolder: temporaryFolder() })
  const ask = (action: object, actor: 'user' | 'orchestrator' = 'user') =>
    door.apply({ actions: [action], caller: { actor, name: 'Ada' } })
  const answers = [
    await ask(RENAME),
    await ask(RENAME),
    await ask(GATE),
    await ask({ action: 'gate.approve', id: 'go' }, 'orchestrator'),
    await ask(UNKNOWN),
  ]
  expect(answers.map((answer) => answer.ok || answer.failure.code)).toEqual([
    true,
    true,
    true,
    'DENIED',
    'STEP_NOT_FOUND',
  ])
  const log = readFileSync(join(root, '.threados/audit.log'), 'utf8')
  const entries = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(
    entries.map(({ actor, action, result, revision_before, revision_after }) => [
      actor,
      action,
      result,
      revision_before === revision_after ? 'as it was' : 'changed',
    ]),
  ).toEqual([
    ['user', 'step.edit', 'success', 'changed'],
    ['user', 'step.edit', 'success', 'as it was'],
    ['user', 'gate.insert', 'success', 'changed'],
    ['orchestrator', 'gate.approve', 'denied', 'as it was'],
  ])
})
