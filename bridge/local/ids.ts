import { decodeTime, ulid } from 'ulid'
import type { RunId } from '../../shared/schema/run.ts'

/** A new run's id. */
export function newRunId(): RunId {
  return ulid()
}

/** When a run began, in milliseconds since 1970; 0 for an id that tells no time. */
export function runTimeMs(runId: string): number {
  try {
    return decodeTime(runId)
  } catch {
    return 0
  }
}
