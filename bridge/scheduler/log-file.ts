import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { LogChunk, LogStream } from '../../shared/protocol/events.ts'
import { incompleteTail } from '../runner/output/log-layout.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'

/** Most bytes that one reading gives. */
const MAX_CHUNK_BYTES = 256 * 1024

/**
 * A stretch of an attempt's log from a byte offset on, at most 256 KiB, cut between characters. An offset past
 * the end gives an empty stretch.
 */
export function readLog(
  store: AttemptStore,
  place: AttemptPlace,
  stream: LogStream,
  offset: number,
): LogChunk {
  const { runId, stepId, attempt } = place
  const base = { runId, stepId, attempt, stream, offset }
  const path = join(store.folderOf(place), `${stream}.log`)
  if (!existsSync(path)) return { ...base, nextOffset: offset, text: '' }
  const descriptor = openSync(path, 'r')
  try {
    const size = fstatSync(descriptor).size
    const buffer = Buffer.alloc(Math.max(0, Math.min(MAX_CHUNK_BYTES, size - offset)))
    const count = readSync(descriptor, buffer, 0, buffer.length, offset)
    const bytes = buffer.subarray(0, count)
    const kept = bytes.subarray(0, count - incompleteTail(bytes))
    return { ...base, nextOffset: offset + kept.length, text: kept.toString('utf8') }
  } finally {
    closeSync(descriptor)
  }
}
