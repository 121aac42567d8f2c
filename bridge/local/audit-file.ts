import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type AuditEntry, AuditEntrySchema } from '../../shared/schema/audit-entry.ts'
import { syncFolder, writeFully, writeNewFile } from './durable-file.ts'

/** What the next entry must know of a log: the entry before it and where its line begins. */
export interface AuditTail {
  readonly last: Pick<AuditEntry, 'seq' | 'hash'> | undefined
  readonly size: number
}

const NEWLINE = 10
const CHUNK = 64 * 1024

function readAt(descriptor: number, from: number, to: number): Buffer {
  const buffer = Buffer.alloc(to - from)
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

/**
 * The end of an audit log. A torn last line (a power cut in the middle of a write) is moved to
 * `audit.log.torn-<stamp>` first. `stamp` is a time without characters that file names can't have.
 */
export function readAuditTail(path: string, stamp: string): AuditTail {
  if (!existsSync(path)) return { last: undefined, size: 0 }
  const descriptor = openSync(path, 'r+')
  try {
    const end = fstatSync(descriptor).size
    const lineEnd = lastNewlineBefore(descriptor, end)
    const size = lineEnd + 1
    if (size < end) {
      writeNewFile(`${path}.torn-${stamp}`, readAt(descriptor, size, end))
      ftruncateSync(descriptor, size)
      fdatasyncSync(descriptor)
    }
    if (size === 0) return { last: undefined, size }
    const lineStart = lastNewlineBefore(descriptor, lineEnd) + 1
    return { last: parseEntry(readAt(descriptor, lineStart, lineEnd).toString('utf8')), size }
  } finally {
    closeSync(descriptor)
  }
}

/** The log's size in bytes; 0 when there is none. */
export function auditSize(path: string): number {
  if (!existsSync(path)) return 0
  const descriptor = openSync(path, 'r')
  try {
    return fstatSync(descriptor).size
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes a line at its place and makes it durable. Writing the same line again changes nothing, so that any
 * process may finish what another one began.
 */
export function writeAuditLine(path: string, offset: number, line: string): void {
  const isNew = !existsSync(path)
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    writeFully(descriptor, Buffer.from(line), offset)
    fdatasyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  if (isNew) syncFolder(dirname(path))
}
