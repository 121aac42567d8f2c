import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeMetrics, spreadOf } from '../../../shared/runs/metrics.ts'
import type { AuditEntry } from '../../../shared/schema/audit-entry.ts'
import type { AttemptRecord } from '../../../shared/schema/run.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

function attempt(stepId: string, fields: Partial<AttemptRecord>): AttemptRecord {
  return {
    runId: '01JZX3M5C8QK2V7T9YB4N6RDHE',
    stepId,
    attempt: 1,
    status: 'DONE',
    startTime: '2026-02-07T12:00:00.000Z',
    pid: 1,
    model: 'codex',
    argv: ['codex'],
    cwd: '.',
    workspace: 'shared',
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
    ...fields,
  }
}

let seq = 0
function entry(
  action: string,
  target: string,
  timestamp: string,
  fields: Partial<AuditEntry> = {},
): AuditEntry {
  seq += 1
  const rest = { payload: {}, policy_mode: 'SAFE', result: 'success', prev: '', hash: '' } as const
  return { seq, timestamp, actor: 'user', action, target, ...rest, ...fields }
}

const PLAN = sequence(
  [
    step('a', { type: 'p', group_id: 'g' }),
    step('b', { type: 'p', group_id: 'g' }),
    step('c', { model: 'gemini' }),
  ],
  [gate('ok', { depends_on: ['a', 'b'] })],
)

test('the figures of a small history, counted by hand', () => {
  const metrics = computeMetrics({
    sequence: PLAN,
    timeOf: Date.parse,
    attempts: [
      attempt('a', { durationMs: 1000 }),
      attempt('a', { durationMs: 3000, attempt: 2, status: 'FAILED' }),
      attempt('b', { startTime: '2026-02-08T00:00:00.000Z', status: 'RUNNING' }),
      attempt('c', { durationMs: 500, model: 'gemini' }),
      attempt('c', { status: 'FAILED', reason: 'waiting_quota', model: 'gemini' }),
    ],
    entries: [
      entry('step.add', 'a', '2026-02-06T10:00:00.000Z', { payload: { fanout: 2 } }),
      entry('step.add', 'x', '2026-02-06T10:00:00.000Z', { result: 'denied' }),
      entry('apply', '2 actions', '2026-02-06T11:00:00.000Z', {
        payload: { actions: [{ action: 'step.add', id: 'c' }, { action: 'dep.add' }] },
      }),
      entry('attempt.end', 'a', '2026-02-07T12:00:00.000Z', { payload: { status: 'DONE' } }),
      entry('attempt.end', 'b', '2026-02-07T12:00:10.000Z', { payload: { status: 'DONE' } }),
      entry('gate.approve', 'ok', '2026-02-07T12:01:10.000Z'),
    ],
  })
  expect(metrics).toEqual({
    days: [
      { day: '2026-02-06', created: 3, attempts: 0 },
      { day: '2026-02-07', created: 0, attempts: 4 },
      { day: '2026-02-08', created: 0, attempts: 1 },
    ],
    steps: 3,
    checkpoints: 1,
    byType: { base: 1, p: 2 },
    duration: { count: 3, average: 1500, p95: 3000 },
    durationByModel: {
      codex: { count: 2, average: 2000, p95: 3000 },
      gemini: { count: 1, average: 500, p95: 500 },
    },
    fanout: { groups: 1, average: 2, largest: 2 },
    gateLatency: { count: 1, average: 60_000, p95: 60_000 },
    failureRate: 1 / 3,
    restartRate: 2 / 5,
  })
})

test('nothing has happened yet, and nothing is made up', () => {
  expect(
    computeMetrics({ sequence: sequence([]), attempts: [], entries: [], timeOf: Date.parse }),
  ).toMatchObject({
    days: [],
    duration: null,
    gateLatency: null,
    failureRate: null,
    restartRate: null,
    fanout: { groups: 0, average: null, largest: 0 },
  })
})

test('at least 95 % of the values are not above p95, and one of them is p95', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
      const p95 = spreadOf(values)?.p95 ?? -1
      expect(values).toContain(p95)
      const below = values.filter((value) => value <= p95).length
      expect(below).toBeGreaterThanOrEqual(values.length * 0.95)
    }),
  )
})
