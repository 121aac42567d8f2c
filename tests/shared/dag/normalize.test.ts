import { expect, test } from 'vitest'
import { normalizeStatuses } from '../../../shared/dag/normalize.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

function statuses(before: Sequence): Record<string, string | undefined> {
  const { steps, gates } = normalizeStatuses(before)
  return Object.fromEntries([...steps, ...gates].map((node) => [node.id, node.status]))
}

test('a step is BLOCKED while something that it depends on is not satisfied, else READY', () => {
  expect(
    statuses(
      sequence(
        [
          step('done', { status: 'DONE' }),
          step('open', { depends_on: ['done'], status: 'BLOCKED' }),
          step('waits', { depends_on: ['done', 'open'], status: 'READY' }),
          step('held', { depends_on: ['review'] }),
          step('passed', { depends_on: ['approved'], status: 'BLOCKED' }),
        ],
        [gate('review'), gate('approved', { status: 'APPROVED' })],
      ),
    ),
  ).toEqual({
    done: 'DONE',
    open: 'READY',
    waits: 'BLOCKED',
    held: 'BLOCKED',
    passed: 'READY',
    review: undefined,
    approved: 'APPROVED',
  })
})

test('an absent status that would be READY stays absent, and nothing is copied', () => {
  const before = sequence([step('a'), step('b', { after: ['a'] })], [gate('g')])
  expect(normalizeStatuses(before)).toBe(before)
})

test('steps that run or have run keep their status whatever they depend on', () => {
  const before = sequence([
    step('a', { status: 'FAILED' }),
    step('b', { depends_on: ['a'], status: 'RUNNING' }),
    step('c', { depends_on: ['a'], status: 'NEEDS_REVIEW' }),
    step('d', { depends_on: ['a'], status: 'DONE' }),
  ])
  expect(normalizeStatuses(before)).toBe(before)
})

test('a soft edge never blocks', () => {
  const before = sequence([step('a', { status: 'FAILED' }), step('b', { after: ['a'] })])
  expect(normalizeStatuses(before)).toBe(before)
})

test('an approval falls when what it rests on is not satisfied, and fells the next one', () => {
  const approved = { status: 'APPROVED', approved_by: 'Ada' } as const
  expect(
    normalizeStatuses(
      sequence(
        [step('a', { status: 'READY' }), step('z', { depends_on: ['last'], status: 'READY' })],
        [
          gate('last', { depends_on: ['first'], ...approved }),
          gate('first', { depends_on: ['a'], ...approved }),
        ],
      ),
    ),
  ).toEqual(
    sequence(
      [step('a', { status: 'READY' }), step('z', { depends_on: ['last'], status: 'BLOCKED' })],
      [
        gate('last', { depends_on: ['first'], status: 'PENDING' }),
        gate('first', { depends_on: ['a'], status: 'PENDING' }),
      ],
    ),
  )
})

const member = (
  id: string,
  status: 'DONE' | 'FAILED' | 'RUNNING' | 'NEEDS_REVIEW',
  policy = true,
) => step(id, { status, group_id: 'g', ...(policy ? { fail_policy: 'best_effort' as const } : {}) })

test.each([
  [
    'goes on when one succeeded and all ended',
    [member('a', 'FAILED'), member('b', 'DONE')],
    'READY',
  ],
  ['waits while one runs', [member('a', 'FAILED'), member('b', 'RUNNING')], 'BLOCKED'],
  ['waits while one needs review', [member('a', 'DONE'), member('b', 'NEEDS_REVIEW')], 'BLOCKED'],
  ['stops when none succeeded', [member('a', 'FAILED'), member('b', 'FAILED')], 'BLOCKED'],
  ['stops under fail_fast', [member('a', 'FAILED', false), member('b', 'DONE')], 'BLOCKED'],
])('what depends on a best_effort group %s', (_, members, expected) => {
  const merge = step('merge', { depends_on: ['a', 'b'], status: 'READY' })
  expect(statuses(sequence([...members, merge]))['merge']).toBe(expected)
})

test('what depends on a failed member waits until all of the group have ended', () => {
  const merge = step('merge', { depends_on: ['a'] })
  const plan = (status: 'RUNNING' | 'DONE') =>
    sequence([member('a', 'FAILED'), member('b', 'DONE'), member('c', status), merge])
  expect([statuses(plan('RUNNING'))['merge'], statuses(plan('DONE'))['merge']]).toEqual([
    'BLOCKED',
    undefined,
  ])
})

test('a best_effort synth goes on with the candidates that succeeded', () => {
  const synth = step('synth', {
    depends_on: ['a', 'b'],
    fusion_candidates: ['a', 'b'],
    fail_policy: 'best_effort',
    status: 'BLOCKED',
  })
  const candidates = [step('a', { status: 'FAILED' }), step('b', { status: 'DONE' })]
  expect(statuses(sequence([...candidates, synth]))['synth']).toBe('READY')
})
