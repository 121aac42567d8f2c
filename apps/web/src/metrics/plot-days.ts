import type { DayCount } from '../../../../shared/schema/metrics.ts'

const DAY_MS = 86_400_000
/** Fewest and most days of a plot: a single day would be one wide block, a year a comb. */
const FEWEST_DAYS = 14
const MOST_DAYS = 90

function nothingOn(time: number): DayCount {
  const day = new Date(time).toISOString().slice(0, 10)
  return { day, created: 0, attempts: 0, failed: 0, tokens: 0, costUsd: null }
}

/**
 * The days that plots show, one after the other and without a hole: up to the last one with something on it, from
 * the first such day but at least two weeks and at most three months before. Empty when nothing ever happened.
 */
export function plotDays(days: readonly DayCount[]): readonly DayCount[] {
  const [first, last] = [days[0], days.at(-1)]
  if (!(first && last)) return []
  const end = Date.parse(last.day)
  const span = Math.round((end - Date.parse(first.day)) / DAY_MS) + 1
  const count = Math.min(Math.max(span, FEWEST_DAYS), MOST_DAYS)
  const known = new Map(days.map((day) => [day.day, day]))
  return Array.from({ length: count }, (_, index) => {
    const empty = nothingOn(end - (count - 1 - index) * DAY_MS)
    return known.get(empty.day) ?? empty
  })
}

const DAY_FORMAT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

/** A day for people: `7 Feb`. */
export function dayWords(time: number): string {
  return DAY_FORMAT.format(time)
}
