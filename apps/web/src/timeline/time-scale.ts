import type { AttemptRecord } from '../../../../shared/schema/run.ts'

/** One attempt as a bar; times are milliseconds since 1970. */
export interface Bar {
  readonly attempt: AttemptRecord
  readonly from: number
  readonly to: number
}

/** The attempts of one step. */
export interface Row {
  readonly stepId: string
  readonly bars: readonly Bar[]
}

/** Rows with the time that they span. */
export interface Chart {
  readonly rows: readonly Row[]
  readonly from: number
  readonly to: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
]

function barOf(attempt: AttemptRecord, now: number): Bar {
  const from = Date.parse(attempt.startTime)
  const ended = attempt.endTime === undefined ? now : Date.parse(attempt.endTime)
  // A clock that was set back must not turn a bar around.
  return { attempt, from, to: Math.max(from, ended) }
}

/** Attempts as rows of bars, the step that began first on top; a running one lasts until `now`. */
export function chartOf(attempts: readonly AttemptRecord[], now: number): Chart {
  const bars = attempts.map((attempt) => barOf(attempt, now)).toSorted((a, b) => a.from - b.from)
  const rows = new Map<string, Bar[]>()
  for (const bar of bars) {
    const own = rows.get(bar.attempt.stepId)
    if (own) own.push(bar)
    else rows.set(bar.attempt.stepId, [bar])
  }
  const from = bars[0]?.from ?? now
  const to = bars.reduce((latest, bar) => Math.max(latest, bar.to), from + SECOND)
  return { rows: [...rows].map(([stepId, own]) => ({ stepId, bars: own })), from, to }
}

/** Marks on a time axis at round distances from its beginning, at most `most` of them, in milliseconds after it. */
export function ticksOf(span: number, most: number): readonly number[] {
  const day = 24 * HOUR
  const step = STEPS.find((one) => span / one <= most) ?? Math.ceil(span / most / day) * day
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, at) => at * step)
}
