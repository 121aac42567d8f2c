import { expect, test } from 'vitest'
import { awaitsPerson, nextStarts, waitingSteps } from '../../../shared/runs/plan.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const runnable = { scope: 'runnable', targets: [], started: new Set<string>() } as const

test('a run starts what is ready, in order, and no more than the limit leaves room for', () => {
  const plan = sequence([
    step('a', { status: 'RUNNING' }),
    step('b'),
    step('c'),
    step('d', { depends_on: ['a'], status: 'BLOCKED' }),
  ])
  expect(nextStarts(plan, runnable, { max_concurrent: 2 }).map(({ id }) => id)).toEqual(['b'])
  expect(nextStarts(plan, runnable, { max_concurrent: 1 })).toEqual([])
})

test('a run for single steps starts only those, each once', () => {
  const plan = sequence([step('a'), step('b'), step('c')])
  const run = { scope: 'step', targets: ['a', 'b'], started: new Set(['a']) } as const
  expect(nextStarts(plan, run, { max_concurrent: 9 }).map(({ id }) => id)).toEqual(['b'])
})

test('what a run leaves undone is listed with the reason', () => {
  const plan = sequence(
    [
      step('a', { status: 'FAILED' }),
      step('b', { depends_on: ['a'], status: 'BLOCKED' }),
      step('c', { depends_on: ['g'], status: 'BLOCKED' }),
      step('d', { status: 'DONE' }),
    ],
    [gate('g')],
  )
  const run = { ...runnable, started: new Set(['a', 'd']) }
  expect(waitingSteps(plan, run)).toEqual([
    { id: 'a', because: 'failed; reset it to run it again' },
    { id: 'b', because: 'waits for a (FAILED)' },
    { id: 'c', because: 'waits for gate g (PENDING)' },
  ])
})

test('only a run of everything waits for a person, and only where a word could help', () => {
  const steps = [step('a', { status: 'DONE' }), step('b', { depends_on: ['g'], status: 'BLOCKED' })]
  const open = sequence(steps, [gate('g', { depends_on: ['a'] })])
  const closed = sequence(steps, [gate('g', { depends_on: ['a'], status: 'BLOCKED' })])
  const all = { ...runnable, scope: 'all' } as const
  expect([
    awaitsPerson(open, all),
    awaitsPerson(open, runnable),
    awaitsPerson(closed, all),
  ]).toEqual([true, false, false])
})

test('the step that most still hangs on starts first, and ties go by the file', () => {
  const plan = sequence([
    step('short'),
    step('also-short'),
    step('long'),
    step('middle', { depends_on: ['long'], status: 'BLOCKED' }),
    step('last', { after: ['middle'], depends_on: ['middle'], status: 'BLOCKED' }),
    step('two'),
    step('end', { depends_on: ['two'], status: 'BLOCKED' }),
  ])
  const ids = nextStarts(plan, runnable, { max_concurrent: 9 }).map(({ id }) => id)
  expect(ids).toEqual(['long', 'two', 'short', 'also-short'])
})

test('a group and a model have limits of their own; who is crowded out makes room for the next', () => {
  const plan = sequence([
    step('a1', { group_id: 'a', status: 'RUNNING' }),
    step('a2', { group_id: 'a' }),
    step('a3', { group_id: 'a' }),
    step('c1', { model: 'claude-code' }),
    step('c2', { model: 'claude-code' }),
    step('s1', { model: 'shell' }),
  ])
  const limits = {
    max_concurrent: 9,
    max_concurrent_per_group: 2,
    max_concurrent_per_model: { 'claude-code': 1 },
  }
  const ids = nextStarts(plan, runnable, limits).map(({ id }) => id)
  expect(ids).toEqual(['a2', 'c1', 's1'])
})
