import { expect, test } from 'vitest'
import { elapsedMs, formatBytes, formatDuration } from '../../../apps/web/src/status/duration.ts'

test.each([
  [-5, '0 ms'],
  [850, '850 ms'],
  [12_400, '12 s'],
  [185_000, '3 min 05 s'],
  [8_040_000, '2 h 14 min'],
])('%d milliseconds are "%s"', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test('a running attempt is measured against now, an ended one against its end', () => {
  const start = '2026-02-07T09:00:00Z'
  const now = Date.parse('2026-02-07T09:01:00Z')
  expect([elapsedMs(start, undefined, now), elapsedMs(start, '2026-02-07T09:00:02Z', now)]).toEqual(
    [60_000, 2000],
  )
})

test.each([
  [812, '812 B'],
  [14_200, '14 KB'],
  [3_210_000, '3.2 MB'],
])('%d bytes are "%s"', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
