import { linesBackwards, pageAudit, parseAuditLine } from '../../../../shared/audit/read.ts'
import { fail } from '../../../../shared/failure.ts'
import type { AttemptFile, FileText, RunListing } from '../../../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import type { AuditEntry } from '../../../../shared/schema/audit-entry.ts'
import {
  ArtifactNameSchema,
  MAX_ARTIFACT_BYTES,
  RunRecordSchema,
} from '../../../../shared/schema/run.ts'
import type { AttemptPlace, FilePiece } from '../workspace/source.ts'
import type { FolderFiles } from './folder-files.ts'
import { attemptFolder, newestRuns, RUNS, readAttemptsOf } from './folder-runs.ts'

const AUDIT = '.threados/audit.log'
const MAX_TEXT_BYTES = 512 * 1024
const MAX_PIECE_BYTES = 256 * 1024
const AUDIT_PAGE = 100

/** One of the texts that an attempt left; the beginning of a long one, null when there is none. */
export async function readAttemptText(
  files: FolderFiles,
  place: AttemptPlace,
  name: 'diff.patch' | 'summary.md',
): Promise<Result<FileText>> {
  const path = `${attemptFolder(place)}/${name}`
  const stamp = await files.stamp(path)
  if (!stamp.ok) return stamp
  if (!stamp.value) return ok({ text: null, bytes: 0, nextOffset: 0 })
  const bytes = await files.read(path, 0, MAX_TEXT_BYTES)
  if (!bytes.ok) return bytes
  const read = bytes.value ?? new Uint8Array()
  const text = new TextDecoder().decode(read)
  return ok({ text, bytes: stamp.value.size, nextOffset: read.length })
}

/** The files in an attempt's folder with their sizes, by name. */
export async function listAttemptFiles(
  files: FolderFiles,
  place: AttemptPlace,
): Promise<Result<readonly AttemptFile[]>> {
  const folder = attemptFolder(place)
  const names = await files.fileNames(folder)
  if (!names.ok) return names
  const listed: AttemptFile[] = []
  for (const name of names.value) {
    if (!ArtifactNameSchema.safeParse(name).success) continue
    const stamp = await files.stamp(`${folder}/${name}`)
    if (stamp.ok && stamp.value) listed.push({ name, bytes: stamp.value.size })
  }
  return ok(listed)
}

/** A stretch of one of these files. A name that is a path, or of a link, is none of them. */
export async function readAttemptFile(
  files: FolderFiles,
  place: AttemptPlace,
  name: string,
  offset: number,
): Promise<Result<FilePiece>> {
  const missing = fail('NOT_FOUND', `The attempt of "${place.stepId}" left no file of this name.`)
  if (!ArtifactNameSchema.safeParse(name).success) return missing
  const path = `${attemptFolder(place)}/${name}`
  const stamp = await files.stamp(path)
  if (!stamp.ok) return stamp
  const limit = Math.max(0, Math.min(MAX_PIECE_BYTES, MAX_ARTIFACT_BYTES - offset))
  const piece = await files.read(path, offset, limit)
  if (!piece.ok) return piece
  if (!(stamp.value && piece.value)) return missing
  const { size } = stamp.value
  return ok({ piece: piece.value, size, nextOffset: offset + piece.value.length })
}

/** The newest runs with their attempts, newest first. A run without a readable run.json is left out. */
export async function listRuns(files: FolderFiles): Promise<Result<readonly RunListing[]>> {
  const runs = await newestRuns(files)
  if (!runs.ok) return runs
  const listings: RunListing[] = []
  for (const runId of runs.value) {
    const text = await files.readText(`${RUNS}/${runId}/run.json`)
    if (!text.ok) return text
    const run = parseRun(text.value)
    if (run) listings.push({ run, attempts: [...(await readAttemptsOf(files, runId))] })
  }
  return ok(listings)
}

function parseRun(text: string | undefined): RunListing['run'] | undefined {
  try {
    return RunRecordSchema.safeParse(JSON.parse(text ?? '')).data
  } catch {
    // A record that is no JSON is somebody else's; its attempts are still in the inspector.
    return undefined
  }
}

/** The text of every file of the audit log, oldest first. */
export async function readAuditText(files: FolderFiles): Promise<Result<readonly string[]>> {
  const texts: string[] = []
  for (let closed = 1; ; closed++) {
    const text = await files.readText(`${AUDIT}.${closed}`)
    if (!text.ok) return text
    if (text.value === undefined) break
    texts.push(text.value)
  }
  const open = await files.readText(AUDIT)
  if (!open.ok) return open
  return ok(open.value === undefined ? texts : [...texts, open.value])
}

/** The newest entries of the audit log, in the order of the log. */
export async function newestAudit(files: FolderFiles, limit: number) {
  const texts = await readAuditText(files)
  return texts.ok ? pageAudit(newestFirst(texts.value), {}, { limit }) : texts
}

/** Entries of the audit log before the one with number `before`, in the order of the log. */
export async function listAudit(
  files: FolderFiles,
  before: number | undefined,
): Promise<Result<readonly AuditEntry[]>> {
  const texts = await readAuditText(files)
  if (!texts.ok) return texts
  return mapResult(
    pageAudit(newestFirst(texts.value), {}, { before, limit: AUDIT_PAGE }),
    ({ entries }) => entries,
  )
}

function* newestFirst(texts: readonly string[]): Generator<Result<AuditEntry>> {
  for (const text of texts.toReversed())
    for (const line of linesBackwards(text)) yield parseAuditLine(line)
}
