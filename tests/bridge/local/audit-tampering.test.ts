import { hash } from 'node:crypto'
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AuditCheckpoints } from '../../../bridge/local/audit-checkpoints.ts'
import { verifyAudit } from '../../../bridge/local/audit-log.ts'
import { formatEntry } from '../../../shared/audit/entry.ts'
import { unwrap } from '../../../shared/failure.ts'
import type { AuditDraft, AuditEntry } from '../../../shared/schema/audit-entry.ts'
import { chainLines, draftOf, sealAll, writeLog } from '../../support/audit.ts'
import { fastest } from '../../support/fastest.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const COUNT = 60
/** The last ones were written after the newest checkpoint. */
const SIGNED = 50
const PER_FILE = 22
const LINES = chainLines(COUNT)
const RUNS = { numRuns: 100 }

function checkpointsFor(folder: string, auditPath: string): AuditCheckpoints {
  const place = { root: folder, auditPath, dataFolder: join(folder, 'data') }
  return new AuditCheckpoints({ ...place, now: () => new Date('2026-03-01T00:00:00Z') })
}

/** A folder in which the first 50 entries were signed, in two steps; `check` verifies whatever is written there. */
function signedFolder() {
  const folder = temporaryFolder()
  const path = writeLog(folder, LINES.slice(0, 17), PER_FILE)
  const checkpoints = checkpointsFor(folder, path)
  unwrap(checkpoints.sign())
  writeLog(folder, LINES.slice(0, SIGNED), PER_FILE)
  unwrap(checkpoints.sign())
  const check = (lines: readonly string[]) => {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('audit.log')) rmSync(join(folder, name))
    }
    writeLog(folder, lines, PER_FILE)
    const { problem } = unwrap(verifyAudit(path, checkpoints)).report
    if (!problem?.file) return undefined
    const file = problem.file === path ? '' : problem.file.slice(path.length + 1)
    const files = Math.max(1, Math.ceil(lines.length / PER_FILE))
    const before = (file === '' ? files - 1 : Number(file) - 1) * PER_FILE
    return { line: before + problem.line, kind: problem.kind }
  }
  return { folder, path, checkpoints, check }
}

function without(index: number): string[] {
  return LINES.toSpliced(index, 1)
}

function draftAt(index: number): AuditDraft {
  const { seq, prev, hash: _, ...draft } = JSON.parse(LINES[index] ?? '') as AuditEntry
  return draft
}

/** All lines sealed anew, after `change` had its way with what they say. */
function resealed(change: (drafts: AuditDraft[]) => AuditDraft[]): string[] {
  return sealAll(change(LINES.map((_, index) => draftAt(index)))).map(formatEntry)
}

/** Index of a signed line. */
const signed = fc.integer({ min: 0, max: SIGNED - 1 })

describe('tampering with signed entries is found, and its first line is named', () => {
  test('an untouched log is good, signed up to its last checkpoint', () => {
    const { check, checkpoints } = signedFolder()
    expect(check(LINES)).toBeUndefined()
    expect(unwrap(checkpoints.read())?.newest.seq).toBe(SIGNED)
  })

  test('1 a changed byte', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, fc.nat(), fc.integer({ min: 1, max: 127 }), (index, at, flip) => {
        const bytes = Buffer.from(LINES[index] ?? '')
        const place = at % (bytes.length - 1)
        const changed = (bytes[place] ?? 0) ^ flip
        // A line feed makes two lines of it; the first of them is the bad one all the same.
        bytes[place] = changed
        expect(check(LINES.with(index, bytes.toString('latin1')))?.line).toBe(index + 1)
      }),
      RUNS,
    )
  })

  test('2 a removed line', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, (index) => {
        expect(check(without(index))).toEqual({ line: index + 1, kind: 'removed' })
      }),
      RUNS,
    )
  })

  test('3 an inserted line, sealed as it should be', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, (index) => {
        const before = index === 0 ? undefined : (JSON.parse(LINES[index - 1] ?? '') as AuditEntry)
        const forged = sealAll([draftOf(99, { action: 'gate.approve' })], before).map(formatEntry)
        expect(check(LINES.toSpliced(index, 0, ...forged))?.line).toBe(index + 1)
      }),
      RUNS,
    )
  })

  test('4 two swapped lines', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, signed, (a, b) => {
        fc.pre(a < b)
        const lines = LINES.with(a, LINES[b] ?? '').with(b, LINES[a] ?? '')
        expect(check(lines)).toEqual({ line: a + 1, kind: 'reordered' })
      }),
      RUNS,
    )
  })

  test('5 a line that is there twice', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, signed, (a, b) => {
        fc.pre(a <= b)
        const lines = LINES.toSpliced(b + 1, 0, LINES[a] ?? '')
        expect(check(lines)).toEqual({ line: b + 2, kind: 'duplicate' })
      }),
      // The copy of a file's first line as the first of the next one, which then begin alike.
      { ...RUNS, examples: [[PER_FILE, 2 * PER_FILE - 1]] },
    )
  })

  test('6 an end that was cut off', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SIGNED - 1 }), fc.boolean(), (kept, isTorn) => {
        const torn = isTorn ? [(LINES[kept] ?? '').slice(0, 40)] : []
        const found = check([...LINES.slice(0, kept), ...torn])
        expect(found).toEqual(
          isTorn ? { line: kept + 1, kind: 'torn' } : { line: kept, kind: 'truncated' },
        )
      }),
      RUNS,
    )
  })

  test('7 an edit after which all was sealed anew', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, (index) => {
        const lines = resealed((all) => all.with(index, { ...draftAt(index), actor: 'user' }))
        expect(check(lines)).toEqual({ line: index + 1, kind: 'rewritten' })
      }),
      RUNS,
    )
  })

  test('8 a removed entry after which all was sealed anew', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(signed, (index) => {
        const lines = resealed((all) => all.toSpliced(index, 1))
        expect(check(lines)).toEqual({ line: index + 1, kind: 'rewritten' })
      }),
      RUNS,
    )
  })

  test('9 another log in its place', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.string(), (count, target) => {
        const drafts = Array.from({ length: count }, (_, n) => draftOf(n, { target: `x${target}` }))
        expect(check(sealAll(drafts).map(formatEntry))).toEqual({ line: 1, kind: 'rewritten' })
      }),
      RUNS,
    )
  })

  test('10 an old copy of the log, or none at all', () => {
    const { check } = signedFolder()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: SIGNED - 1 }), (kept) => {
        const found = check(LINES.slice(0, kept))
        if (kept > 0) expect(found).toEqual({ line: kept, kind: 'truncated' })
      }),
      RUNS,
    )
    const { path, checkpoints } = signedFolder()
    for (const file of [path, `${path}.1`, `${path}.2`]) rmSync(file, { force: true })
    expect(unwrap(verifyAudit(path, checkpoints)).report.problem?.kind).toBe('truncated')
  })
})

describe('checkpoints', () => {
  test('what was tampered with is never signed, so that it keeps being found', () => {
    const { folder, path, check, checkpoints } = signedFolder()
    const forged = resealed((all) => all.with(30, { ...draftAt(30), actor: 'user' }))
    expect(check(forged)).toEqual({ line: 31, kind: 'rewritten' })
    expect(checkpoints.sign()).toMatchObject({ ok: false, failure: { code: 'INVALID_AUDIT' } })
    expect(check(forged)).toEqual({ line: 31, kind: 'rewritten' })
    writeLog(folder, LINES, PER_FILE)
    expect(unwrap(checkpoints.sign())?.seq).toBe(COUNT)
    expect(unwrap(verifyAudit(path, checkpoints)).report.ok).toBe(true)
  })

  test('a checkpoint that somebody else wrote is refused by its signature', () => {
    const { checkpoints, path } = signedFolder()
    const file = join(checkpoints.folder, `head-${SIGNED}.json`)
    const { newest } = unwrap(checkpoints.read()) ?? {}
    writeFileSync(file, JSON.stringify({ ...newest, seq: SIGNED - 1 }))
    expect(verifyAudit(path, checkpoints)).toMatchObject({
      ok: false,
      failure: { code: 'INVALID_AUDIT', at: { file } },
    })
  })

  test('the rewritten line is still found, though not its number, when the noted hashes are gone', () => {
    const { checkpoints, check } = signedFolder()
    rmSync(join(checkpoints.folder, 'hashes'))
    expect(check(resealed((all) => all.toSpliced(30, 1)))).toEqual({ line: 1, kind: 'rewritten' })
  })

  test('are readable by their owner only', () => {
    const { checkpoints } = signedFolder()
    // Windows has no such rights: a user's own folder is closed to others there.
    const own = process.platform === 'win32' ? '666' : '600'
    const modes = readdirSync(checkpoints.folder).map((name) => [
      name,
      (statSync(join(checkpoints.folder, name)).mode & 0o777).toString(8),
    ])
    expect(modes).toEqual([
      ['hashes', own],
      [`head-${SIGNED}.json`, own],
      ['key.pem', own],
    ])
  })
})

test('100,000 entries are verified in a small multiple of the time that hashing their bytes takes', () => {
  const folder = temporaryFolder()
  const lines = chainLines(100_000)
  const path = writeLog(folder, lines, 40_000)
  const checkpoints = checkpointsFor(folder, path)
  unwrap(checkpoints.sign())
  const floor = fastest(() => {
    for (const line of lines) hash('sha256', line)
  })
  let ok = false
  const verifying = fastest(() => {
    ok = unwrap(verifyAudit(path, checkpoints)).report.ok
  })
  expect(ok).toBe(true)
  expect(verifying / floor).toBeLessThan(15)
}, 120_000)
