import { expect, test } from 'vitest'
import { costWords, usageWords } from '../../../apps/web/src/status/usage.ts'

test('what an attempt used is told in words, with the cached part only where there is one', () => {
  expect([
    usageWords({ inputTokens: 12_345, cachedTokens: 9_000, outputTokens: 678 }),
    usageWords({ inputTokens: 10, cachedTokens: 0, outputTokens: 0 }),
  ]).toEqual(['12,345 tokens in (9,000 cached), 678 out', '10 tokens in, 0 out'])
})

test('a small cost keeps the digits that matter', () => {
  expect([costWords(0), costWords(0.0042), costWords(12.345)]).toEqual([
    '$0.00',
    '$0.0042',
    '$12.35',
  ])
})
