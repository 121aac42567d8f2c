import { expect, test } from 'vitest'
import { dayWords, plotDays } from '../../../apps/web/src/metrics/plot-days.ts'
import type { DayCount } from '../../../shared/schema/metrics.ts'

function on(day: string, attempts: number): DayCount {
  return { day, created: 0, attempts, failed: 0, tokens: 0, costUsd: null }
}

test('days without anything are there, between others and before the first', () => {
  const days = plotDays([on('2026-02-26', 1), on('2026-03-02', 2)])
  expect(days).toHaveLength(14)
  expect(days.map(({ day }) => day).slice(-6)).toEqual([
    '2026-02-25',
    '2026-02-26',
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ])
  expect(days.map(({ attempts }) => attempts).slice(-6)).toEqual([0, 1, 0, 0, 0, 2])
})

test('of years only the last three months are shown, and of nothing nothing', () => {
  const days = plotDays([on('2024-01-01', 1), on('2026-02-07', 2)])
  expect([days.length, days[0]?.day, days.at(-1)?.attempts]).toEqual([90, '2025-11-10', 2])
  expect(plotDays([])).toEqual([])
})

test('days are told in UTC, whatever the reader’s clock', () => {
  expect(dayWords(Date.parse('2026-02-07'))).toBe('7 Feb')
})
