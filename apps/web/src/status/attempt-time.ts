import { type AttemptRecord, hasEnded } from '../../../../shared/schema/run.ts'
import { elapsedMs, formatDuration, formatElapsed } from './duration.ts'

/** How long an attempt took, or has taken so far. Only a running one asks what time it is. */
export function attemptTime(attempt: AttemptRecord, now: () => number): string {
  const { durationMs, startTime, endTime } = attempt
  if (!hasEnded(attempt)) return formatElapsed(elapsedMs(startTime, undefined, now()))
  return formatDuration(durationMs ?? elapsedMs(startTime, endTime, 0))
}
