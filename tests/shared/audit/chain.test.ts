import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChainReport, chainResult, verifyChain } from '../../../shared/audit/chain.ts'
import {
  type ChainHead,
  formatEntry,
  GENESIS_HASH,
  sealEntry,
} from '../../../shared/audit/entry.ts'
import { auditLines } from '../../../shared/audit/read.ts'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import { sha256Hex } from '../../../shared/hash.ts'
import type { AuditDraft, AuditEntry } from '../../../shared/schema/audit-entry.ts'
import { corpusRows } from '../../support/corpus.ts'

function draft(n: number): AuditDraft {
  return {
    timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    actor: 'user',
    action: 'step.add',
    target: `step-${n}`,
    payload: { name: `Schritt ${n} ü 日本`, nested: { b: [1, null, n], a: true } },
    policy_mode: 'SAFE',
    result: 'success',
    revision_after: 'a'.repeat(64),
  }
}

function chain(count: number, from?: ChainHead): AuditEntry[] {
  const entries: AuditEntry[] = []
  for (let n = 1; n <= count; n += 1) entries.push(sealEntry(draft(n), entries.at(-1) ?? from))
  return entries
}

const ENTRIES = chain(20)
const LINES = ENTRIES.map(formatEntry)

function found(report: ChainReport) {
  return { line: report.problem?.line, kind: report.problem?.kind }
}

/** The lines with the one at `index` (from 0) replaced by `lines`. */
function withLine(index: number, ...lines: string[]): string[] {
  return [...LINES.slice(0, index), ...lines, ...LINES.slice(index + 1)]
}

function lineAt(index: number): string {
  return LINES[index] ?? ''
}

const position = fc.integer({ min: 1, max: LINES.length - 2 })
const RUNS = { numRuns: 100 }

describe('a chain of audit entries', () => {
  test('hashes the canonical JSON of an entry without its hash', () => {
    for (const { hash, ...open } of ENTRIES) expect(hash).toBe(sha256Hex(canonicalJson(open)))
  })

  test('shows number, time and actor first and the hash last', () => {
    expect(Object.keys(JSON.parse(lineAt(1)))).toEqual([
      'seq',
      'timestamp',
      'actor',
      'action',
      'target',
      'payload',
      'policy_mode',
      'result',
      'revision_after',
      'prev',
      'hash',
    ])
  })

  test('begins with a link of 64 zeros and number 1', () => {
    const first = sealEntry(draft(1), undefined)
    expect([first.seq, first.prev]).toEqual([1, GENESIS_HASH])
  })

  test('is good as written, also in pieces of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
        const text = LINES.join('')
        const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
          text.slice(i * size, (i + 1) * size),
        )
        expect(verifyChain(auditLines(chunks))).toEqual({
          ok: true,
          checked: 20,
          head: { seq: 20, hash: ENTRIES.at(-1)?.hash },
          backwards: [],
          problem: undefined,
        })
      }),
      RUNS,
    )
  })

  test('goes on from the last entry of the file before', () => {
    const from = verifyChain(LINES).head
    const next = chain(3, from).map(formatEntry)
    expect(verifyChain(next, { from })).toMatchObject({ ok: true, checked: 3 })
    expect(found(verifyChain(next))).toEqual({ line: 1, kind: 'removed' })
  })

  test('keeps a payload with a key that would reach a prototype', () => {
    const payload = JSON.parse('{"__proto__":{"a":1},"b":2}') as Record<string, unknown>
    const line = formatEntry(sealEntry({ ...draft(1), payload }, undefined))
    expect([verifyChain([line]).ok, line.includes('__proto__')]).toEqual([true, true])
  })

  test('an empty log is good and has no head', () => {
    expect(verifyChain([])).toEqual({
      ok: true,
      checked: 0,
      head: undefined,
      backwards: [],
      problem: undefined,
    })
  })
})

describe('tampering is found and named', () => {
  test('a changed byte', () => {
    fc.assert(
      fc.property(position, fc.nat(), fc.integer({ min: 1, max: 255 }), (index, at, flip) => {
        const bytes = Buffer.from(lineAt(index))
        const place = at % (bytes.length - 1)
        bytes[place] = (bytes[place] ?? 0) ^ flip
        const report = verifyChain(auditLines([withLine(index, bytes.toString('utf8')).join('')]))
        expect(report.ok).toBe(false)
        expect(report.problem?.line).toBe(index + 1)
        expect(['edited', 'garbage']).toContain(report.problem?.kind)
      }),
      { numRuns: 1000 },
    )
  })

  test('white space that changes no value', () => {
    const line = lineAt(4).replace('":', '": ')
    expect(found(verifyChain(withLine(4, line)))).toEqual({ line: 5, kind: 'edited' })
  })

  test('a key written twice, of which a reader sees only the second', () => {
    const line = lineAt(4).replace('{', '{"actor":"orchestrator",')
    expect(found(verifyChain(withLine(4, line)))).toEqual({ line: 5, kind: 'edited' })
  })

  test('a removed line', () => {
    fc.assert(
      fc.property(position, (index) => {
        expect(found(verifyChain(withLine(index)))).toEqual({ line: index + 1, kind: 'removed' })
      }),
      RUNS,
    )
  })

  test('an inserted line that is sealed as it should be', () => {
    fc.assert(
      fc.property(position, (index) => {
        const forged = sealEntry({ ...draft(99), action: 'gate.approve' }, ENTRIES[index])
        const report = verifyChain(withLine(index, lineAt(index), formatEntry(forged)))
        expect(found(report)).toEqual({ line: index + 3, kind: 'inserted' })
      }),
      RUNS,
    )
  })

  test('an inserted line that is a copy of one further down', () => {
    const report = verifyChain(withLine(3, lineAt(3), lineAt(9)))
    expect(found(report)).toEqual({ line: 5, kind: 'reordered' })
  })

  test('two swapped lines', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a < b)
        const lines = [...LINES]
        lines[a] = lineAt(b)
        lines[b] = lineAt(a)
        expect(found(verifyChain(lines))).toEqual({ line: a + 1, kind: 'reordered' })
      }),
      RUNS,
    )
  })

  test('a duplicated line', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a <= b)
        const lines = withLine(b, lineAt(b), lineAt(a))
        expect(found(verifyChain(lines))).toEqual({ line: b + 2, kind: 'duplicate' })
      }),
      RUNS,
    )
  })

  test('a line that was changed and sealed anew shows at the line after it', () => {
    const forged = sealEntry({ ...draft(5), actor: 'system' }, ENTRIES[3])
    const report = verifyChain(withLine(4, formatEntry(forged)))
    expect(found(report)).toEqual({ line: 6, kind: 'replaced' })
  })

  test('a torn last line', () => {
    const lines = [...LINES.slice(0, 5), lineAt(5).slice(0, 40)]
    const report = verifyChain(auditLines([lines.join('')]))
    expect([found(report), report.checked]).toEqual([{ line: 6, kind: 'torn' }, 5])
  })

  test('the failure names file and line', () => {
    const result = chainResult(verifyChain(withLine(7)), 'audit.log')
    expect(result.ok ? undefined : result.failure).toMatchObject({
      code: 'INVALID_AUDIT',
      at: { file: 'audit.log', line: 8 },
      message: 'Line 8 is entry 9, but entry 8 before it is missing.',
      details: { kind: 'removed', checked: 7 },
    })
  })
})

describe('checkpoints from outside show what a bare chain cannot', () => {
  const checkpoints = [5, 10, 15, 20].map((seq) => ({ seq, hash: ENTRIES[seq - 1]?.hash ?? '' }))

  test('they agree with an untouched log, also with a part of it', () => {
    const from = { seq: 12, hash: ENTRIES[11]?.hash ?? '' }
    expect([
      verifyChain(LINES, { checkpoints }).ok,
      verifyChain(LINES.slice(12), { from, checkpoints }).ok,
    ]).toEqual([true, true])
  })

  test('an end that was cut off', () => {
    const report = verifyChain(LINES.slice(0, 17), { checkpoints })
    expect(found(report)).toEqual({ line: 17, kind: 'truncated' })
    expect(found(verifyChain([], { checkpoints }))).toEqual({ line: 1, kind: 'truncated' })
  })

  test('a log that was sealed anew from some line on', () => {
    const forged: AuditEntry[] = ENTRIES.slice(0, 11)
    for (let n = 12; n <= 20; n += 1) {
      forged.push(sealEntry({ ...draft(n), target: n === 12 ? 'x' : `step-${n}` }, forged.at(-1)))
    }
    const lines = forged.map(formatEntry)
    expect([verifyChain(lines).ok, found(verifyChain(lines, { checkpoints }))]).toEqual([
      true,
      { line: 11, kind: 'rewritten' },
    ])
  })
})

describe('every audit.log of the corpus is refused', () => {
  const rows = corpusRows<{ id: string; expect: string; content: string }>(
    'bad-sequences.jsonl',
  ).filter((row) => row.expect === 'E_AUDIT')

  test('there are rows', () => {
    expect(rows.length).toBeGreaterThanOrEqual(5)
  })

  test.each(rows)('$id', ({ content }) => {
    const result = chainResult(verifyChain(auditLines([content])), 'audit.log')
    expect(result.ok ? 'ok' : result.failure.code).toBe('INVALID_AUDIT')
  })
})
