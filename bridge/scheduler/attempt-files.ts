import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import type { AttemptFile, FileBytes, FileText, RunListing } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import {
  ArtifactNameSchema,
  type AttemptRecord,
  MAX_ARTIFACT_BYTES,
} from '../../shared/schema/run.ts'
import { auditFiles } from '../local/audit-file.ts'
import { incompleteTail } from '../runner/output/log-layout.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'
import { readRunRecord } from './run-record.ts'

/** Most bytes of a file that one answer carries; a frame has to stay small. */
const MAX_TEXT_BYTES = 512 * 1024
/** Most bytes of a file of any kind in one answer; as text it grows by a third. */
const MAX_PIECE_BYTES = 256 * 1024
/** Most files of an attempt that are listed. */
const MAX_FILES = 1000

/**
 * Text of a file from a byte offset on, cut between characters; null when there is no such file. A link is no
 * file: agents write into these folders and could make it lead anywhere.
 */
export function readFileText(path: string, offset = 0): FileText {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile())
    return { text: null, bytes: 0, nextOffset: offset }
  const descriptor = openSync(path, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const buffer = Buffer.alloc(Math.max(0, Math.min(MAX_TEXT_BYTES, size - offset)))
    const count = readSync(descriptor, buffer, 0, buffer.length, offset)
    const bytes = buffer.subarray(0, count)
    const kept = bytes.subarray(0, count - incompleteTail(bytes))
    return { text: kept.toString('utf8'), bytes: size, nextOffset: offset + kept.length }
  } finally {
    closeSync(descriptor)
  }
}

/** One of the texts that an attempt left, such as `diff.patch`; null when it left none. Long ones come in pieces. */
export function readAttemptText(
  store: AttemptStore,
  place: AttemptPlace,
  name: 'diff.patch' | 'summary.md',
  offset = 0,
): FileText {
  return readFileText(join(store.folderOf(place), name), offset)
}

/** The files in an attempt's folder with their sizes, by name. */
export function listAttemptFiles(store: AttemptStore, place: AttemptPlace): AttemptFile[] {
  const folder = store.folderOf(place)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && ArtifactNameSchema.safeParse(entry.name).success)
    .slice(0, MAX_FILES)
    .map(({ name }) => ({ name, bytes: statSync(join(folder, name)).size }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * A stretch of a file in an attempt's folder, at most 256 KiB. A link is no file there, nor is the folder ever one:
 * what an agent makes of them must not lead anywhere else.
 */
export function readAttemptFile(
  store: AttemptStore,
  place: AttemptPlace,
  name: string,
  offset: number,
): Result<FileBytes> {
  const folder = store.folderOf(place)
  const path = join(folder, name)
  const checked = ArtifactNameSchema.safeParse(name)
  const isThere =
    checked.success &&
    lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true &&
    lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
  if (!isThere) {
    return fail('NOT_FOUND', `The attempt of "${place.stepId}" left no file of this name.`)
  }
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    const { size } = fstatSync(descriptor)
    const end = Math.min(size, MAX_ARTIFACT_BYTES, offset + MAX_PIECE_BYTES)
    const buffer = Buffer.alloc(Math.max(0, end - offset))
    const count = readSync(descriptor, buffer, 0, buffer.length, offset)
    const base64 = buffer.toString('base64', 0, count)
    return ok({ base64, bytes: size, nextOffset: offset + count })
  } finally {
    closeSync(descriptor)
  }
}

/** The newest runs with all their attempts, newest first. */
export function listRuns(store: AttemptStore, limit: number): Result<RunListing[]> {
  const listings: RunListing[] = []
  for (const runId of store.runIds().toReversed().slice(0, limit)) {
    const run = readRunRecord(store.folder, runId)
    if (!run.ok) return run
    const attempts: AttemptRecord[] = []
    for (const place of store.attemptsOf(runId)) {
      const record = store.read(place)
      if (!record.ok) return record
      if (record.value) attempts.push(record.value)
    }
    listings.push({ run: run.value, attempts })
  }
  return ok(listings)
}

/** The bytes of the audit log as they are, file by file, so that a reader can check the chain itself. */
export function readAuditText(
  auditPath: string,
  file: number,
  offset: number,
): FileText & { files: number } {
  const files = auditFiles(auditPath)
  const path = files[file]
  return { ...readFileText(path ?? '', offset), files: files.length }
}
