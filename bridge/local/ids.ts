import { ulid } from 'ulid'
import type { RunId } from '../../shared/schema/run.ts'

/** A new run's id. */
export function newRunId(): RunId {
  return ulid()
}
