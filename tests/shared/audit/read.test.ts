import { expect, test } from 'vitest'
import { formatEntry, sealEntry } from '../../../shared/audit/entry.ts'
import {
  type AuditFilter,
  type AuditPage,
  type AuditPageFound,
  linesBackwards,
  pageAudit,
  parseAuditLine,
  splitTornTail,
} from '../../../shared/audit/read.ts'
import { unwrap } from '../../../shared/failure.ts'
import { ok } from '../../../shared/result.ts'
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

function found(entries: readonly AuditEntry[], filter: AuditFilter, page: AuditPage) {
  return unwrap(pageAudit(entries.toReversed().map(ok), filter, page))
}

function numbers(entries: readonly AuditEntry[], filter: AuditFilter, page: AuditPage): number[] {
  return found(entries, filter, page).entries.map((entry) => entry.seq)
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
  ].map((filter) => numbers(ENTRIES, filter, page))
  expect(found).toEqual([[3], [4], [1, 3, 4], [2], [3], [4, 5], [1, 2], [2]])
})

test('a page holds the newest entries below a number, in the order of the log', () => {
  expect([
    numbers(ENTRIES, {}, { limit: 2 }),
    numbers(ENTRIES, {}, { limit: 2, before: 4 }),
    numbers(ENTRIES, {}, { limit: 2, before: 2 }),
    numbers(ENTRIES, {}, { limit: 0 }),
  ]).toEqual([[4, 5], [2, 3], [1], []])
})

test('pages that follow one another hold every entry once', () => {
  const pages: number[][] = []
  for (let before: number | undefined = 100; before !== undefined; ) {
    const page: AuditPageFound = found(ENTRIES, { actor: 'user' }, { limit: 2, before })
    pages.push(page.entries.map((entry) => entry.seq))
    before = page.older
  }
  expect(pages).toEqual([
    [4, 5],
    [1, 2],
  ])
})

test('entries stay in the order of their numbers when the clock went backwards', () => {
  const turned = log([{}, { timestamp: '2020-01-01T00:00:00.000Z' }, {}])
  expect(numbers(turned, {}, { limit: 3 })).toEqual([1, 2, 3])
  expect(numbers(turned, { since: '2026-01-01T00:00:00.000Z' }, { limit: 3 })).toEqual([1, 3])
})

test('a page of a long log looks at no more entries than it needs', () => {
  let seen = 0
  function* endless() {
    for (let seq = 10_000; ; seq -= 1) {
      seen += 1
      yield ok({ ...ENTRIES[0], seq } as AuditEntry)
    }
  }
  const page = unwrap(pageAudit(endless(), {}, { limit: 3 }))
  expect([page.entries.map((entry) => entry.seq), page.older, seen]).toEqual([
    [9998, 9999, 10_000],
    9998,
    4,
  ])
})

test('a line that is no entry ends the list with its failure', () => {
  const page = pageAudit([ok(ENTRIES[0] as AuditEntry), parseAuditLine('x')], {}, { limit: 5 })
  expect(page.ok ? '' : page.failure.code).toBe('INVALID_AUDIT')
})

test('lines are read from the end, without what was not written to its end', () => {
  expect([...linesBackwards('a\nb\n\nc\nto')]).toEqual(['c\n', '\n', 'b\n', 'a\n'])
  expect([...linesBackwards('')]).toEqual([])
})
