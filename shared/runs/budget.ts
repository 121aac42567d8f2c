import type { Budget } from '../schema/step-words.ts'

/** What attempts have used. */
export interface Spent {
  readonly tokens: number
  readonly costUsd: number
  readonly minutes: number
}

export const NOTHING_SPENT: Spent = { tokens: 0, costUsd: 0, minutes: 0 }

/** What two lots of attempts have used together. */
export function addSpent(a: Spent, b: Spent): Spent {
  return {
    tokens: a.tokens + b.tokens,
    costUsd: a.costUsd + b.costUsd,
    minutes: a.minutes + b.minutes,
  }
}

/** What of a budget is used up, in words; undefined while there is some of everything left. */
export function overspent(whose: string, budget: Budget, spent: Spent): string | undefined {
  const { tokens, cost_usd: costUsd, minutes } = budget
  if (tokens !== undefined && spent.tokens >= tokens) {
    return `The budget of ${whose} is used up: ${spent.tokens} of ${tokens} tokens.`
  }
  if (costUsd !== undefined && spent.costUsd >= costUsd) {
    return `The budget of ${whose} is used up: $${spent.costUsd.toFixed(2)} of $${costUsd.toFixed(2)}.`
  }
  if (minutes !== undefined && spent.minutes >= minutes) {
    return `The budget of ${whose} is used up: ${spent.minutes.toFixed(1)} of ${minutes} minutes.`
  }
  return undefined
}
