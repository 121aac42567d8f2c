import { expect, test } from 'vitest'
import type { Step } from '../../../shared/schema/step.ts'
import { simulate } from '../../../shared/simulate/simulate.ts'
import { chain, gate, sequence, step } from '../../support/sequences.ts'

const second = { durationOf: () => 1000, limits: { max_concurrent: 2 } }

const plan = sequence(
  [
    step('a', { timeout_ms: 9000 }),
    step('b'),
    step('c'),
    step('last', { depends_on: ['review'], status: 'BLOCKED' }),
    step('end', { depends_on: ['last'], status: 'BLOCKED' }),
  ],
  [gate('review', { depends_on: ['a', 'c'] })],
)

test('a run stops at a gate: what started when, what waits behind it, and the longest wait', () => {
  expect(simulate(plan, second)).toEqual({
    starts: [
      { id: 'a', startMs: 0, endMs: 1000, outcome: 'DONE' },
      { id: 'c', startMs: 0, endMs: 1000, outcome: 'DONE' },
      { id: 'b', startMs: 1000, endMs: 2000, outcome: 'DONE' },
    ],
    underWay: [],
    peakConcurrency: 2,
    gates: [{ id: 'review', atMs: 1000, approved: false, holds: ['last'] }],
    neverStarted: [
      { id: 'last', because: 'waits for gate review (PENDING)' },
      { id: 'end', because: 'waits for last (BLOCKED)' },
    ],
    makespanMs: 2000,
    criticalPath: ['a'],
    worstCaseMs: 9000,
  })
})

test('with approved gates all runs, and the timeouts along the longest chain are the worst case', () => {
  const result = simulate(plan, { ...second, approveGates: true, timeoutOf: timeoutOr5 })
  expect(result).toMatchObject({
    gates: [{ id: 'review', atMs: 1000, approved: true }],
    neverStarted: [],
    makespanMs: 3000,
    criticalPath: ['a', 'last', 'end'],
    worstCaseMs: 19_000,
  })
})

function timeoutOr5(one: Step): number {
  return one.timeout_ms ?? 5000
}

test('a step that runs already takes room and releases what waits for it', () => {
  const running = sequence([
    step('a', { status: 'RUNNING' }),
    step('b', { depends_on: ['a'], status: 'BLOCKED' }),
    step('c', { after: ['b'] }),
  ])
  expect(simulate(running, { ...second, limits: { max_concurrent: 1 } })).toMatchObject({
    starts: [
      { id: 'b', startMs: 1000 },
      { id: 'c', startMs: 2000 },
    ],
    underWay: [{ id: 'a', startMs: 0, endMs: 1000 }],
  })
})

test('a failure holds its dependants, and says so', () => {
  const result = simulate(chain(2), { ...second, outcomeOf: () => 'FAILED' })
  expect(result.neverStarted).toEqual([{ id: 'n1', because: 'waits for n0 (FAILED)' }])
})

test('a step that comes after one that nobody asked for waits for it', () => {
  const pair = sequence([step('a'), step('b', { after: ['a'] })])
  const asked = { ...second, scope: 'step' as const, targets: ['b'] }
  expect(simulate(pair, asked)).toMatchObject({
    starts: [],
    neverStarted: [{ id: 'b', because: 'comes after a (READY)' }],
  })
})

test('with no room at all nothing starts, and that is the reason', () => {
  const result = simulate(chain(1), { ...second, limits: { max_concurrent: 0 } })
  expect(result.neverStarted).toEqual([{ id: 'n0', because: 'no step may run at all' }])
})
