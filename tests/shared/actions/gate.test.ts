import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const insert = (dependsOn: string[], fields: object = {}) => ({
  action: 'gate.insert',
  id: 'review',
  dependsOn,
  ...fields,
})

test('what stands behind a new gate waits for it instead of for what it waits for', () => {
  const { sequence: next } = act(
    sequence(
      [
        step('a', { status: 'DONE' }),
        step('b', { status: 'DONE' }),
        step('c', { depends_on: ['a', 'x', 'b'], status: 'READY' }),
        step('d', { after: ['a'] }),
        step('x', { status: 'DONE' }),
      ],
      [gate('last', { depends_on: ['b'] })],
    ),
    insert(['a', 'b'], { name: 'Review', before: ['c', 'd', 'last'], lane: 'left' }),
  )
  expect(next).toEqual(
    sequence(
      [
        step('a', { status: 'DONE' }),
        step('b', { status: 'DONE' }),
        step('c', { depends_on: ['x', 'review'], status: 'BLOCKED' }),
        step('d', { after: ['a'], depends_on: ['review'], status: 'BLOCKED' }),
        step('x', { status: 'DONE' }),
      ],
      [
        gate('last', { depends_on: ['review'] }),
        gate('review', { name: 'Review', depends_on: ['a', 'b'], lane: 'left' }),
      ],
    ),
  )
})

test('a gate needs neither dependencies nor dependants', () => {
  expect(act(sequence([]), insert([])).sequence.gates).toEqual([gate('review')])
})

const evidence = { revision: 'a'.repeat(64), attempts: { a: 'b'.repeat(64) }, commit: 'c0ffee' }

test('an approval says who, when, why and on what it rests, and frees what waits', () => {
  const { sequence: next } = act(
    sequence(
      [step('a', { status: 'DONE' }), step('b', { depends_on: ['review'], status: 'BLOCKED' })],
      [gate('review', { depends_on: ['a'] })],
    ),
    { action: 'gate.approve', id: 'review', note: 'fine' },
    { evidence: { review: evidence, other: { revision: 'd'.repeat(64) } } },
  )
  expect(next).toEqual(
    sequence(
      [step('a', { status: 'DONE' }), step('b', { depends_on: ['review'], status: 'READY' })],
      [
        gate('review', {
          depends_on: ['a'],
          status: 'APPROVED',
          approved_by: 'Ada',
          approved_at: '2026-02-07T12:00:00Z',
          note: 'fine',
          evidence,
        }),
      ],
    ),
  )
})

test('a blocked gate can be approved after all', () => {
  const plan = sequence([], [gate('review', { status: 'BLOCKED', note: 'no' })])
  expect(act(plan, { action: 'gate.approve', id: 'review' }).sequence.gates).toEqual([
    gate('review', { status: 'APPROVED', approved_by: 'Ada', approved_at: '2026-02-07T12:00:00Z' }),
  ])
})

test.each(['PENDING', 'APPROVED', 'BLOCKED'] as const)(
  'a gate that is %s can be blocked',
  (status) => {
    const plan = sequence(
      [step('b', { depends_on: ['review'] })],
      [
        gate('review', {
          status,
          approved_by: 'Ada',
          approved_at: '2026-02-07T12:00:00Z',
          evidence,
        }),
      ],
    )
    expect(act(plan, { action: 'gate.block', id: 'review', note: 'no' }).sequence).toEqual(
      sequence(
        [step('b', { depends_on: ['review'], status: 'BLOCKED' })],
        [gate('review', { status: 'BLOCKED', note: 'no' })],
      ),
    )
  },
)

test('what waited for a removed gate waits for what the gate waited for', () => {
  const plan = sequence(
    [
      step('a'),
      step('b', { depends_on: ['review', 'a'], status: 'BLOCKED' }),
      step('c', { depends_on: ['review'], after: ['a'], status: 'BLOCKED' }),
      step('d', { after: ['review'] }),
    ],
    [gate('review', { depends_on: ['a'] }), gate('last', { depends_on: ['review'] })],
  )
  expect(act(plan, { action: 'gate.rm', id: 'review' }).sequence).toEqual(
    sequence(
      [
        step('a'),
        step('b', { depends_on: ['a'], status: 'BLOCKED' }),
        step('c', { depends_on: ['a'], status: 'BLOCKED' }),
        step('d'),
      ],
      [gate('last', { depends_on: ['a'] })],
    ),
  )
})

const plan = sequence(
  [step('a', { status: 'FAILED' }), step('b'), step('c', { depends_on: ['b'] })],
  [
    gate('first', { depends_on: [] }),
    gate('review', { depends_on: ['a', 'first'] }),
    gate('done', { status: 'APPROVED' }),
    gate('almost', { depends_on: ['b', 'done'] }),
  ],
)

test.each([
  [
    'approving while something is missing',
    { action: 'gate.approve', id: 'review' },
    {
      code: 'ILLEGAL_TRANSITION',
      message: "Gate review can't be approved: it waits for a (FAILED) and gate first (PENDING).",
      details: {
        blockers: [
          { id: 'a', status: 'FAILED' },
          { id: 'first', status: 'PENDING' },
        ],
      },
    },
  ],
  [
    'approving while one thing is missing',
    { action: 'gate.approve', id: 'almost' },
    {
      code: 'ILLEGAL_TRANSITION',
      message: "Gate almost can't be approved: it waits for b (READY).",
    },
  ],
  [
    'approving twice',
    { action: 'gate.approve', id: 'done' },
    { code: 'ILLEGAL_TRANSITION', details: { status: 'APPROVED' } },
  ],
  [
    'approving a step',
    { action: 'gate.approve', id: 'a' },
    { code: 'GATE_NOT_FOUND', hint: 'a is a step.' },
  ],
  [
    'blocking nothing',
    { action: 'gate.block', id: 'revew' },
    { code: 'GATE_NOT_FOUND', hint: 'Did you mean review?' },
  ],
  ['removing nothing', { action: 'gate.rm', id: 'ghost' }, { code: 'GATE_NOT_FOUND' }],
  ['an id that is taken', { ...insert([]), id: 'a' }, { code: 'ALREADY_EXISTS' }],
  [
    'a gate that waits for nothing known',
    { ...insert(['ghost']), id: 'new' },
    { code: 'DANGLING_DEPENDENCY' },
  ],
  [
    'a gate before nothing known',
    { ...insert([], { before: ['ghost'] }), id: 'new' },
    { code: 'STEP_NOT_FOUND' },
  ],
  [
    'a gate before what it waits for',
    { ...insert(['c'], { before: ['b'] }), id: 'new' },
    { code: 'CYCLE', details: { cycle: ['b', 'new', 'c', 'b'] } },
  ],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})
