import type { GraphNode } from './defaults.ts'
import type { Sequence } from './sequence.ts'

/** What stands between the common beginning and the common end of two lists. */
export interface ChangedSpan<T> {
  readonly before: readonly T[]
  readonly after: readonly T[]
  /** Position at which both begin. */
  readonly start: number
}

/**
 * The part of a list that an edit has touched. An edit keeps the very same objects for all else, so comparing
 * references is enough, and what is built per entry is built for the few that changed and not for thousands.
 */
export function changedSpan<T>(before: readonly T[], after: readonly T[]): ChangedSpan<T> {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let same = 0
  while (
    same < most - start &&
    before[before.length - 1 - same] === after[after.length - 1 - same]
  ) {
    same += 1
  }
  return {
    before: before.slice(start, before.length - same),
    after: after.slice(start, after.length - same),
    start,
  }
}

/** The same for all nodes of a plan: the steps and gates among which a change lies, on its two sides. */
export function changedNodeSpan(
  before: Sequence,
  after: Sequence,
): { readonly before: readonly GraphNode[]; readonly after: readonly GraphNode[] } {
  const steps = changedSpan(before.steps, after.steps)
  const gates = changedSpan(before.gates, after.gates)
  return { before: [...steps.before, ...gates.before], after: [...steps.after, ...gates.after] }
}
