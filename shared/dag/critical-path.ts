import { isStep } from '../schema/defaults.ts'
import { type Graph, idsAt, neighbours } from './graph.ts'
import { orderPositions } from './order.ts'

/** How long a node takes, in whatever unit the caller counts. */
export type DurationOf = (id: string) => number

/** The heaviest way through a graph. */
export interface CriticalPath {
  readonly ids: readonly string[]
  readonly length: number
  /** For each position of the graph, the weight of the heaviest way from there to an end, itself included. */
  readonly remaining: readonly number[]
}

/**
 * The heaviest path over hard and soft edges, ties by file order; for graphs without a cycle. Unless told
 * otherwise a step weighs 1 and a gate 0. O(V+E).
 */
export function criticalPath(graph: Graph, durationOf?: DurationOf): CriticalPath {
  const weightOf = (position: number) => {
    const node = graph.nodes[position]
    if (!node) return 0
    return durationOf ? durationOf(node.id) : isStep(node) ? 1 : 0
  }
  const remaining: number[] = graph.nodes.map(() => 0)
  const following: (number | undefined)[] = graph.nodes.map(() => undefined)
  for (const position of orderPositions(graph.all).reverse()) {
    const next = heaviest(neighbours(graph.all.successors, position), remaining)
    following[position] = next
    remaining[position] = weightOf(position) + (next === undefined ? 0 : (remaining[next] ?? 0))
  }
  const path: number[] = []
  let at = heaviest(
    graph.nodes.map((_, position) => position),
    remaining,
  )
  const length = at === undefined ? 0 : (remaining[at] ?? 0)
  for (; at !== undefined; at = following[at]) path.push(at)
  return { ids: idsAt(graph, path), length, remaining }
}

function heaviest(positions: readonly number[], weights: readonly number[]): number | undefined {
  let best: number | undefined
  for (const position of positions) {
    const gain = best === undefined ? 1 : (weights[position] ?? 0) - (weights[best] ?? 0)
    if (gain > 0 || (gain === 0 && best !== undefined && position < best)) best = position
  }
  return best
}
