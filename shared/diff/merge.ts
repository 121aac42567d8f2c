import { canonicalJson } from '../canonical-json.ts'
import { checkGraph } from '../dag/check.ts'
import { type GraphNode, isStep } from '../schema/defaults.ts'
import type { Gate } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { isEqual } from './equal.ts'
import type { BothChanged, MergeConflict, MergeSide, ThreeWay } from './merge-conflict.ts'
import { mergeFields, plainMerge } from './merge-fields.ts'
import { mergeOrder } from './merge-order.ts'

/** Two edits of one sequence in one, and what a person must still decide. */
export interface Merge {
  readonly merged: Sequence
  readonly conflicts: readonly MergeConflict[]
}

type Nodes = ReadonlyMap<string, GraphNode>

function nodesOf(sequence: Sequence): Nodes {
  return new Map([...sequence.steps, ...sequence.gates].map((node) => [node.id, node]))
}

/** A node that one side removed: gone, unless the other side changed it. */
function mergeRemoval(
  base: GraphNode,
  other: GraphNode,
  removedBy: MergeSide,
  conflicts: MergeConflict[],
): GraphNode | undefined {
  if (isEqual(base, other)) return undefined
  conflicts.push({ kind: 'removed-and-changed', id: base.id, removedBy, base, changed: other })
  return other
}

/** A node that both sides added. */
function mergeAddition(mine: GraphNode, theirs: GraphNode, conflicts: MergeConflict[]): GraphNode {
  if (isEqual(mine, theirs)) return mine
  conflicts.push({ kind: 'added-twice', id: mine.id, mine, theirs })
  // Not the base's nothing: whatever depends on the new node would then lead nowhere.
  return canonicalJson(mine) < canonicalJson(theirs) ? mine : theirs
}

/** A node that all three have. */
function mergeChanges(nodes: ThreeWay<GraphNode>, conflicts: MergeConflict[]): GraphNode {
  const plain = plainMerge(nodes)
  if (plain) return plain.value
  const { base, mine, theirs } = nodes
  const { id } = base
  if (isStep(base) !== isStep(mine) || isStep(base) !== isStep(theirs)) {
    conflicts.push({ kind: 'both-changed', id, field: 'kind', ...nodes })
    return base
  }
  const found: BothChanged[] = []
  const fields = mergeFields(
    { base: { ...base }, mine: { ...mine }, theirs: { ...theirs } },
    { id, prefix: '', conflicts: found },
  )
  conflicts.push(...found)
  // Each field comes from a node of this kind, so all of them make one too.
  return fields as unknown as GraphNode
}

function mergeNode(
  { base, mine, theirs }: ThreeWay<GraphNode | undefined>,
  conflicts: MergeConflict[],
): GraphNode | undefined {
  if (base && mine && theirs) return mergeChanges({ base, mine, theirs }, conflicts)
  if (mine && theirs) return mergeAddition(mine, theirs, conflicts)
  if (base && mine) return mergeRemoval(base, mine, 'theirs', conflicts)
  if (base && theirs) return mergeRemoval(base, theirs, 'mine', conflicts)
  return base ? undefined : (mine ?? theirs)
}

function mergeNodes(sequences: ThreeWay<Sequence>, conflicts: MergeConflict[]): GraphNode[] {
  const [base, mine, theirs] = [
    nodesOf(sequences.base),
    nodesOf(sequences.mine),
    nodesOf(sequences.theirs),
  ]
  const added = [...new Set([...mine.keys(), ...theirs.keys()])].filter((id) => !base.has(id))
  return [...base.keys(), ...added.sort()].flatMap((id) => {
    const nodes = { base: base.get(id), mine: mine.get(id), theirs: theirs.get(id) }
    return mergeNode(nodes, conflicts) ?? []
  })
}

function inOrder<N extends GraphNode>(
  nodes: readonly N[],
  lists: ThreeWay<readonly GraphNode[]>,
  conflicts: MergeConflict[],
): N[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const idsOf = (list: readonly GraphNode[]) => list.map((node) => node.id)
  const { base, mine, theirs } = lists
  const ids = { base: idsOf(base), mine: idsOf(mine), theirs: idsOf(theirs) }
  const merged = mergeOrder(ids, new Set(byId.keys()))
  conflicts.push(...merged.conflicts)
  return merged.order.flatMap((id) => byId.get(id) ?? [])
}

function headOf({ steps: _steps, gates: _gates, ...head }: Sequence): Record<string, unknown> {
  return head
}

/**
 * Merges two edits of one base, node by node and field by field. A change of one side alone is always in the
 * merge; a field that both changed has the base's value, a node that one removed and the other changed stays
 * as changed, and each such choice is a conflict. Swapping the sides gives the same sequence and the mirrored
 * conflicts. Statuses are merged like any field: the commit normalises them.
 */
export function mergeSequences(base: Sequence, mine: Sequence, theirs: Sequence): Merge {
  const sequences = { base, mine, theirs }
  const conflicts: MergeConflict[] = []
  const heads = { base: headOf(base), mine: headOf(mine), theirs: headOf(theirs) }
  const found: BothChanged[] = []
  const head = mergeFields(heads, { id: null, prefix: '', conflicts: found })
  conflicts.push(...found)
  const nodes = mergeNodes(sequences, conflicts)
  const steps = nodes.filter((node): node is Step => isStep(node))
  const gates = nodes.filter((node): node is Gate => !isStep(node))
  const stepLists = { base: base.steps, mine: mine.steps, theirs: theirs.steps }
  const gateLists = { base: base.gates, mine: mine.gates, theirs: theirs.gates }
  const merged: Sequence = {
    ...base,
    ...head,
    steps: inOrder(steps, stepLists, conflicts),
    gates: inOrder(gates, gateLists, conflicts),
  }
  if (head['metadata'] === undefined) delete merged.metadata
  if (head['policy'] === undefined) delete merged.policy
  const checked = checkGraph(merged)
  if (!checked.ok) conflicts.push({ kind: 'graph', failure: checked.failure })
  return { merged, conflicts }
}
