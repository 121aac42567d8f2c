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
    step('fuse', { type: 'f', fusion_candidates: ['a', 'b', 'c'], fusion_synth: true }),
    step('mix', { type: 'f', fusion_candidates: ['b', 'c'], fusion_synth: true }),
  ],
  [gate('ok', { depends_on: ['a', 'b'] })],
)

test('the figures of a small history, counted by hand', () => {
  const metrics = computeMetrics({
    sequence: PLAN,
    timeOf: Date.parse,
    summaries: { a: 'The tests pass now.', b: 'the tests pass, now', other: 'Something else.' },
    attempts: [
      attempt('a', {
        durationMs: 1000,
        usage: { inputTokens: 100, cachedTokens: 40, outputTokens: 10 },
        costUsd: 0.1,
      }),
      attempt('a', {
        durationMs: 3000,
        attempt: 2,
        status: 'FAILED',
        usage: { inputTokens: 200, outputTokens: 20 },
        costUsd: 0.2,
      }),
      attempt('b', { startTime: '2026-02-08T00:00:00.000Z', status: 'RUNNING' }),
      attempt('c', {
        durationMs: 500,
        model: 'gemini',
        usage: { inputTokens: 1000, outputTokens: 1 },
      }),
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
      { day: '2026-02-06', created: 3, attempts: 0, failed: 0, tokens: 0, costUsd: null },
      { day: '2026-02-07', created: 0, attempts: 4, failed: 1, tokens: 1331, costUsd: 0.3 },
      { day: '2026-02-08', created: 0, attempts: 1, failed: 0, tokens: 0, costUsd: null },
    ],
    steps: 5,
    checkpoints: 1,
    byType: { base: 1, f: 2, p: 2 },
    attempts: 5,
    duration: { count: 3, average: 1500, p95: 3000 },
    durationByModel: {
      codex: { count: 2, average: 2000, p95: 3000 },
      gemini: { count: 1, average: 500, p95: 500 },
    },
    fanout: { groups: 1, average: 2, largest: 2 },
    fusions: [
      { synth: 'fuse', candidates: 3, compared: 2, score: 1 },
      { synth: 'mix', candidates: 2, compared: 1, score: null },
    ],
    fusionAgreement: 1,
    gateLatency: { count: 1, average: 60_000, p95: 60_000 },
    failureRate: 1 / 3,
    restartRate: 2 / 5,
    spend: { attempts: 3, inputTokens: 1300, cachedTokens: 40, outputTokens: 31, costUsd: 0.3 },
    spendByModel: [
      {
        name: 'codex',
        attempts: 2,
        inputTokens: 300,
        cachedTokens: 40,
        outputTokens: 30,
        costUsd: 0.3,
      },
      {
        name: 'gemini',
        attempts: 1,
        inputTokens: 1000,
        cachedTokens: 0,
        outputTokens: 1,
        costUsd: null,
      },
    ],
    spendByStep: [
      {
        name: 'a',
        attempts: 2,
        inputTokens: 300,
        cachedTokens: 40,
        outputTokens: 30,
        costUsd: 0.3,
      },
      {
        name: 'c',
        attempts: 1,
        inputTokens: 1000,
        cachedTokens: 0,
        outputTokens: 1,
        costUsd: null,
      },
    ],
    leftOut: { runs: 0, entries: false, steps: 0 },
  })
})

test('nothing has happened yet, and nothing is made up', () => {
  expect(
    computeMetrics({
      sequence: sequence([]),
      attempts: [],
      entries: [],
      summaries: {},
      timeOf: Date.parse,
    }),
  ).toMatchObject({
    days: [],
    duration: null,
    gateLatency: null,
    failureRate: null,
    restartRate: null,
    fanout: { groups: 0, average: null, largest: 0 },
    fusionAgreement: null,
    spend: { attempts: 0, costUsd: null },
  })
})

test('of very many steps only the dearest are told one by one, and how many are not', () => {
  const ids = Array.from({ length: 103 }, (_, index) => `s-${index}`)
  const { spendByStep, leftOut } = computeMetrics({
    sequence: sequence(ids.map((id) => step(id))),
    attempts: ids.map((id, index) => attempt(id, { costUsd: index })),
    entries: [],
    summaries: {},
    timeOf: Date.parse,
    leftOut: { runs: 7, entries: true },
  })
  expect([spendByStep.length, spendByStep[0]?.name, spendByStep.at(-1)?.name, leftOut]).toEqual([
    100,
    's-102',
    's-3',
    { runs: 7, entries: true, steps: 3 },
  ])
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
