import { criticalPath } from './critical-path.ts'
import type { Graph } from './graph.ts'

/**
 * For each position of a graph its place in the order in which work is best begun: first what the longest
 * chain of steps still hangs on, ties by file order (critical path scheduling, Kelley and Walker 1959).
 * O(V log V + E).
 */
export function urgencyRanks(graph: Graph): number[] {
  const { remaining } = criticalPath(graph)
  const ordered = graph.nodes
    .map((_, position) => position)
    .sort((a, b) => (remaining[b] ?? 0) - (remaining[a] ?? 0) || a - b)
  const ranks: number[] = graph.nodes.map(() => 0)
  for (const [rank, position] of ordered.entries()) ranks[position] = rank
  return ranks
}
