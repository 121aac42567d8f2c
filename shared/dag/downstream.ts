import { type Graph, idsAt, neighbours } from './graph.ts'

/** Positions that can be reached along `edges` from `starts`, without the starts unless an edge leads back. */
export function reach(
  edges: readonly (readonly number[])[],
  starts: readonly number[],
): Set<number> {
  const reached = new Set<number>()
  const open = [...starts]
  for (let position = open.pop(); position !== undefined; position = open.pop()) {
    for (const next of neighbours(edges, position)) {
      if (reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  }
  return reached
}

function idsReached(
  graph: Graph,
  edges: readonly (readonly number[])[],
  ids: readonly string[],
): string[] {
  const starts = ids.flatMap((id) => graph.index.get(id) ?? [])
  return idsAt(
    graph,
    [...reach(edges, starts)].sort((a, b) => a - b),
  )
}

/** All that waits for these nodes, directly or through others (hard edges), in file order. */
export function downstreamOf(graph: Graph, ids: readonly string[]): string[] {
  return idsReached(graph, graph.hard.successors, ids)
}

/** All that these nodes wait for, directly or through others (hard edges), in file order. */
export function upstreamOf(graph: Graph, ids: readonly string[]): string[] {
  return idsReached(graph, graph.hard.predecessors, ids)
}
