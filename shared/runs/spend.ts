import type { NamedSpend, Spend } from '../schema/metrics.ts'
import type { AttemptRecord } from '../schema/run.ts'

/** Decimals of a sum of dollars: what adding fractions in binary makes up lies behind them. */
const MICRO = 1_000_000

type Spent = Pick<AttemptRecord, 'usage' | 'costUsd'>

/** What several attempts used together. */
export function spendOf(attempts: readonly Spent[]): Spend {
  const spent = attempts.filter(({ usage, costUsd }) => (usage ?? costUsd) !== undefined)
  const sum = (of: (one: Spent) => number | undefined) =>
    spent.reduce((total, one) => total + (of(one) ?? 0), 0)
  const isPriced = spent.some(({ costUsd }) => costUsd !== undefined)
  return {
    attempts: spent.length,
    inputTokens: sum(({ usage }) => usage?.inputTokens),
    cachedTokens: sum(({ usage }) => usage?.cachedTokens),
    outputTokens: sum(({ usage }) => usage?.outputTokens),
    costUsd: isPriced ? Math.round(sum(({ costUsd }) => costUsd) * MICRO) / MICRO : null,
  }
}

/** All tokens of a spend. */
export function tokensOf({ inputTokens, outputTokens }: Spend): number {
  return inputTokens + outputTokens
}

/** The dearest first; without a price, what took most tokens; then by name, so that the order never changes. */
function dearestFirst(a: NamedSpend, b: NamedSpend): number {
  const cost = (b.costUsd ?? 0) - (a.costUsd ?? 0)
  return cost || tokensOf(b) - tokensOf(a) || (a.name < b.name ? -1 : 1)
}

/** What attempts used, by a name of theirs, the dearest first; whoever used nothing is left out. */
export function spendBy<T extends Spent>(
  attempts: readonly T[],
  nameOf: (attempt: T) => string,
): NamedSpend[] {
  return [...Map.groupBy(attempts, nameOf)]
    .map(([name, own]) => ({ name, ...spendOf(own) }))
    .filter((spend) => spend.attempts > 0)
    .sort(dearestFirst)
}
