import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatEntry } from '../../shared/audit/entry.ts'
import type { JournalRecord, PromptState } from '../../shared/commit/journal.ts'
import { ok, type Result } from '../../shared/result.ts'
import { SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import { closeSegment, hasBegun, holdsLine, splitAt, writeAuditLine } from './audit-file.ts'
import {
  ensurePrivateFolder,
  errorCode,
  renamePatiently,
  syncFile,
  syncFolder,
  writeNewFile,
} from './durable-file.ts'
import { fileHash } from './file-hash.ts'
import type { RevisionChain } from './revision-chain.ts'

/** Where the published copies of the chain lie. */
export interface PublishPlaces {
  readonly root: string
  readonly auditPath: string
  /** Temporary files; claiming a newer record removes those of older ones, so no old text can appear late. */
  readonly temporaryFolder: string
}

/** What came of publishing: `foreign` when another program has replaced sequence.yaml meanwhile. */
export type PublishOutcome = 'published' | 'foreign'

/** Removes temporary files of records older than `n`: a writer that was overtaken then fails to rename. */
function revokeOlder(places: PublishPlaces, n: number): void {
  if (!existsSync(places.temporaryFolder)) return
  for (const name of readdirSync(places.temporaryFolder)) {
    if (Number(name.split('-')[0]) < n) rmSync(join(places.temporaryFolder, name), { force: true })
  }
}

/** How a file is replaced. */
interface Replacement {
  readonly target: string
  readonly data: string | Uint8Array
  readonly mode?: number
  /** Looked at last: false leaves the file as it is. */
  readonly isWanted?: () => boolean
}

/** Replaces a file for record `n`; false when a newer record took over in between, or it is not wanted any more. */
function replaceFor(
  chain: RevisionChain,
  places: PublishPlaces,
  n: number,
  { target, data, mode = 0o644, isWanted = () => true }: Replacement,
): boolean {
  ensurePrivateFolder(places.temporaryFolder)
  const name = `${n}-${process.pid}-${randomBytes(6).toString('hex')}`
  const temporary = join(places.temporaryFolder, name)
  writeNewFile(temporary, data, mode)
  if (chain.headNumber() !== n || !isWanted()) {
    rmSync(temporary, { force: true })
    return false
  }
  try {
    renamePatiently(temporary, target)
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' && !existsSync(temporary)) return false
    throw cause
  }
  syncFolder(dirname(target))
  return true
}

/** Removes a prompt for record `n`. Removing has no temporary file to revoke, so a newer text is put back. */
function removeFor(chain: RevisionChain, places: PublishPlaces, n: number, path: string): boolean {
  const target = join(places.root, path)
  if (chain.headNumber() !== n) return false
  rmSync(target, { force: true })
  syncFolder(dirname(target))
  for (let later = chain.headNumber(); later > n; later -= 1) {
    const record = chain.read(later)
    const prompt = record.ok && record.value?.prompts.find((candidate) => candidate.path === path)
    if (!prompt) continue
    if (prompt.text === null) return true
    return replaceFor(chain, places, later, { target, data: prompt.text })
  }
  return true
}

/** Brings one prompt to what record `n` has it be; null stands for none. False when a newer record came first. */
function publishPrompt(
  chain: RevisionChain,
  places: PublishPlaces,
  n: number,
  { path, text }: PromptState,
): boolean {
  const target = join(places.root, path)
  const isThere = existsSync(target)
  if (text === null && isThere) return removeFor(chain, places, n, path)
  if (text === null) {
    // Who removed it may have died before that was durable; the same for who wrote it, below.
    if (existsSync(dirname(target))) syncFolder(dirname(target))
    return true
  }
  if (isThere && readFileSync(target, 'utf8') === text) {
    syncFile(target)
    return true
  }
  ensurePrivateFolder(dirname(target))
  return replaceFor(chain, places, n, { target, data: text })
}

function publishPrompts(
  chain: RevisionChain,
  places: PublishPlaces,
  records: readonly JournalRecord[],
): boolean {
  const newest = records.at(-1)?.n ?? 0
  const prompts = new Map<string, PromptState>()
  for (const record of records) {
    for (const prompt of record.prompts) prompts.set(prompt.path, prompt)
  }
  return [...prompts.values()].every((prompt) => publishPrompt(chain, places, newest, prompt))
}

/** Revisions that sequence.yaml may rightly have while these records are being published. */
function expectedRevisions(
  chain: RevisionChain,
  records: readonly JournalRecord[],
): Result<Set<string | undefined>> {
  const first = records[0]
  const before = chain.read((first?.n ?? 1) - 1)
  if (!before.ok) return before
  // A missing file is nobody's edit: there is nothing that could be overwritten.
  const base = before.value?.revision ?? first?.base
  return ok(new Set([undefined, base, ...records.map((record) => record.revision)]))
}

function publishText(
  chain: RevisionChain,
  places: PublishPlaces,
  records: readonly JournalRecord[],
): Result<PublishOutcome | 'overtaken'> {
  const newest = records.at(-1)
  const withText = records.findLast((record) => record.text !== undefined)
  if (!newest || withText?.text === undefined) return ok('published')
  const target = join(places.root, SEQUENCE_PATH)
  const current = () => (existsSync(target) ? fileHash(readFileSync(target)) : undefined)
  if (current() === withText.revision) {
    syncFile(target)
    return ok('published')
  }
  const expected = expectedRevisions(chain, records)
  if (!expected.ok) return expected
  // Compared once more between the new file's fsync and its rename: that leaves another program's edit the least
  // time in which it could be overwritten.
  const isWanted = () => expected.value.has(current())
  const replacement = { target, data: withText.text, isWanted }
  if (isWanted() && replaceFor(chain, places, newest.n, replacement)) return ok('published')
  // A newer record's text is nobody's edit either.
  return ok(chain.headNumber() === newest.n && !isWanted() ? 'foreign' : 'overtaken')
}

/** Where a torn line goes: the name is the record's, so that whoever moves it makes the same file. */
function tornPath(places: PublishPlaces, record: JournalRecord): string {
  return `${places.auditPath}.torn-${record.audit.timestamp.replaceAll(/[:.]/g, '-')}-${record.n}`
}

/**
 * Writes a record's line. Where audit.log itself must be replaced, to close a file that has grown large or to
 * move a torn line aside, it is done as for every other copy: a writer that was overtaken can't do it late.
 */
function publishLine(
  chain: RevisionChain,
  places: PublishPlaces,
  record: JournalRecord,
  newest: number,
): boolean {
  const { auditPath } = places
  const line = formatEntry(record.audit)
  const place = { segment: record.auditSegment, offset: record.auditOffset }
  if (!hasBegun(auditPath, place.segment)) {
    closeSegment(auditPath, place.segment - 1)
    return replaceFor(chain, places, newest, { target: auditPath, data: line, mode: 0o600 })
  }
  if (record.auditTorn !== undefined && !holdsLine(auditPath, place, line)) {
    const { whole, torn } = splitAt(auditPath, place.offset)
    const aside = tornPath(places, record)
    const kept = { target: aside, data: torn, mode: 0o600 }
    if (!existsSync(aside) && !replaceFor(chain, places, newest, kept)) return false
    const data = Buffer.concat([whole, Buffer.from(line)])
    return replaceFor(chain, places, newest, { target: auditPath, data, mode: 0o600 })
  }
  writeAuditLine(auditPath, place, line)
  // The file that holds it may have been put in place by a process that died before that was durable.
  if (record.auditTorn !== undefined) syncFolder(dirname(auditPath))
  return true
}

function publishRecords(
  chain: RevisionChain,
  places: PublishPlaces,
  records: readonly JournalRecord[],
): Result<PublishOutcome | 'overtaken'> {
  const newest = records.at(-1)?.n ?? 0
  for (const record of records) {
    if (!publishLine(chain, places, record, newest)) return ok('overtaken')
  }
  if (!publishPrompts(chain, places, records)) return ok('overtaken')
  const outcome = publishText(chain, places, records)
  if (!outcome.ok || outcome.value === 'overtaken') return outcome
  for (const record of records) chain.markPublished(record.n)
  return outcome
}

/**
 * Brings sequence.yaml, the prompts and audit.log up to the chain's head. Any process may do it at any time:
 * doing it twice, or by two at once, gives the same files. Returns `foreign` without touching sequence.yaml
 * when it has a text that is not the chain's.
 */
export function publishHead(chain: RevisionChain, places: PublishPlaces): Result<PublishOutcome> {
  for (;;) {
    const records = chain.unpublished()
    if (!records.ok) return records
    const newest = records.value.at(-1)
    if (!newest) return ok('published')
    // Its writer may have died before its name was durable; a copy must never outlive its record.
    chain.sync()
    revokeOlder(places, newest.n)
    const outcome = publishRecords(chain, places, records.value)
    if (!outcome.ok) return outcome
    if (outcome.value === 'foreign') return ok('foreign')
  }
}
