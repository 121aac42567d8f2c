import { expect, test } from 'vitest'
import { blockedBecause, listInWords } from '../../../shared/dag/explain.ts'
import { readySet } from '../../../shared/dag/frontier.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const ready = (plan: Sequence) => readySet(plan).map(({ id }) => id)

test('a gate that is not approved keeps its dependants off the ready set', () => {
  const plan = (status: 'PENDING' | 'APPROVED' | 'BLOCKED') =>
    sequence([step('a', { depends_on: ['g'] }), step('b')], [gate('g', { status })])
  expect([ready(plan('PENDING')), ready(plan('BLOCKED')), ready(plan('APPROVED'))]).toEqual([
    ['b'],
    ['b'],
    ['a', 'b'],
  ])
})

test('only READY steps are in the ready set', () => {
  const plan = sequence([
    step('run', { status: 'RUNNING' }),
    step('done', { status: 'DONE' }),
    step('failed', { status: 'FAILED' }),
    step('review', { status: 'NEEDS_REVIEW' }),
    step('blocked', { status: 'BLOCKED' }),
    step('open', { status: 'READY' }),
    step('silent'),
  ])
  expect(ready(plan)).toEqual(['open', 'silent'])
})

test('a step comes after its soft predecessors while these run or are about to', () => {
  const plan = (status: 'READY' | 'RUNNING' | 'DONE' | 'FAILED' | 'BLOCKED') =>
    sequence([
      step('late', { after: ['early'] }),
      step('early', { status, depends_on: ['x'] }),
      step('x', { status: 'DONE' }),
    ])
  expect([
    ready(plan('READY')),
    ready(plan('RUNNING')),
    ready(plan('DONE')),
    ready(plan('FAILED')),
    ready(plan('BLOCKED')),
  ]).toEqual([['early'], [], ['late'], ['late'], ['late']])
})

test('a chain of soft edges starts with its first step only', () => {
  expect(
    ready(sequence([step('c', { after: ['b'] }), step('b', { after: ['a'] }), step('a')])),
  ).toEqual(['a'])
})

test('the reason why a step waits names each blocker with its status', () => {
  const plan = sequence(
    [
      step('build', { status: 'FAILED' }),
      step('test', { status: 'DONE' }),
      step('deploy', { depends_on: ['build', 'test', 'review'] }),
    ],
    [gate('review')],
  )
  expect(blockedBecause(plan, 'deploy')).toEqual({
    blockers: [
      { id: 'build', status: 'FAILED', text: 'build (FAILED)' },
      { id: 'review', status: 'PENDING', text: 'gate review (PENDING)' },
    ],
    sentence: 'waits for build (FAILED) and gate review (PENDING)',
  })
})

test('a step without blockers waits for nothing, and so does one that is not there', () => {
  const nothing = { blockers: [], sentence: 'waits for nothing' }
  const plan = sequence([step('a')])
  expect([blockedBecause(plan, 'a'), blockedBecause(plan, 'ghost')]).toEqual([nothing, nothing])
})

test('lists read like language', () => {
  expect([listInWords([]), listInWords(['a']), listInWords(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a, b and c',
  ])
})
