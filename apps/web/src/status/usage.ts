import type { AttemptRecord } from '../../../../shared/schema/run.ts'

const COUNT = new Intl.NumberFormat('en-GB')

/** What an attempt used, in words: tokens in and out, and how many came from the provider's cache. */
export function usageWords(usage: NonNullable<AttemptRecord['usage']>): string {
  const { inputTokens, cachedTokens, outputTokens } = usage
  const cached = cachedTokens ? ` (${COUNT.format(cachedTokens)} cached)` : ''
  return `${COUNT.format(inputTokens)} tokens in${cached}, ${COUNT.format(outputTokens)} out`
}

const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** A count where there is little room: `950`, `12.3K`, `1.2M`. */
export function shortCount(count: number): string {
  return SHORT.format(count)
}

/** Dollars as people read them; small sums keep the digits that matter. */
export function costWords(costUsd: number): string {
  return `$${costUsd >= 1 || costUsd === 0 ? costUsd.toFixed(2) : costUsd.toFixed(4)}`
}
