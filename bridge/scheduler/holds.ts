import { type EndedTry, type NextTry, nextTry } from '../../shared/runs/next-try.ts'
import type { Hold } from '../../shared/runs/plan.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import { type AttemptRecord, hasEnded } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'

/** A moment as people of this machine tell it: 14:05, with the day when it is not today. */
export function clockTime(ms: number, nowMs: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  const isToday = date.toDateString() === new Date(nowMs).toDateString()
  return isToday ? time : `${two(date.getDate())}.${two(date.getMonth() + 1)}. ${time}`
}

function endedTry(record: AttemptRecord): EndedTry {
  return {
    reason: record.reason,
    ...(record.errorClass === undefined ? {} : { errorClass: record.errorClass }),
    endedAtMs: Date.parse(record.endTime ?? record.startTime),
    ...(record.retryAt === undefined ? {} : { retryAtMs: Date.parse(record.retryAt) }),
  }
}

/** When a step may start again by itself after this attempt; undefined when it may not, or when it succeeded. */
export function tryAfter(
  step: Step,
  place: AttemptPlace,
  store: AttemptStore,
  policy: Policy,
): NextTry | undefined {
  const records = store
    .attemptsOf(place.runId)
    .filter(({ stepId, attempt }) => stepId === step.id && attempt <= place.attempt)
    .toSorted((a, b) => a.attempt - b.attempt)
    .flatMap((one) => {
      const record = store.read(one)
      return record.ok && record.value && hasEnded(record.value) ? [record.value] : []
    })
  const last = records.at(-1)
  if (last?.status !== 'FAILED' || last.attempt !== place.attempt) return undefined
  return nextTry(step, records.map(endedTry), policy)
}

function holdOf(next: NextTry, runId: string | undefined, nowMs: number): Hold {
  const until = clockTime(next.atMs, nowMs)
  const because =
    next.kind === 'quota' ? `waits for quota until ${until}` : `is tried again at ${until}`
  return { atMs: next.atMs, because, runId }
}

/**
 * The READY steps whose last attempt failed and that start again by themselves, or that wait for a quota which
 * another step found used up; with the time, also when it is over.
 */
export function findHolds(
  sequence: Sequence,
  policy: Policy,
  store: AttemptStore,
  nowMs: number,
): Map<string, Hold> {
  const holds = new Map<string, Hold>()
  const quotas = new Map<string, NextTry>()
  const newest = store.newest()
  const ready = sequence.steps.filter((step) => stepStatus(step) === 'READY')
  for (const step of ready) {
    const place = newest.get(step.id)
    const next = place && tryAfter(step, place, store, policy)
    if (!next) continue
    holds.set(step.id, holdOf(next, place.runId, nowMs))
    const known = quotas.get(step.model)
    if (next.kind === 'quota' && next.atMs > (known?.atMs ?? nowMs)) quotas.set(step.model, next)
  }
  for (const step of ready) {
    const quota = quotas.get(step.model)
    if (quota && !holds.has(step.id)) holds.set(step.id, holdOf(quota, undefined, nowMs))
  }
  return holds
}
