import type { Result } from '../result.ts'
import { type AuditEntry, AuditEntrySchema } from '../schema/audit-entry.ts'
import { type ChainHead, GENESIS_HASH, type HashText, sealOf } from './entry.ts'

/**
 * What is wrong with a line: `edited` its content does not fit its seal; `removed` lines before it are
 * missing; `reordered` it stands at another's place; `duplicate` it is there twice; `inserted` another line
 * claims its place; `replaced` it does not follow the line before; `torn` it has no end; `garbage` it is no
 * entry; `truncated` and `rewritten` a checkpoint knows more or something else.
 */
export type TamperKind =
  | 'edited'
  | 'removed'
  | 'reordered'
  | 'duplicate'
  | 'inserted'
  | 'replaced'
  | 'torn'
  | 'garbage'
  | 'truncated'
  | 'rewritten'

/** The first thing that is wrong in a log; `line` counts from 1 in each file. */
export interface ChainProblem {
  readonly line: number
  readonly kind: TamperKind
  readonly message: string
  /** Name of the file, as it was handed in. */
  readonly file?: string | undefined
}

/** What a check of the chain found. `head` is the last good entry, to go on from in the next file. */
export interface ChainReport {
  readonly ok: boolean
  /** Lines that were good before the first problem. */
  readonly checked: number
  readonly head: ChainHead | undefined
  /** Numbers of the entries that are dated before the one above them: the clock went backwards there. */
  readonly backwards: readonly number[]
  readonly problem?: ChainProblem | undefined
}

/** What is known from elsewhere about the log, and how to hash. */
export interface ChainKnowledge {
  /** The entry before the first line: the last one of the rotated file before. */
  readonly from?: ChainHead | undefined
  /** Entries whose hashes were noted outside the repository. The more there are, the closer a rewritten line is named. */
  readonly checkpoints?: readonly ChainHead[] | undefined
  /** SHA-256 of a text; the platform's own is faster than the one that runs everywhere. */
  readonly hash?: HashText | undefined
}

/** One file of a log; each line with its line feed. */
export interface LogFile {
  readonly name?: string | undefined
  readonly lines: Iterable<string>
}

interface Place {
  readonly file: string | undefined
  readonly line: number
}

type Found = Omit<ChainProblem, 'line' | 'file'>

function readLine(line: string): AuditEntry | Found {
  if (!line.endsWith('\n')) {
    return { kind: 'torn', message: 'ends without a line feed: it was not written to its end' }
  }
  let data: unknown
  try {
    data = JSON.parse(line)
  } catch {
    return { kind: 'garbage', message: 'is not JSON' }
  }
  // The parsed value itself goes on, not zod's copy of it: a copy would drop keys that a seal must cover.
  if (!AuditEntrySchema.safeParse(data).success) {
    return { kind: 'garbage', message: 'is not an audit entry' }
  }
  return data as AuditEntry
}

function sealProblem(entry: AuditEntry, line: string, hash?: HashText): Found | undefined {
  const seal = sealOf(entry, hash)
  if (seal.hash !== entry.hash) {
    return { kind: 'edited', message: `was edited: entry ${entry.seq} does not fit its hash` }
  }
  return seal.line === line
    ? undefined
    : { kind: 'edited', message: `was edited: entry ${entry.seq} is not written as ThreadOS does` }
}

function seqOf(line: string): number | undefined {
  const found = /^\{"seq":(\d+),/.exec(line)
  return found ? Number(found[1]) : undefined
}

/** The chain so far. Hashes are kept by number, so that a second copy of a line is told from a forged one. */
class Walk {
  readonly #from: ChainHead
  readonly #hashes: string[] = []
  readonly #files: { readonly name: string | undefined; readonly first: number }[] = []
  readonly backwards: number[] = []
  #latest = ''

  constructor(from: ChainHead | undefined) {
    this.#from = from ?? { seq: 0, hash: GENESIS_HASH }
  }

  /** Number of the entry before the first line. */
  get start(): number {
    return this.#from.seq
  }

  get count(): number {
    return this.#hashes.length
  }

  get head(): ChainHead {
    return { seq: this.#from.seq + this.count, hash: this.#hashes.at(-1) ?? this.#from.hash }
  }

  beginFile(name: string | undefined): void {
    this.#files.push({ name, first: this.head.seq + 1 })
  }

  accept(entry: AuditEntry): void {
    if (entry.timestamp < this.#latest) this.backwards.push(entry.seq)
    this.#latest = entry.timestamp
    this.#hashes.push(entry.hash)
  }

  hashAt(seq: number): string | undefined {
    return seq === this.#from.seq ? this.#from.hash : this.#hashes[seq - this.#from.seq - 1]
  }

  /** Where the good entry `seq` stands; the log's first line when there is none. */
  placeOf(seq: number): Place {
    const file = this.#files.findLast(({ first }) => first <= seq) ?? this.#files[0]
    return { file: file?.name, line: Math.max(1, seq - (file?.first ?? seq) + 1) }
  }

  /** What is wrong with the place of an entry whose own seal holds; `rest` is what stands below it. */
  placeProblem(entry: AuditEntry, rest: Iterator<string>): Found | undefined {
    const expected = this.head.seq + 1
    if (entry.seq === expected) {
      if (entry.prev === this.head.hash) return undefined
      const message = `does not follow the line before it: entry ${entry.seq} or the one before was replaced`
      return { kind: 'replaced', message }
    }
    if (entry.seq > expected) return missingBefore(entry.seq, expected, rest)
    if (this.hashAt(entry.seq) === entry.hash) {
      return { kind: 'duplicate', message: `repeats entry ${entry.seq}` }
    }
    return this.hashAt(entry.seq - 1) === entry.prev
      ? { kind: 'inserted', message: `is a second entry ${entry.seq}: one of the two was inserted` }
      : { kind: 'reordered', message: `is entry ${entry.seq}, but ${expected} is expected here` }
  }
}

function missingBefore(seq: number, expected: number, rest: Iterator<string>): Found {
  for (let next = rest.next(); !next.done; next = rest.next()) {
    if (seqOf(next.value) === expected) {
      return { kind: 'reordered', message: `is entry ${seq}, but ${expected} stands below it` }
    }
  }
  const missing = seq - expected === 1 ? `entry ${expected}` : `entries ${expected} to ${seq - 1}`
  return { kind: 'removed', message: `is entry ${seq}, but ${missing} before it is missing` }
}

/** The first entry that a checkpoint knows otherwise, among those that are good by themselves. */
function rewritten(walk: Walk, checkpoints: readonly ChainHead[]): ChainProblem | undefined {
  let good = walk.start
  for (const { seq, hash } of checkpoints) {
    const found = walk.hashAt(seq)
    if (found !== undefined && found !== hash) {
      const what = seq === good + 1 ? `Entry ${seq} was` : `Entries ${good + 1} to ${seq} were`
      const message = `${what} rewritten: a checkpoint has another hash for entry ${seq}.`
      return { ...walk.placeOf(good + 1), kind: 'rewritten', message }
    }
    good = Math.max(good, seq)
  }
  return undefined
}

function truncated(walk: Walk, newest: ChainHead | undefined): ChainProblem | undefined {
  const last = walk.head.seq
  if (!newest || newest.seq <= last) return undefined
  const message = `The log ends with entry ${last}, but a checkpoint knows entry ${newest.seq}: its end was cut off.`
  return { ...walk.placeOf(last), kind: 'truncated', message }
}

/**
 * Checks every line of a log that lies in several files, oldest first, and names the first bad one. A bare
 * chain can't show that its end was cut off or that all of it was sealed anew: that takes `checkpoints`.
 */
export function verifyLog(files: Iterable<LogFile>, known: ChainKnowledge = {}): ChainReport {
  const walk = new Walk(known.from)
  const found = firstProblem(files, walk, known.hash)
  const checkpoints = (known.checkpoints ?? []).toSorted((a, b) => a.seq - b.seq)
  const newest = checkpoints.at(-1)
  // A hash covers all before it: when the newest one is right, so are the others.
  const isGood = newest !== undefined && walk.hashAt(newest.seq) === newest.hash
  const problem = isGood
    ? found
    : (rewritten(walk, checkpoints) ?? found ?? truncated(walk, newest))
  const head = walk.count === 0 ? known.from : walk.head
  const { count: checked, backwards } = walk
  return { ok: problem === undefined, checked, head, backwards, problem }
}

/** Checks a log that is one file. */
export function verifyChain(lines: Iterable<string>, known: ChainKnowledge = {}): ChainReport {
  return verifyLog([{ lines }], known)
}

/** All lines of all files; `at` says where the last one stands. */
function* linesOf(
  files: Iterable<LogFile>,
  at: { file: string | undefined; line: number },
  walk: Walk,
): Generator<string, void> {
  for (const { name, lines } of files) {
    at.file = name
    at.line = 0
    walk.beginFile(name)
    for (const text of lines) {
      at.line += 1
      yield text
    }
  }
}

function firstProblem(
  files: Iterable<LogFile>,
  walk: Walk,
  hash: HashText | undefined,
): ChainProblem | undefined {
  const at = { file: undefined as string | undefined, line: 0 }
  const rest = linesOf(files, at, walk)
  for (let next = rest.next(); !next.done; next = rest.next()) {
    const { file, line } = at
    const text = next.value
    const entry = readLine(text)
    const found =
      'kind' in entry ? entry : (sealProblem(entry, text, hash) ?? walk.placeProblem(entry, rest))
    if (found) return { file, line, kind: found.kind, message: `Line ${line} ${found.message}.` }
    if (!('kind' in entry)) walk.accept(entry)
  }
  return undefined
}

/** A report as a Result: the number of good lines, or the failure that names the first bad one. */
export function chainResult(report: ChainReport, file: string): Result<number> {
  const { problem } = report
  if (!problem) return { ok: true, value: report.checked }
  return {
    ok: false,
    failure: {
      code: 'INVALID_AUDIT',
      message: problem.message,
      at: { file: problem.file ?? file, line: problem.line },
      hint: 'Compare the log with a copy of it; entries before this line are as they were written.',
      details: { kind: problem.kind, checked: report.checked },
    },
  }
}
