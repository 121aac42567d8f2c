import { expect, test } from 'vitest'
import {
  GATE_TRANSITIONS,
  type GateEvent,
  gateTransition,
  STEP_TRANSITIONS,
  type StepEvent,
  transition,
} from '../../../shared/dag/status.ts'
import { GateStatusSchema } from '../../../shared/schema/gate.ts'
import { StepStatusSchema } from '../../../shared/schema/step.ts'
import { gate, step } from '../../support/sequences.ts'

/** The whole table as a person reads it: event, then where each status leads. */
const STEPS: Readonly<Record<StepEvent, Readonly<Record<string, string>>>> = {
  start: { READY: 'RUNNING' },
  endDone: { RUNNING: 'DONE' },
  endReview: { RUNNING: 'NEEDS_REVIEW' },
  endUnfinished: { RUNNING: 'READY' },
  endFailed: { RUNNING: 'FAILED' },
  accept: { NEEDS_REVIEW: 'DONE' },
  reject: { NEEDS_REVIEW: 'FAILED' },
  reset: { DONE: 'READY', FAILED: 'READY' },
  resetWithUpstream: { DONE: 'READY', FAILED: 'READY', NEEDS_REVIEW: 'READY' },
  block: { READY: 'BLOCKED' },
  unblock: { BLOCKED: 'READY' },
}
const GATES: Readonly<Record<GateEvent, Readonly<Record<string, string>>>> = {
  approve: { PENDING: 'APPROVED', BLOCKED: 'APPROVED' },
  block: { PENDING: 'BLOCKED', APPROVED: 'BLOCKED', BLOCKED: 'BLOCKED' },
  reopen: { APPROVED: 'PENDING' },
}

const stepCases = Object.keys(STEP_TRANSITIONS).flatMap((event) =>
  StepStatusSchema.options.map((status) => [event as StepEvent, status] as const),
)

test.each(stepCases)('a step: %s when %s', (event, status) => {
  const result = transition(step('a', { status }), event)
  const expected = STEPS[event][status]
  if (expected === undefined) {
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'ILLEGAL_TRANSITION',
        message: expect.stringContaining(`Step a is ${status} and can't be`),
        hint: expect.any(String),
        details: { id: 'a', status },
      },
    })
  } else
    expect(result).toEqual({
      ok: true,
      value: step('a', { status: StepStatusSchema.parse(expected) }),
    })
})

const gateCases = Object.keys(GATE_TRANSITIONS).flatMap((event) =>
  GateStatusSchema.options.map((status) => [event as GateEvent, status] as const),
)

test.each(gateCases)('a gate: %s when %s', (event, status) => {
  const result = gateTransition(gate('g', { status }), event)
  const expected = GATES[event][status]
  if (expected === undefined) {
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'ILLEGAL_TRANSITION',
        message: expect.stringContaining(`Gate g is ${status}`),
      },
    })
  } else
    expect(result).toEqual({
      ok: true,
      value: gate('g', { status: GateStatusSchema.parse(expected) }),
    })
})

test('a step without a status counts as READY, a gate as PENDING', () => {
  expect([transition(step('a'), 'start'), gateTransition(gate('g'), 'approve')]).toEqual([
    { ok: true, value: step('a', { status: 'RUNNING' }) },
    { ok: true, value: gate('g', { status: 'APPROVED' }) },
  ])
})

test('whatever an approval left is cleared when the gate changes', () => {
  const approved = gate('g', {
    status: 'APPROVED',
    approved_by: 'Ada',
    approved_at: '2026-02-07T12:00:00Z',
    note: 'fine',
    evidence: { revision: '0'.repeat(64) },
    depends_on: ['a'],
  })
  expect(gateTransition(approved, 'reopen')).toEqual({
    ok: true,
    value: gate('g', { depends_on: ['a'], status: 'PENDING' }),
  })
})
