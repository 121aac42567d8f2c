import type { Policy, PolicyFile } from '../schema/policy.ts'

/** One key of a layer: what holds after it, and why some of it was not followed. */
export interface Narrowed {
  readonly value: unknown
  readonly refused?: string | undefined
}

type Rule = (now: unknown, wish: unknown) => Narrowed

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function quoted(items: readonly string[]): string {
  return items.map((item) => JSON.stringify(item)).join(', ')
}

const smaller: Rule = (now, wish) => {
  const isSmaller = typeof now === 'number' && typeof wish === 'number' && wish <= now
  return isSmaller ? { value: wish } : { value: now, refused: `raises it from ${now} to ${wish}` }
}

/** Only values up to the one that holds; `order` goes from strict to loose. */
function strictest(...order: readonly unknown[]): Rule {
  return (now, wish) =>
    order.indexOf(wish) <= order.indexOf(now)
      ? { value: wish }
      : { value: now, refused: `loosens it from ${String(now)} to ${String(wish)}` }
}

/** Only members of what holds. `covers` says when one entry allows all that another allows. */
function subset(covers: (now: string, wish: string) => boolean): Rule {
  return (now, wish) => {
    const held = list(now)
    const added = list(wish).filter((item) => !held.some((known) => covers(known, item)))
    const value = list(wish).filter((item) => !added.includes(item))
    return { value, refused: added.length > 0 ? `adds ${quoted(added)}` : undefined }
  }
}

/** All that holds and more; leaving something out is refused. */
const superset: Rule = (now, wish) => {
  const left = list(now).filter((item) => !list(wish).includes(item))
  const value = [...new Set([...list(now), ...list(wish)])]
  return { value, refused: left.length > 0 ? `leaves out ${quoted(left)}` : undefined }
}

/** All that holds and more; a list that names only its own additions is fine. */
const union: Rule = (now, wish) => ({ value: [...new Set([...list(now), ...list(wish)])] })

/** Numbers by name: a name that holds may only get a smaller number, new ones are fine. */
const smallerEach: Rule = (now, wish) => {
  const held = numbers(now)
  const raised = Object.entries(numbers(wish)).filter(
    ([name, number]) => number > (held[name] ?? Number.POSITIVE_INFINITY),
  )
  const kept = Object.entries(numbers(wish)).filter(
    ([name, number]) => number <= (held[name] ?? Number.POSITIVE_INFINITY),
  )
  const words = raised.map(([name, number]) => `raises ${name} from ${held[name]} to ${number}`)
  return {
    value: { ...held, ...Object.fromEntries(kept) },
    refused: words.length > 0 ? words.join(' and ') : undefined,
  }
}

function numbers(value: unknown): Readonly<Record<string, number>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(entries.filter(([, number]) => typeof number === 'number'))
}

const either: Rule = (_, wish) => ({ value: wish })

/** True when the folder pattern `outer` allows all that `inner` allows, as far as their text tells. */
export function coversFolder(outer: string, inner: string): boolean {
  if (outer === inner || outer === './**') return true
  if (!outer.endsWith('/**') || /[*?[\]{}()!]/.test(outer.slice(0, -3))) return false
  const base = outer.slice(0, -3)
  return inner === base || inner.startsWith(`${base}/`)
}

const same = (now: string, wish: string) => now === wish

/** How each key of a policy may be narrowed. */
const RULES: Readonly<Record<keyof Policy, Rule>> = {
  mode: strictest('SAFE', 'POWER'),
  max_fanout: smaller,
  max_concurrent: smaller,
  max_concurrent_per_group: smaller,
  max_concurrent_per_model: smallerEach,
  timeout_default_ms: smaller,
  max_spawn_depth: smaller,
  max_steps: smaller,
  allowed_commands: subset(same),
  allowed_cwd: subset(coversFolder),
  forbidden_patterns: union,
  confirmation_required: superset,
  orchestrator_may: subset(same),
  allow_send_key: strictest(false, true),
  env_allowlist: subset(same),
  redact: union,
  retention: either,
  sandbox: strictest('require', 'auto', 'off'),
  sandbox_network: strictest('deny', 'allow'),
  on_quota: strictest('fail', 'wait'),
  budget_run: smallerEach,
  budget_day: smallerEach,
}

/** The keys of a policy, in the order in which they are documented. */
export const POLICY_KEYS = Object.keys(RULES) as readonly (keyof Policy)[]

/** What a layer's wish for one key comes to under what holds already. */
export function narrowKey(key: keyof Policy, now: Policy, wish: PolicyFile): Narrowed {
  return RULES[key](now[key], wish[key])
}
