import { expect, test } from 'vitest'
import { applyActions } from '../../../shared/actions/apply.ts'
import { parseActions } from '../../../shared/actions/parse-action.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'

const BEFORE: Sequence = {
  version: '1',
  name: 'led',
  steps: [
    { id: 'lead', name: 'Lead', type: 'b', model: 'codex', orchestrator: true },
    { id: 'old', name: 'Old', type: 'base', model: 'codex' },
  ],
  gates: [],
}

function apply(actions: readonly object[], spawner: string | undefined = 'lead') {
  const context = {
    actor: 'orchestrator' as const,
    actorName: 'lead',
    now: '2026-01-01T00:00:00.000Z',
    policy: SAFE_DEFAULTS,
    spawner,
  }
  return applyActions(BEFORE, unwrap(parseActions(actions)), context)
}

function parents(actions: readonly object[], spawner?: string) {
  const { steps } = unwrap(apply(actions, spawner)).sequence
  return Object.fromEntries(steps.map(({ id, parent }) => [id, parent]))
}

const ADD = { action: 'step.add', type: 'base', model: 'codex' }
const rename = (id: string, newId: string) => ({ action: 'step.edit', id, newId })

test('every way to make a step marks it as spawned, and nothing else', () => {
  const made = parents([
    { ...ADD, id: 'one', parent: 'old' },
    { ...ADD, id: 'many', type: 'p', fanout: 2, mergeStep: 'merged' },
    { action: 'step.clone', id: 'old', newId: 'copy' },
    { action: 'fusion.create', candidates: ['one', 'fresh'], synth: 'fused', model: 'codex' },
  ])
  const { lead, old, ...others } = made
  expect([lead, old]).toEqual([undefined, undefined])
  expect(Object.keys(others).length).toBeGreaterThanOrEqual(6)
  expect(new Set(Object.values(others))).toEqual(new Set(['lead']))
})

test('a new name makes no new step, and hides none', () => {
  expect(parents([{ ...ADD, id: 'one' }, rename('one', 'two'), rename('old', 'elder')])).toEqual({
    lead: undefined,
    elder: undefined,
    two: 'lead',
  })
  expect(parents([rename('lead', 'boss'), { ...ADD, id: 'one' }])).toEqual({
    boss: undefined,
    old: undefined,
    one: 'boss',
  })
})

test('whose child a step is can not be edited by a step', () => {
  for (const parent of ['lead', null]) {
    expect(apply([{ action: 'step.edit', id: 'old', parent }])).toMatchObject({
      failure: { code: 'DENIED' },
    })
  }
})

test('a person, and a step that is not of this plan, mark nothing', () => {
  expect(parents([{ ...ADD, id: 'one' }], 'stranger')['one']).toBeUndefined()
})
