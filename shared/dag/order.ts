import { type Adjacency, type Graph, idsAt, neighbours } from './graph.ts'
import { SmallestFirst } from './smallest-first.ts'

/**
 * Positions in topological order; of several that could come next, the first in the file. Nodes on a cycle,
 * and all that wait for them, are missing. Kahn's algorithm, O(V+E).
 */
export function orderPositions(edges: Adjacency): number[] {
  const waiting = edges.predecessors.map((list) => list.length)
  const next = new SmallestFirst(waiting.length)
  waiting.forEach((count, position) => {
    if (count === 0) next.add(position)
  })
  const order: number[] = []
  for (let position = next.take(); position !== undefined; position = next.take()) {
    order.push(position)
    for (const later of neighbours(edges.successors, position)) {
      const left = (waiting[later] ?? 0) - 1
      waiting[later] = left
      if (left === 0) next.add(later)
    }
  }
  return order
}

/** Ids in topological order over hard and soft edges, ties by file order; for graphs without a cycle. */
export function topologicalOrder(graph: Graph): string[] {
  return idsAt(graph, orderPositions(graph.all))
}
