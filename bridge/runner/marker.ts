import { sha256Hex } from '../../shared/hash.ts'

/** Name of the environment variable that every process of an attempt carries. */
export const MARKER_VARIABLE = 'THREADOS_MARKER'

/**
 * The marker of an attempt: the same for its runner, its agent and all they start, and for nothing else, so
 * that what is left behind can be found and ended.
 */
export function markerOf(attempt: {
  readonly runId: string
  readonly stepId: string
  readonly attempt: number
}): string {
  return sha256Hex(`${attempt.runId}/${attempt.stepId}/${attempt.attempt}`).slice(0, 32)
}
