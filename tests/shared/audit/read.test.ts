import { expect, test } from 'vitest'
import { formatEntry, sealEntry } from '../../../shared/audit/entry.ts'
import { pageAudit, parseAuditLine, splitTornTail } from '../../../shared/audit/read.ts'
import type { AuditDraft, AuditEntry } from '../../../shared/schema/audit-entry.ts'

function log(drafts: readonly Partial<AuditDraft>[]): AuditEntry[] {
  const entries: AuditEntry[] = []
  for (const [index, draft] of drafts.entries()) {
    const whole: AuditDraft = {
      timestamp: `2026-02-0${index + 1}T00:00:00.000Z`,
      actor: 'user',
      action: 'step.add',
      target: 'a',
      payload: {},
      policy_mode: 'SAFE',
      result: 'success',
      ...draft,
    }
    entries.push(sealEntry(whole, entries.at(-1)))
  }
  return entries
}

const ENTRIES = log([
  {},
  { action: 'gate.approve', target: 'g' },
  { actor: 'orchestrator', result: 'denied' },
  { action: 'step.rm', target: 'b' },
  { action: 'steps.import' },
])

function numbers(entries: readonly AuditEntry[]): number[] {
  return entries.map((entry) => entry.seq)
}

test('a line that was formatted is parsed to the same entry', () => {
  for (const entry of ENTRIES) {
    expect(parseAuditLine(formatEntry(entry))).toEqual({ ok: true, value: entry })
  }
})

test('a line that is no entry is refused with the reason', () => {
  const reasons = ['nonsense', '{"seq":1}'].map((line) => {
    const result = parseAuditLine(line)
    return result.ok ? '' : `${result.failure.code} ${result.failure.message}`
  })
  expect(reasons[0]).toBe('INVALID_AUDIT The line is not JSON.')
  expect(reasons[1]).toMatch(/^INVALID_AUDIT The line is not an audit entry: timestamp /)
})

test('a torn tail is what follows the last line feed', () => {
  expect(['', '{}\n', '{}\n{"a', '{"a'].map(splitTornTail)).toEqual([
    { whole: '', torn: '' },
    { whole: '{}\n', torn: '' },
    { whole: '{}\n', torn: '{"a' },
    { whole: '', torn: '{"a' },
  ])
})

test('filters choose by actor, action or its noun, target, result and time', () => {
  const page = { limit: 10 }
  const found = [
    { actor: 'orchestrator' as const },
    { action: 'step.rm' },
    { action: 'step' },
    { target: 'g' },
    { result: 'denied' as const },
    { since: '2026-02-04T00:00:00.000Z' },
    { until: '2026-02-02T00:00:00.000Z' },
    {
      since: '2026-02-02T00:00:00.000Z',
      until: '2026-02-03T00:00:00.000Z',
      actor: 'user' as const,
    },
  ].map((filter) => numbers(pageAudit(ENTRIES, filter, page)))
  expect(found).toEqual([[3], [4], [1, 3, 4], [2], [3], [4, 5], [1, 2], [2]])
})

test('a page holds the newest entries below a number, in the order of the log', () => {
  expect([
    numbers(pageAudit(ENTRIES, {}, { limit: 2 })),
    numbers(pageAudit(ENTRIES, {}, { limit: 2, before: 4 })),
    numbers(pageAudit(ENTRIES, {}, { limit: 2, before: 2 })),
    numbers(pageAudit(ENTRIES, {}, { limit: 0 })),
  ]).toEqual([[4, 5], [2, 3], [1], []])
})

test('a page of a long log is the same however long the log is', () => {
  const long = log(Array.from({ length: 5 }, () => ({})))
  function* endless() {
    for (let n = 0; n < 2000; n += 1)
      yield* long.map((entry) => ({ ...entry, seq: n * 5 + entry.seq }))
  }
  expect(numbers(pageAudit(endless(), {}, { limit: 3 }))).toEqual([9998, 9999, 10000])
})
