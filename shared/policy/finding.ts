import type { ConfirmationLevel, FiredRule, Verdict } from './verdict.ts'

/** A rule that fired, with what it asks of a person. A denial asks for nothing: no confirmation lifts it. */
export interface Finding extends FiredRule {
  readonly level: ConfirmationLevel
}

const LEVELS: readonly ConfirmationLevel[] = ['none', 'single', 'double']

/** A rule that forbids. `rule` is the policy's key. */
export function deny(rule: string, target: string, reason: string): Finding {
  return { rule, effect: 'deny', target, reason, level: 'none' }
}

/** A rule that asks a person once (`single`) or twice (`double`). */
export function ask(
  level: 'single' | 'double',
  rule: string,
  target: string,
  reason: string,
): Finding {
  return { rule, effect: 'confirm', target, reason, level }
}

/** The stricter of two levels. */
export function stricterLevel(a: ConfirmationLevel, b: ConfirmationLevel): ConfirmationLevel {
  return LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b
}

function summary(rules: readonly FiredRule[]): string {
  const first = rules[0]?.reason ?? ''
  const others = rules.length - 1
  if (others < 1) return first
  return `${first.replace(/\.$/, '')} (and ${others} more ${others === 1 ? 'reason' : 'reasons'}).`
}

/** The verdict that follows from what fired: any denial denies, else the strictest confirmation counts. */
export function verdictFrom(findings: readonly Finding[]): Verdict {
  const rules = findings.map(({ level: _, ...rule }) => rule)
  const denials = rules.filter((rule) => rule.effect === 'deny')
  if (denials.length > 0) {
    return { allowed: false, rules, confirmation: 'none', reason: summary(denials) }
  }
  const confirmation = findings.map((finding) => finding.level).reduce(stricterLevel, 'none')
  const reason = rules.length === 0 ? 'The policy allows it.' : summary(rules)
  return { allowed: true, rules, confirmation, reason }
}

/** The verdict while a policy can't be read: everything but reading is denied. */
export function verdictWithoutPolicy(why: string): Verdict {
  return verdictFrom([deny('policy.yaml', 'policy', `The policy can't be used: ${why}`)])
}
