import { describe, expect, test } from 'vitest'
import { comparableWith, pickActions } from '../../../apps/web/src/compare/choice.ts'
import { propose } from '../../../shared/commit/propose.ts'
import { readSequence } from '../../../shared/commit/read-sequence.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import { planOf, stepOf } from '../../support/web-sequences.ts'

const PLAN = planOf(
  stepOf('a', { group_id: 'team', status: 'NEEDS_REVIEW' }),
  stepOf('b', { group_id: 'team', status: 'NEEDS_REVIEW' }),
  stepOf('c', { group_id: 'team', status: 'DONE' }),
  stepOf('lone', { status: 'FAILED' }),
  stepOf('synth', { type: 'f', fusion_candidates: ['a', 'lone'], fusion_synth: true }),
)

describe('what is worth comparing with a step', () => {
  test.each([
    ['synth', ['a', 'lone']],
    ['lone', ['a', 'lone']],
    ['b', ['a', 'b', 'c']],
    ['nobody', []],
  ])('%s', (selected, ids) => {
    expect(comparableWith(PLAN, selected)).toEqual(ids)
  })
})

describe('picking one result', () => {
  test('accepts it and rejects the others that wait for a review', () => {
    expect(pickActions(PLAN, 'a', ['a', 'b', 'c'])).toEqual({
      actions: [
        { action: 'step.accept', id: 'a' },
        { action: 'step.reject', id: 'b', note: 'a was picked instead' },
      ],
    })
  })

  test('that counts already only rejects the others', () => {
    expect(pickActions(PLAN, 'c', ['a', 'c'])).toEqual({
      actions: [{ action: 'step.reject', id: 'a', note: 'c was picked instead' }],
    })
  })

  test('is refused with a reason when there is nothing to decide or nothing to pick', () => {
    expect(pickActions(PLAN, 'c', ['c', 'lone'])).toHaveProperty('reason')
    expect(pickActions(PLAN, 'lone', ['lone', 'a'])).toHaveProperty('reason')
    expect(pickActions(PLAN, 'gone', ['a'])).toHaveProperty('reason')
  })

  test('makes actions that the engine takes', () => {
    const text = `version: "1.0"\nname: Plan\nsteps:\n${['a', 'b']
      .map(
        (id) => `  - { id: ${id}, name: ${id}, type: base, model: codex, status: NEEDS_REVIEW }\n`,
      )
      .join('')}`
    const document = unwrap(readSequence(new TextEncoder().encode(text), { file: 'plan' }))
    const picking = pickActions(document.sequence, 'b', ['a', 'b'])
    const change = propose(document, 'actions' in picking ? picking.actions : [], {
      actor: 'user',
      actorName: 'somebody',
      now: '2026-02-07T09:00:00.000Z',
      policy: SAFE_DEFAULTS,
    })
    const statuses = unwrap(change).document.sequence.steps.map(({ status }) => status)
    expect(statuses).toEqual(['FAILED', 'DONE'])
  })
})
