import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chartOf, ticksOf } from '../../../apps/web/src/timeline/time-scale.ts'
import { attemptOf } from '../../support/web-sequences.ts'

const NINE = Date.parse('2026-02-07T09:00:00.000Z')
const at = (seconds: number) => new Date(NINE + seconds * 1000).toISOString()

test('steps are rows in the order in which they began, with a bar for each attempt', () => {
  const chart = chartOf(
    [
      attemptOf('late', { startTime: at(30), endTime: at(60) }),
      attemptOf('early', { startTime: at(0), endTime: at(10) }),
      attemptOf('early', { attempt: 2, startTime: at(20), endTime: at(40) }),
    ],
    NINE,
  )
  expect(chart.rows.map(({ stepId, bars }) => [stepId, bars.length])).toEqual([
    ['early', 2],
    ['late', 1],
  ])
  expect([chart.from - NINE, chart.to - NINE]).toEqual([0, 60_000])
})

test('what runs lasts until now, and a clock that was set back turns no bar around', () => {
  const running = chartOf([attemptOf('a', { startTime: at(0) })], NINE + 5000)
  expect(running.rows[0]?.bars[0]?.to).toBe(NINE + 5000)
  const skewed = chartOf([attemptOf('a', { startTime: at(10), endTime: at(0) })], NINE)
  expect(skewed.rows[0]?.bars[0]).toMatchObject({ from: NINE + 10_000, to: NINE + 10_000 })
  expect(skewed.to).toBeGreaterThan(skewed.from)
})

test('nothing makes an empty chart', () => {
  expect(chartOf([], NINE).rows).toEqual([])
})

test('ticks are evenly spaced, inside the span, and not too many', () => {
  const spans = fc.integer({ min: 1000, max: 30 * 24 * 3_600_000 })
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 12 }), (span, most) => {
      const ticks = ticksOf(span, most)
      expect(ticks[0]).toBe(0)
      expect(ticks.length).toBeLessThanOrEqual(most + 1)
      const step = ticks[1] ?? 1000
      expect(ticks).toEqual(ticks.map((_, index) => index * step))
      expect(ticks.at(-1)).toBeLessThanOrEqual(span)
      expect(step % 1000).toBe(0)
    }),
  )
})
