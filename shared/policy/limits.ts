import type { Policy } from '../schema/policy.ts'
import { MAX_TIMEOUT_MS } from '../schema/step-words.ts'
import { deny, verdictFrom } from './finding.ts'
import type { Verdict } from './verdict.ts'

/** A number that the policy caps, as it comes from outside: it may be anything. */
export type LimitQuestion =
  | { readonly kind: 'fanout' | 'timeout_ms' | 'spawn_depth'; readonly value: unknown }
  | { readonly kind: 'concurrent'; readonly running: unknown; readonly starting: unknown }

function isCount(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least
}

function limitReason(question: LimitQuestion, policy: Policy): [rule: string, reason?: string] {
  if (question.kind === 'concurrent') {
    const { running, starting } = question
    const most = policy.max_concurrent
    if (!isCount(running, 0) || !isCount(starting, 0)) {
      return [
        'max_concurrent',
        'The numbers of running and starting attempts must be whole and not negative.',
      ]
    }
    const sum = running + starting
    return sum > most
      ? ['max_concurrent', `${sum} attempts would run at once; the policy allows ${most}.`]
      : ['max_concurrent']
  }
  const caps = {
    fanout: ['max_fanout', 1, policy.max_fanout],
    timeout_ms: ['timeout_ms', 1, MAX_TIMEOUT_MS],
    spawn_depth: ['max_spawn_depth', 0, policy.max_spawn_depth],
  } as const
  const [rule, least, most] = caps[question.kind]
  return isCount(question.value, least) && question.value <= most
    ? [rule]
    : [rule, `The ${question.kind} must be a whole number from ${least} to ${most}.`]
}

/** Decides about a number that the policy caps. Anything but a whole number in range is denied. */
export function evaluateLimit(question: LimitQuestion, policy: Policy): Verdict {
  const [rule, reason] = limitReason(question, policy)
  return verdictFrom(reason === undefined ? [] : [deny(rule, question.kind, reason)])
}
