import type { Policy } from '../schema/policy.ts'
import type { AttemptReason, ErrorClass } from '../schema/run.ts'
import type { Step } from '../schema/step.ts'

/** An ended attempt, as far as it decides whether another one follows by itself. Times are in milliseconds. */
export interface EndedTry {
  readonly reason: AttemptReason | undefined
  /** The kind of trouble, where the agent said it. */
  readonly errorClass?: ErrorClass | undefined
  readonly endedAtMs: number
  /** When the provider has quota again, if it said so. */
  readonly retryAtMs?: number | undefined
}

/** When a step may start again by itself, and why it waits until then. */
export interface NextTry {
  readonly kind: 'retry' | 'quota'
  readonly atMs: number
}

/** Backoff of a step that says how often it is retried, but not how patiently. */
const DEFAULT_BACKOFF_MS = 1000
/** First and longest pause before a provider that named no time is asked again. */
const FIRST_PROBE_MS = 60_000
const LONGEST_PROBE_MS = 1_800_000
/** Longest pause before a retry. */
const LONGEST_BACKOFF_MS = 3_600_000

function isFinal(last: EndedTry): boolean {
  const isWanted = last.reason !== undefined && FINAL_REASONS.has(last.reason)
  return isWanted || (last.errorClass !== undefined && FINAL_CLASSES.has(last.errorClass))
}

/** Ends that another try would only repeat, or that somebody wanted. */
const FINAL_REASONS: ReadonlySet<AttemptReason> = new Set([
  'stopped',
  'policy_denied',
  'spawn_failed',
  'budget',
])

/** What only a person can mend, and what a provider refuses each time it is asked. */
const FINAL_CLASSES: ReadonlySet<ErrorClass> = new Set([
  'authentication',
  'configuration',
  'provider',
])

function doubled(firstMs: number, times: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(times, 30))
}

function afterQuota(tries: readonly EndedTry[], last: EndedTry): NextTry {
  const others = tries.findLastIndex(({ reason }) => reason !== 'waiting_quota')
  const probes = tries.length - others - 2
  const probeMs = doubled(FIRST_PROBE_MS, probes, LONGEST_PROBE_MS)
  return { kind: 'quota', atMs: last.retryAtMs ?? last.endedAtMs + probeMs }
}

/**
 * When the next attempt of a step may start, after these failed ones of one run, oldest first; undefined when
 * none follows by itself. Pauses double with each failure. Waiting for a provider's quota counts as no failure.
 */
export function nextTry(
  step: Pick<Step, 'retry'>,
  tries: readonly EndedTry[],
  policy: Pick<Policy, 'on_quota'>,
): NextTry | undefined {
  const last = tries.at(-1)
  if (!last) return undefined
  if (last.reason === 'waiting_quota') {
    return policy.on_quota === 'wait' ? afterQuota(tries, last) : undefined
  }
  const failures = tries.filter(({ reason }) => reason !== 'waiting_quota').length
  const { max = 0, backoff_ms = DEFAULT_BACKOFF_MS } = step.retry ?? {}
  if (failures > max || isFinal(last)) return undefined
  const pauseMs = doubled(backoff_ms, failures - 1, LONGEST_BACKOFF_MS)
  return { kind: 'retry', atMs: last.endedAtMs + pauseMs }
}
