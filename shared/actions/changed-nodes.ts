import { type FailureCode, fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { type GraphNode, isStep } from '../schema/defaults.ts'
import { GateSchema } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import { StepSchema } from '../schema/step.ts'

/** The nodes of `after` that are not the very same objects in `before`. */
export function changedNodes(before: Sequence, after: Sequence): GraphNode[] {
  const known = new Set<GraphNode>([...before.steps, ...before.gates])
  return [...after.steps, ...after.gates].filter((node) => !known.has(node))
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
