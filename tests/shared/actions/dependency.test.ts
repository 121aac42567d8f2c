import { expect, test } from 'vitest'
import { act, refusal } from '../../support/actions.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const dep = (verb: 'add' | 'rm', stepId: string, depId: string, soft?: boolean) => ({
  action: `dep.${verb}`,
  stepId,
  depId,
  ...(soft === undefined ? {} : { soft }),
})

test('a step waits for another one from then on', () => {
  expect(act(sequence([step('a'), step('b')]), dep('add', 'b', 'a')).sequence).toEqual(
    sequence([step('a'), step('b', { depends_on: ['a'], status: 'BLOCKED' })]),
  )
})

test('a gate can wait, and can be waited for', () => {
  const plan = sequence([step('a'), step('b')], [gate('g')])
  expect([
    act(plan, dep('add', 'g', 'a')).sequence.gates,
    act(plan, dep('add', 'b', 'g')).sequence.steps[1],
  ]).toEqual([
    [gate('g', { depends_on: ['a'] })],
    step('b', { depends_on: ['g'], status: 'BLOCKED' }),
  ])
})

test('a soft dependency blocks nothing, and a hard one takes its place', () => {
  const soft = act(sequence([step('a'), step('b')]), dep('add', 'b', 'a', true)).sequence
  const hard = act(soft, dep('add', 'b', 'a')).sequence
  expect([soft.steps[1], hard.steps[1]]).toEqual([
    step('b', { after: ['a'] }),
    step('b', { depends_on: ['a'], status: 'BLOCKED' }),
  ])
})

test('an approved gate that comes to wait for something undone is PENDING again', () => {
  const plan = sequence([step('a')], [gate('g', { status: 'APPROVED', approved_by: 'Ada' })])
  const { sequence: next, notes } = act(plan, dep('add', 'g', 'a'))
  expect([next.gates, notes]).toEqual([
    [gate('g', { status: 'PENDING', depends_on: ['a'] })],
    ['Gate g goes back to PENDING: it waits for a (READY).'],
  ])
})

test('a removed dependency frees the step', () => {
  const plan = sequence([
    step('a'),
    step('b', { depends_on: ['a'], after: ['c'], status: 'BLOCKED' }),
    step('c'),
  ])
  expect([
    act(plan, dep('rm', 'b', 'a')).sequence.steps[1],
    act(plan, dep('rm', 'b', 'c', true)).sequence.steps[1],
  ]).toEqual([
    step('b', { after: ['c'], status: 'READY' }),
    step('b', { depends_on: ['a'], status: 'BLOCKED' }),
  ])
})

test('a synth loses the candidate that it no longer waits for', () => {
  const synth = (ids: string[]) =>
    step('s', { depends_on: ids, fusion_candidates: ids, fusion_synth: true, status: 'BLOCKED' })
  const two = act(sequence([step('a'), step('b'), synth(['a', 'b'])]), dep('rm', 's', 'a'))
  const last = act(sequence([step('a'), synth(['a'])]), dep('rm', 's', 'a'))
  expect([two.sequence.steps[2], two.notes, last.sequence.steps[1]]).toEqual([
    synth(['b']),
    ['a is no longer a candidate of s.'],
    step('s', { status: 'READY' }),
  ])
})

const plan = sequence(
  [step('a', { depends_on: ['b'] }), step('b', { after: ['c'] }), step('c')],
  [gate('g', { depends_on: ['a'] })],
)

test.each([
  ['a waiting node that is not there', dep('add', 'ghost', 'a'), { code: 'STEP_NOT_FOUND' }],
  [
    'waiting for nothing',
    dep('add', 'a', 'ghost'),
    { code: 'DANGLING_DEPENDENCY', details: { missing: 'ghost' } },
  ],
  [
    'waiting for itself',
    dep('add', 'a', 'a'),
    { code: 'CYCLE', message: "a can't wait for itself." },
  ],
  [
    'a cycle',
    dep('add', 'b', 'a'),
    {
      code: 'CYCLE',
      message: 'The dependencies form a cycle: a → b → a.',
      details: { cycle: ['a', 'b', 'a'] },
    },
  ],
  [
    'a cycle through a gate',
    dep('add', 'b', 'g'),
    { code: 'CYCLE', details: { cycle: ['a', 'b', 'g', 'a'] } },
  ],
  ['a cycle closed by a soft edge', dep('add', 'c', 'a', true), { code: 'CYCLE' }],
  [
    'a dependency that is there',
    dep('add', 'a', 'b'),
    { code: 'ALREADY_EXISTS', message: 'a depends on b already.' },
  ],
  ['a soft one beside a hard one', dep('add', 'a', 'b', true), { code: 'ALREADY_EXISTS' }],
  [
    'a soft one that is there',
    dep('add', 'b', 'c', true),
    { code: 'ALREADY_EXISTS', message: 'b comes after c already.' },
  ],
  ['a soft one for a gate', dep('add', 'g', 'c', true), { code: 'INVALID_PARAMETERS' }],
  ['removing what is not there', dep('rm', 'a', 'c'), { code: 'NOT_FOUND', hint: 'It has b.' }],
  [
    'removing a soft one as a hard one',
    dep('rm', 'b', 'c'),
    { code: 'NOT_FOUND', hint: 'It has a soft one: say soft.' },
  ],
  [
    'removing a hard one as a soft one',
    dep('rm', 'a', 'b', true),
    { code: 'NOT_FOUND', hint: 'It has a hard one: leave soft out.' },
  ],
  ['removing from a node that is not there', dep('rm', 'ghost', 'b'), { code: 'STEP_NOT_FOUND' }],
])('refused: %s', (_, action, failure) => {
  expect(refusal(plan, action)).toMatchObject({ hint: expect.any(String), ...failure })
})
