import { fail } from '../failure.ts'
import type { SequencePatch } from '../protocol/state.ts'
import { ok, type Result } from '../result.ts'
import type { GraphNode } from '../schema/defaults.ts'
import type { Gate } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { isEqual } from './equal.ts'

/** The revisions that a patch leads from and to. */
export interface Revisions {
  readonly from: string
  readonly revision: string
}

function changed<N extends GraphNode>(before: readonly N[], after: readonly N[]): N[] {
  const known = new Map(before.map((node) => [node.id, node]))
  return after.filter((node) => !isEqual(known.get(node.id), node))
}

/** Old nodes in their old order with the changes put in, removed ones left out, new ones at the end. */
function merged<N extends GraphNode>(
  before: readonly N[],
  changes: readonly N[],
  removed: ReadonlySet<string>,
): N[] {
  const fresh = new Map(changes.map((node) => [node.id, node]))
  const kept = before
    .filter((node) => !removed.has(node.id))
    .map((node) => {
      const next = fresh.get(node.id) ?? node
      fresh.delete(node.id)
      return next
    })
  return [...kept, ...fresh.values()]
}

function hasOrder(nodes: readonly GraphNode[], order: readonly GraphNode[]): boolean {
  return nodes.length === order.length && nodes.every((node, at) => node.id === order[at]?.id)
}

function removedIds(before: Sequence, after: Sequence): string[] {
  const steps = new Set(after.steps.map((step) => step.id))
  const gates = new Set(after.gates.map((gate) => gate.id))
  return [
    ...before.steps.filter((step) => !steps.has(step.id)),
    ...before.gates.filter((gate) => !gates.has(gate.id)),
  ].map((node) => node.id)
}

function headChanges(before: Sequence, after: Sequence): Partial<SequencePatch> {
  return {
    ...(before.name === after.name ? {} : { name: after.name }),
    ...(before.version === after.version ? {} : { version: after.version }),
    ...(isEqual(before.metadata, after.metadata) ? {} : { metadata: after.metadata ?? null }),
    ...(isEqual(before.policy, after.policy) ? {} : { policy: after.policy ?? null }),
  }
}

/** What leads from one sequence to another, in terms of nodes: whole ones, and the order where it is new. */
export function sequencePatch(
  before: Sequence,
  after: Sequence,
  revisions: Revisions,
): SequencePatch {
  const steps = changed(before.steps, after.steps)
  const gates = changed(before.gates, after.gates)
  const removed = removedIds(before, after)
  const gone = new Set(removed)
  const isStepOrder = hasOrder(merged(before.steps, steps, gone), after.steps)
  const isGateOrder = hasOrder(merged(before.gates, gates, gone), after.gates)
  return {
    ...revisions,
    ...headChanges(before, after),
    steps,
    gates,
    removed,
    ...(isStepOrder ? {} : { stepOrder: after.steps.map((step) => step.id) }),
    ...(isGateOrder ? {} : { gateOrder: after.gates.map((gate) => gate.id) }),
  }
}

function ordered<N extends GraphNode>(
  nodes: N[],
  order: readonly string[] | undefined,
): Result<N[]> {
  if (!order) return ok(nodes)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const sorted = order.flatMap((id) => byId.get(id) ?? [])
  if (sorted.length === nodes.length && order.length === nodes.length) return ok(sorted)
  return fail('CONFLICT', 'The change does not fit the sequence that is here.', {
    hint: 'Read the whole sequence again.',
  })
}

function withHead(sequence: Sequence, patch: SequencePatch): Sequence {
  const next: Sequence = { ...sequence }
  if (patch.name !== undefined) next.name = patch.name
  if (patch.version !== undefined) next.version = patch.version
  if (patch.metadata === null) delete next.metadata
  else if (patch.metadata !== undefined) next.metadata = patch.metadata
  if (patch.policy === null) delete next.policy
  else if (patch.policy !== undefined) next.policy = patch.policy
  return next
}

/**
 * The sequence after a patch. The caller makes sure that `patch.from` is the revision it has; an order that
 * does not fit the nodes that are there is refused.
 */
export function applySequencePatch(sequence: Sequence, patch: SequencePatch): Result<Sequence> {
  // An id may leave one list and enter the other, so each list forgets what it does not get again.
  const gone = new Set(patch.removed)
  const steps: Result<Step[]> = ordered(merged(sequence.steps, patch.steps, gone), patch.stepOrder)
  if (!steps.ok) return steps
  const gates: Result<Gate[]> = ordered(merged(sequence.gates, patch.gates, gone), patch.gateOrder)
  if (!gates.ok) return gates
  return ok({ ...withHead(sequence, patch), steps: steps.value, gates: gates.value })
}
