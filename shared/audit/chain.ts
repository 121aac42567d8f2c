import type { Result } from '../result.ts'
import { type AuditEntry, AuditEntrySchema } from '../schema/audit-entry.ts'
import { type ChainHead, GENESIS_HASH, sealOf } from './entry.ts'

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

/** The first thing that is wrong in a log; `line` counts from 1 over the lines that were handed in. */
export interface ChainProblem {
  readonly line: number
  readonly kind: TamperKind
  readonly message: string
}

/** What a check of the chain found. `head` is the last good entry, to go on from in the next file. */
export interface ChainReport {
  readonly ok: boolean
  /** Lines that were good before the first problem. */
  readonly checked: number
  readonly head: ChainHead | undefined
  readonly problem?: ChainProblem | undefined
}

/** What is known from elsewhere about the log. */
export interface ChainKnowledge {
  /** The entry before the first line: the last one of the rotated file before. */
  readonly from?: ChainHead | undefined
  /** Entries whose hashes were noted outside the repository, such as signed checkpoints. */
  readonly checkpoints?: readonly ChainHead[] | undefined
}

type Found = Omit<ChainProblem, 'line'>

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

function sealProblem(entry: AuditEntry, line: string): Found | undefined {
  const seal = sealOf(entry)
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

  constructor(from: ChainHead | undefined) {
    this.#from = from ?? { seq: 0, hash: GENESIS_HASH }
  }

  /** Number of the entry that the first line must be. */
  get first(): number {
    return this.#from.seq + 1
  }

  get count(): number {
    return this.#hashes.length
  }

  get head(): ChainHead {
    return { seq: this.#from.seq + this.count, hash: this.#hashes.at(-1) ?? this.#from.hash }
  }

  accept(entry: AuditEntry): void {
    this.#hashes.push(entry.hash)
  }

  hashAt(seq: number): string | undefined {
    return seq === this.#from.seq ? this.#from.hash : this.#hashes[seq - this.#from.seq - 1]
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

function checkpointProblem(
  walk: Walk,
  checkpoints: readonly ChainHead[],
): ChainProblem | undefined {
  let good = walk.first - 1
  for (const { seq, hash } of [...checkpoints].sort((a, b) => a.seq - b.seq)) {
    if (seq > walk.head.seq) {
      const message = `The log ends with entry ${walk.head.seq}, but a checkpoint knows entry ${seq}: its end was cut off.`
      return { line: Math.max(1, walk.count), kind: 'truncated', message }
    }
    const found = walk.hashAt(seq)
    if (found !== undefined && found !== hash) {
      const message = `Entries ${good + 1} to ${seq} were rewritten: a checkpoint has another hash for entry ${seq}.`
      return { line: good + 2 - walk.first, kind: 'rewritten', message }
    }
    good = Math.max(good, seq)
  }
  return undefined
}

/**
 * Checks every line of a log, each handed in with its line feed, and names the first bad one. A bare chain
 * can't show that its end was cut off or that all of it was sealed anew: that takes `checkpoints`.
 */
export function verifyChain(lines: Iterable<string>, known: ChainKnowledge = {}): ChainReport {
  const walk = new Walk(known.from)
  const iterator = lines[Symbol.iterator]()
  const problem = firstProblem(iterator, walk) ?? checkpointProblem(walk, known.checkpoints ?? [])
  const head = walk.count === 0 ? known.from : walk.head
  return { ok: problem === undefined, checked: walk.count, head, problem }
}

function firstProblem(iterator: Iterator<string>, walk: Walk): ChainProblem | undefined {
  const rest: Iterable<string> = { [Symbol.iterator]: () => iterator }
  for (const text of rest) {
    const line = walk.count + 1
    const entry = readLine(text)
    const found =
      'kind' in entry ? entry : (sealProblem(entry, text) ?? walk.placeProblem(entry, iterator))
    if (found) return { line, kind: found.kind, message: `Line ${line} ${found.message}.` }
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
      at: { file, line: problem.line },
      hint: 'Compare the log with a copy of it; entries before this line are as they were written.',
      details: { kind: problem.kind, checked: report.checked },
    },
  }
}
