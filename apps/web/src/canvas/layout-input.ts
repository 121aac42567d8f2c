import {
  dependenciesOf,
  type GraphNode,
  isStep,
  softDependenciesOf,
} from '../../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { nodesOf } from '../workspace/changes.ts'
import { groupNodeId } from './group-node.ts'
import type { LayoutEdge, LayoutInput, LayoutNode } from './layout-types.ts'
import { laneOrder, lanesOf } from './sub-lanes.ts'

/** A step's card in pixels; canvas.css has the same numbers. */
export const CARD = { width: 224, height: 88, portY: 44, portInset: 0 } as const
/** That of a step that runs for long. */
export const LONG_CARD = { ...CARD, width: 360 } as const
/** A gate's diamond with its name and status below it. */
export const GATE = { width: 160, height: 128, portY: 32, portInset: 52 } as const

const NONE: ReadonlySet<string> = new Set()

/** Draws the edges of hidden members at the card of their group; each once, and none from a card to itself. */
function joined(edges: readonly LayoutEdge[], shownAs: ReadonlyMap<string, string>): LayoutEdge[] {
  const seen = new Set<string>()
  return edges.flatMap(({ from, to, soft }): LayoutEdge[] => {
    const ends = { from: shownAs.get(from) ?? from, to: shownAs.get(to) ?? to, soft }
    const key = `${ends.from} ${ends.to} ${soft}`
    if (ends.from === ends.to || seen.has(key)) return []
    seen.add(key)
    return [ends]
  })
}

function sizeOf(node: GraphNode) {
  if (!isStep(node)) return GATE
  return node.type === 'l' ? LONG_CARD : CARD
}

/** What the layout needs to know of a sequence. The members of a folded group are one card, where the first would be. */
export function layoutInputOf(sequence: Sequence, folded = NONE): LayoutInput {
  const all = nodesOf(sequence)
  const lanes = lanesOf(all)
  const shownAs = new Map<string, string>()
  const cards = new Set<string>()
  const nodes = all.flatMap((node): LayoutNode[] => {
    const lane = lanes.get(node.id)
    const group = isStep(node) ? node.group_id : undefined
    if (group === undefined || !folded.has(group)) {
      return [{ id: node.id, lane, ...sizeOf(node), ...(isStep(node) ? { group } : {}) }]
    }
    const id = groupNodeId(group)
    const isFirst = !cards.has(id)
    cards.add(id)
    shownAs.set(node.id, id)
    return isFirst ? [{ id, lane, ...CARD }] : []
  })
  const edges = all.flatMap((node): LayoutEdge[] => [
    ...dependenciesOf(node).map((from) => ({ from, to: node.id, soft: false })),
    ...softDependenciesOf(node).map((from) => ({ from, to: node.id, soft: true })),
  ])
  const order = laneOrder(nodes.map((node) => node.lane))
  return {
    nodes,
    edges: shownAs.size > 0 ? joined(edges, shownAs) : edges,
    ...(order ? { laneOrder: order } : {}),
  }
}
