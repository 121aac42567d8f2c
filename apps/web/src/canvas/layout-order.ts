import type { Adjacency, LayerGraph } from './layout-graph.ts'
import { eachNeighbour } from './layout-graph.ts'

const SWEEPS = 6
/** Sweeps without a gain after which more are not worth their time. */
const PATIENCE = 2

/** Vertices of each column from top to bottom: by lane, then as the input has them. */
function initialColumns(graph: LayerGraph): number[][] {
  const columns: number[][] = Array.from({ length: graph.rankCount }, () => [])
  for (let v = 0; v < graph.count; v++) columns[graph.rank[v] ?? 0]?.push(v)
  for (const column of columns) {
    column.sort((a, b) => (graph.lane[a] ?? 0) - (graph.lane[b] ?? 0) || a - b)
  }
  return columns
}

function positionsOf(graph: LayerGraph, columns: readonly (readonly number[])[]): Int32Array {
  const position = new Int32Array(graph.count)
  for (const column of columns) for (const [at, v] of column.entries()) position[v] = at
  return position
}

/** The median place of a vertex's neighbours; where it is now when it has none. */
function medianKey(adjacency: Adjacency, position: Int32Array, vertex: number): number {
  const first = adjacency.start[vertex] ?? 0
  const count = (adjacency.start[vertex + 1] ?? 0) - first
  if (count === 0) return position[vertex] ?? 0
  if (count === 1) return position[adjacency.list[first] ?? 0] ?? 0
  const places: number[] = []
  eachNeighbour(adjacency, vertex, (neighbour) => places.push(position[neighbour] ?? 0))
  places.sort((a, b) => a - b)
  const middle = places.length >> 1
  const upper = places[middle] ?? 0
  return places.length % 2 === 1 ? upper : (upper + (places[middle - 1] ?? 0)) / 2
}

/** Gives every member of a group the mean key of those members that share its column. */
function blockKeys(graph: LayerGraph, column: readonly number[], keys: Float64Array): Float64Array {
  if (graph.groupNames.length === 0) return keys
  const sums = new Map<number, { sum: number; count: number }>()
  for (const v of column) {
    const group = graph.group[v] ?? -1
    const entry = sums.get(group) ?? { sum: 0, count: 0 }
    entry.sum += keys[v] ?? 0
    entry.count++
    sums.set(group, entry)
  }
  const blocks = keys.slice()
  for (const v of column) {
    const group = graph.group[v] ?? -1
    const entry = sums.get(group)
    if (group >= 0 && entry) blocks[v] = entry.sum / entry.count
  }
  return blocks
}

/** Sorts one column by medians; members of a group stay together, lanes never mix. */
function sortColumn(graph: LayerGraph, column: number[], keys: Float64Array): void {
  if (column.length < 2) return
  const { lane, group } = graph
  const block = blockKeys(graph, column, keys)
  const compare = (list: { readonly [at: number]: number }, a: number, b: number) =>
    (list[a] ?? 0) - (list[b] ?? 0)
  column.sort(
    (a, b) =>
      compare(lane, a, b) || compare(block, a, b) || compare(group, a, b) || compare(keys, a, b),
  )
}

/** Counts how many of the numbers put in so far are not greater than one: a Fenwick tree. */
class Ranking {
  readonly #tree: Int32Array

  constructor(size: number) {
    this.#tree = new Int32Array(size + 1)
  }

  add(value: number): void {
    for (let at = value + 1; at < this.#tree.length; at += at & -at) {
      this.#tree[at] = (this.#tree[at] ?? 0) + 1
    }
  }

  notAbove(value: number): number {
    let count = 0
    for (let at = value + 1; at > 0; at -= at & -at) count += this.#tree[at] ?? 0
    return count
  }
}

/** Counts crossings between neighbouring columns: O(E log V). */
export function countCrossings(graph: LayerGraph, columns: readonly (readonly number[])[]): number {
  const position = positionsOf(graph, columns)
  let crossings = 0
  for (const [rank, column] of columns.entries()) {
    const ranking = new Ranking(columns[rank + 1]?.length ?? 0)
    let seen = 0
    for (const v of column) {
      const ends: number[] = []
      eachNeighbour(graph.after, v, (to) => {
        if (graph.rank[to] === rank + 1) ends.push(position[to] ?? 0)
      })
      for (const end of ends) crossings += seen - ranking.notAbove(end)
      for (const end of ends) ranking.add(end)
      seen += ends.length
    }
  }
  return crossings
}

/** One pass over all columns: each is sorted by the medians of the side that it comes from. */
function sweep(graph: LayerGraph, columns: readonly number[][], isForward: boolean): void {
  const keys = new Float64Array(graph.count)
  const position = positionsOf(graph, columns)
  const adjacency = isForward ? graph.before : graph.after
  for (const column of isForward ? columns : columns.toReversed()) {
    for (const v of column) keys[v] = medianKey(adjacency, position, v)
    sortColumn(graph, column, keys)
    for (const [at, v] of column.entries()) position[v] = at
  }
}

/**
 * The order of each column, top to bottom: a few median sweeps in both directions (Sugiyama's method), of
 * which the one with the fewest crossings is kept; the input's order wins a tie.
 */
export function orderColumns(graph: LayerGraph): readonly (readonly number[])[] {
  const columns = initialColumns(graph)
  let best = columns.map((column) => [...column])
  let fewest = countCrossings(graph, columns)
  let idle = 0
  for (let round = 0; round < SWEEPS && idle < PATIENCE && fewest > 0; round++) {
    sweep(graph, columns, round % 2 === 0)
    const crossings = countCrossings(graph, columns)
    idle++
    if (crossings >= fewest) continue
    idle = 0
    fewest = crossings
    best = columns.map((column) => [...column])
  }
  return best
}
