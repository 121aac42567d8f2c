import { type Graph, neighbours } from './graph.ts'
import { orderPositions } from './order.ts'

/** A hard edge that says nothing new: `id` waits for `dependency` through others too. */
export interface RedundantEdge {
  readonly id: string
  readonly dependency: string
}

/** Of a node's predecessors, those that another of them waits for, directly or not. */
function impliedPredecessors(
  graph: Graph,
  predecessors: readonly number[],
  rank: readonly number[],
): Set<number> {
  const wanted = new Set(predecessors)
  const lowest = Math.min(...predecessors.map((position) => rank[position] ?? 0))
  const implied = new Set<number>()
  const seen = new Set<number>()
  const open = [...predecessors]
  for (let position = open.pop(); position !== undefined; position = open.pop()) {
    for (const before of neighbours(graph.hard.predecessors, position)) {
      // Nothing that comes before the first of the wanted can lead to one of them.
      if ((rank[before] ?? 0) < lowest || seen.has(before)) continue
      seen.add(before)
      if (wanted.has(before)) implied.add(before)
      open.push(before)
    }
  }
  return implied
}

/**
 * The transitive reduction of the hard edges as the list of what it leaves out, in file order; for graphs
 * without a cycle. A node with one dependency costs nothing, any other a walk over the part of the graph
 * that lies between its dependencies.
 */
export function redundantEdges(graph: Graph): RedundantEdge[] {
  const rank: number[] = []
  orderPositions(graph.hard).forEach((position, place) => {
    rank[position] = place
  })
  return graph.ids.flatMap((id, position) => {
    const predecessors = neighbours(graph.hard.predecessors, position)
    if (predecessors.length < 2) return []
    const implied = impliedPredecessors(graph, predecessors, rank)
    return predecessors.flatMap((before) => {
      const dependency = graph.ids[before]
      return dependency !== undefined && implied.has(before) ? [{ id, dependency }] : []
    })
  })
}
