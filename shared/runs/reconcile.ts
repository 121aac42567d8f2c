import type { AttemptReason, AttemptRecord } from '../schema/run.ts'
import { hasEnded } from '../schema/run.ts'

/** What is known of a step that sequence.yaml says is RUNNING. */
export interface AttemptFacts {
  readonly stepId: string
  /** The newest attempt's status.json; undefined while its runner has not begun. */
  readonly record: AttemptRecord | undefined
  /** True when the very process that wrote the record still lives. */
  readonly isRunnerAlive: boolean
  /** Milliseconds since the attempt was prepared. */
  readonly ageMs: number
  /**
   * Who may be about to hand it to a runner: this process, which knows that it waits for its turn; another one
   * that lives; or nobody.
   */
  readonly starter: 'this-process' | 'another' | 'nobody'
}

/** What to do about it: nothing yet, take note of its end, or end it as lost. */
export type Correction =
  | { readonly kind: 'live' }
  | { readonly kind: 'ended'; readonly record: AttemptRecord }
  | { readonly kind: 'lost'; readonly reason: AttemptReason }

/** How long an attempt that another process starts may wait for its turn, in milliseconds. */
export const START_PATIENCE_MS = 600_000

/**
 * Makes recorded state agree with live processes: a live attempt is left alone, an ended one is recorded, one
 * whose runner is gone without a last word is lost.
 */
export function correctionFor(facts: AttemptFacts): Correction {
  const { record } = facts
  if (record && hasEnded(record)) return { kind: 'ended', record }
  if (record && facts.isRunnerAlive) return { kind: 'live' }
  if (!record && facts.starter === 'this-process') return { kind: 'live' }
  if (!record && facts.starter === 'another' && facts.ageMs < START_PATIENCE_MS) {
    return { kind: 'live' }
  }
  return { kind: 'lost', reason: 'orphaned_process' }
}
