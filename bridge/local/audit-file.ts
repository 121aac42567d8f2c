import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type AuditEntry, AuditEntrySchema } from '../../shared/schema/audit-entry.ts'
import { errorCode, syncFolder, writeFully } from './durable-file.ts'

/** Where a line begins: the file of the log, counted from 1, and the byte in it. */
export interface AuditPlace {
  readonly segment: number
  readonly offset: number
}

/** What the next entry must know of a log file: the entry before it, where the next line begins, what is torn. */
export interface AuditTail {
  readonly last: Pick<AuditEntry, 'seq' | 'hash'> | undefined
  readonly size: number
  /** Bytes of a last line without its end: a power cut in the middle of a write, or another program's. */
  readonly torn: number
}

const NEWLINE = 10
const CHUNK = 64 * 1024

/** The name that file `segment` of a log gets when it is closed; until then it is `path` itself. */
export function closedPath(path: string, segment: number): string {
  return `${path}.${segment}`
}

/** The beginning of a file: in a log it holds the number of the first entry, which no other file has. */
function beginningOf(path: string): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    return readAt(descriptor, 0, 40)
  } finally {
    closeSync(descriptor)
  }
}

/** How many files of a log are closed. */
export function closedSegments(path: string): number {
  const folder = dirname(path)
  if (!existsSync(folder)) return 0
  const prefix = `${basename(path)}.`
  const numbers = readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && /^[1-9][0-9]*$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
  return Math.max(0, ...numbers)
}

/**
 * True when file `segment` is what `path` means, or was. In between, a file that is just being closed has two
 * names and the next one does not exist yet.
 */
export function hasBegun(path: string, segment: number): boolean {
  if (segment === 1 || existsSync(closedPath(path, segment))) return true
  const before = closedPath(path, segment - 1)
  if (!existsSync(before) || !existsSync(path)) return false
  // By size too: a new file whose first line somebody copied from the one before is not the one before.
  return (
    statSync(before).size !== statSync(path).size || !beginningOf(before).equals(beginningOf(path))
  )
}

/** The files of a log in order; those that are missing stand in it too, so that verifying shows it. */
export function auditFiles(path: string): string[] {
  const closed = closedSegments(path)
  const files = Array.from({ length: closed }, (_, index) => closedPath(path, index + 1))
  return existsSync(path) && hasBegun(path, closed + 1) ? [...files, path] : files
}

/** Closes a file of the log by giving it its number; whoever comes second changes nothing. */
export function closeSegment(path: string, segment: number): void {
  try {
    linkSync(path, closedPath(path, segment))
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return
    // Who closed it may have died before the name was durable: what follows must not outlive it.
    if (errorCode(cause) !== 'EEXIST') throw cause
  }
  syncFolder(dirname(path))
}

function readAt(descriptor: number, from: number, to: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, to - from))
  let done = 0
  while (done < buffer.length) {
    const count = readSync(descriptor, buffer, done, buffer.length - done, from + done)
    if (count === 0) break
    done += count
  }
  return buffer.subarray(0, done)
}

function lastNewlineBefore(descriptor: number, end: number): number {
  for (let to = end; to > 0; to -= CHUNK) {
    const from = Math.max(0, to - CHUNK)
    const found = readAt(descriptor, from, to).lastIndexOf(NEWLINE)
    if (found >= 0) return from + found
  }
  return -1
}

function parseEntry(line: string): Pick<AuditEntry, 'seq' | 'hash'> | undefined {
  try {
    return AuditEntrySchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined // not JSON: verifying the log names the line; the chain goes on from its number
  }
}

/** Looks at the end of a log file; changes nothing. */
export function readAuditTail(path: string): AuditTail {
  if (!existsSync(path)) return { last: undefined, size: 0, torn: 0 }
  const descriptor = openSync(path, 'r')
  try {
    const end = fstatSync(descriptor).size
    const lineEnd = lastNewlineBefore(descriptor, end)
    const size = lineEnd + 1
    if (size === 0) return { last: undefined, size, torn: end }
    const lineStart = lastNewlineBefore(descriptor, lineEnd) + 1
    const last = parseEntry(readAt(descriptor, lineStart, lineEnd).toString('utf8'))
    return { last, size, torn: end - size }
  } finally {
    closeSync(descriptor)
  }
}

/** The log's size in bytes; 0 when there is none. */
export function auditSize(path: string): number {
  return existsSync(path) ? statSync(path).size : 0
}

/** What a log file holds before a torn line, and the torn line. */
export function splitAt(path: string, offset: number): { whole: Buffer; torn: Buffer } {
  const bytes = readFileSync(path)
  return { whole: bytes.subarray(0, offset), torn: bytes.subarray(offset) }
}

/** True when the log holds exactly this line at its place. */
export function holdsLine(path: string, place: AuditPlace, line: string): boolean {
  const closed = closedPath(path, place.segment)
  const file = existsSync(closed) ? closed : path
  if (!existsSync(file)) return false
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.from(line)
    return readAt(descriptor, place.offset, place.offset + bytes.length).equals(bytes)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes a line at its place and makes it durable. Writing the same line again changes nothing, so that any
 * process may finish what another one began. A file is closed only after all its lines are durable: for a
 * writer that comes that late there is nothing left to do.
 */
export function writeAuditLine(path: string, place: AuditPlace, line: string): void {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    // Looked at after opening: if it is not closed now, what was opened is the right file.
    if (existsSync(closedPath(path, place.segment))) return
    writeFully(descriptor, Buffer.from(line), place.offset)
    fdatasyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  // Whoever made the file may have died before its name was durable.
  if (place.offset === 0) syncFolder(dirname(path))
}

/** Quarantined ends of the log, oldest first. */
export function tornFiles(path: string): string[] {
  const folder = dirname(path)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.torn-`))
    .sort()
    .map((name) => join(folder, name))
}
