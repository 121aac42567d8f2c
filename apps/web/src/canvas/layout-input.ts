import {
  dependenciesOf,
  type GraphNode,
  isStep,
  softDependenciesOf,
} from '../../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { nodesOf } from '../workspace/changes.ts'
import type { LayoutEdge, LayoutInput, LayoutNode } from './layout-types.ts'

/** A step's card in pixels; canvas.css has the same numbers. */
export const CARD = { width: 224, height: 88, portY: 44, portInset: 0 } as const
/** A gate's diamond with its name and status below it. */
export const GATE = { width: 160, height: 128, portY: 32, portInset: 52 } as const

/** The lane of a gate that names none: that of the first thing it waits for, else it has none. */
function laneOf(node: GraphNode, byId: ReadonlyMap<string, GraphNode>): string | undefined {
  if (node.lane !== undefined || isStep(node)) return node.lane
  for (const id of dependenciesOf(node)) {
    const lane = byId.get(id)?.lane
    if (lane !== undefined) return lane
  }
  return undefined
}

/** What the layout needs to know of a sequence. */
export function layoutInputOf(sequence: Sequence): LayoutInput {
  const all = nodesOf(sequence)
  const byId = new Map(all.map((node) => [node.id, node]))
  const nodes = all.map(
    (node): LayoutNode => ({
      id: node.id,
      lane: laneOf(node, byId),
      ...(isStep(node) ? { ...CARD, group: node.group_id } : GATE),
    }),
  )
  const edges = all.flatMap((node): LayoutEdge[] => [
    ...dependenciesOf(node).map((from) => ({ from, to: node.id, soft: false })),
    ...softDependenciesOf(node).map((from) => ({ from, to: node.id, soft: true })),
  ])
  return { nodes, edges }
}
