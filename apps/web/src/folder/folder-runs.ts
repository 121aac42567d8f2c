import { fail } from '../../../../shared/failure.ts'
import type { LogChunk } from '../../../../shared/protocol/events.ts'
import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import {
  type AttemptRecord,
  AttemptRecordSchema,
  RunIdSchema,
} from '../../../../shared/schema/run.ts'
import type { AttemptPlace, LogListener, LogPlace } from '../workspace/source.ts'
import type { FolderFiles } from './folder-files.ts'

/** Folder of all runs. */
export const RUNS = '.threados/runs'
/** Runs that are looked into; a page that reads a folder can't look at thousands. */
const MAX_RUNS = 50
const MAX_CHUNK_BYTES = 256 * 1024
const LOOK_EVERY_MS = 500

function folderName(stepId: string, attempt: number): string {
  return attempt === 1 ? stepId : `${stepId}~${attempt}`
}

/** The folder of an attempt. */
export function attemptFolder({ runId, stepId, attempt }: AttemptPlace): string {
  return `${RUNS}/${runId}/${folderName(stepId, attempt)}`
}

async function readRecord(files: FolderFiles, path: string): Promise<AttemptRecord | undefined> {
  const text = await files.readText(`${path}/status.json`)
  if (!text.ok || text.value === undefined) return undefined
  try {
    const record = AttemptRecordSchema.safeParse(JSON.parse(text.value))
    return record.success ? record.data : undefined
  } catch {
    // A record that is no JSON is somebody else's; the attempt is shown as if it had none.
    return undefined
  }
}

/** Ids of all runs, newest first. */
export async function runIds(files: FolderFiles): Promise<Result<readonly string[]>> {
  const names = await files.folderNames(RUNS)
  if (!names.ok) return names
  return ok(names.value.filter((name) => RunIdSchema.safeParse(name).success).toReversed())
}

/** Ids of the newest runs, newest first. */
export async function newestRuns(files: FolderFiles): Promise<Result<readonly string[]>> {
  return mapResult(await runIds(files), (ids) => ids.slice(0, MAX_RUNS))
}

/** The attempts of one run, newest first. */
export async function readAttemptsOf(
  files: FolderFiles,
  runId: string,
  wanted?: string,
): Promise<readonly AttemptRecord[]> {
  const names = await files.folderNames(`${RUNS}/${runId}`)
  const own = (names.ok ? names.value : []).filter(
    (name) => wanted === undefined || name.split('~')[0] === wanted,
  )
  const records = await Promise.all(
    own.map((name) => readRecord(files, `${RUNS}/${runId}/${name}`)),
  )
  return records
    .flatMap((record) => record ?? [])
    .toSorted((a, b) => (a.startTime < b.startTime ? 1 : -1))
}

/** The attempts that the last runs left, newest first. */
export async function readAttempts(
  files: FolderFiles,
  wanted?: string,
): Promise<Result<readonly AttemptRecord[]>> {
  const runs = await newestRuns(files)
  if (!runs.ok) return runs
  const perRun = await Promise.all(runs.value.map((runId) => readAttemptsOf(files, runId, wanted)))
  return ok(perRun.flat())
}

/** The newest attempt of each step. */
export function newestAttempts(records: readonly AttemptRecord[]): Record<string, AttemptRecord> {
  const newest: Record<string, AttemptRecord> = {}
  for (const record of records) newest[record.stepId] ??= record
  return newest
}

/** How many bytes at the end begin a character whose rest is not there yet. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}

/** A stretch of a log from a byte offset on, cut between characters; empty at the end. */
export async function readLogFile(
  files: FolderFiles,
  place: LogPlace,
  offset: number,
): Promise<Result<LogChunk>> {
  const { runId, stepId, attempt, stream } = place
  if (!RunIdSchema.safeParse(runId).success) {
    return fail('RUN_NOT_FOUND', `There is no run ${runId}.`)
  }
  const path = `${attemptFolder(place)}/${stream}.log`
  const bytes = await files.read(path, offset, MAX_CHUNK_BYTES)
  if (!bytes.ok) return bytes
  const all = bytes.value ?? new Uint8Array()
  const kept = all.subarray(0, all.length - unfinishedBytes(all))
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(kept)
  return ok({ runId, stepId, attempt, stream, offset, nextOffset: offset + kept.length, text })
}

/** Hands a log over from its beginning and looks for more twice a second; the result ends it. */
export function followLogFile(
  files: FolderFiles,
  place: LogPlace,
  listener: LogListener,
): () => void {
  let offset = 0
  let isEnded = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = async () => {
    const chunk = await readLogFile(files, place, offset)
    if (isEnded) return
    if (!chunk.ok) listener.failed(chunk.failure.message)
    else if (chunk.value.nextOffset > offset) {
      offset = chunk.value.nextOffset
      listener.chunk(chunk.value)
      void look()
      return
    }
    timer = setTimeout(() => void look(), LOOK_EVERY_MS)
  }
  void look()
  return () => {
    isEnded = true
    clearTimeout(timer)
  }
}
