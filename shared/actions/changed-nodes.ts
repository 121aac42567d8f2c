import { type FailureCode, fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { changedNodeSpan } from '../schema/changed-span.ts'
import { type GraphNode, isStep } from '../schema/defaults.ts'
import { GateSchema } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import { type Step, StepSchema } from '../schema/step.ts'

/** The nodes of `after` that are not the very same objects in `before`. */
export function changedNodes(before: Sequence, after: Sequence): GraphNode[] {
  const span = changedNodeSpan(before, after)
  const known = new Set(span.before)
  return span.after.filter((node) => !known.has(node))
}

const GRAPH_FIELDS = [
  'id',
  'model',
  'command',
  'depends_on',
  'after',
  'fusion_candidates',
  'parent',
  'watchdog_for',
] as const satisfies readonly (keyof Step)[]

function hasSameEdges(a: GraphNode, b: GraphNode | undefined): boolean {
  if (a === b) return true
  if (!b || isStep(a) !== isStep(b)) return false
  return isStep(a) && isStep(b)
    ? GRAPH_FIELDS.every((field) => a[field] === b[field])
    : a.id === b.id && a.depends_on === b.depends_on
}

function areSameNodes(before: readonly GraphNode[], after: readonly GraphNode[]): boolean {
  return before.length === after.length && before.every((node, at) => hasSameEdges(node, after[at]))
}

/**
 * True when nothing that the graph is checked for has changed, as after a change of statuses: the very same
 * lists, and the same ids in the same order.
 */
export function isSameGraph(before: Sequence, after: Sequence): boolean {
  return areSameNodes(before.steps, after.steps) && areSameNodes(before.gates, after.gates)
}

/** A refusal when a changed node breaks the schema of its kind, as a list that has grown too long does. */
export function checkChangedNodes(before: Sequence, after: Sequence): Result<undefined> {
  for (const node of changedNodes(before, after)) {
    const checked = (isStep(node) ? StepSchema : GateSchema).safeParse(node)
    const issue = checked.error?.issues[0]
    if (!issue) continue
    const code: FailureCode = issue.code === 'too_big' ? 'LIMIT_EXCEEDED' : 'INVALID_SCHEMA'
    const path = issue.path as (string | number)[]
    return fail(code, `${node.id} would not be valid: ${path.join('.')}: ${issue.message}.`, {
      at: { path },
      hint: 'Change fewer nodes at once, or give them other values.',
      details: { id: node.id },
    })
  }
  return ok(undefined)
}
