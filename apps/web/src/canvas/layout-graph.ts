import type { LayoutInput } from './layout-types.ts'
import { SPACING } from './layout-types.ts'

/** Neighbours of every vertex in one flat list: those of `v` are `list[start[v] … start[v + 1])`. */
export interface Adjacency {
  readonly start: Int32Array
  readonly list: Int32Array
}

/**
 * The input as numbers: vertices 0…nodeCount-1 are the nodes, the rest are bends that carry long edges
 * through the columns between their ends.
 */
export interface LayerGraph {
  readonly nodeCount: number
  readonly count: number
  readonly rank: Int32Array
  readonly rankCount: number
  readonly lane: Int32Array
  readonly laneNames: readonly string[]
  readonly group: Int32Array
  readonly groupNames: readonly string[]
  readonly height: Float64Array
  readonly portY: Float64Array
  readonly before: Adjacency
  readonly after: Adjacency
  /** For each edge of the input its chain of vertices, ends included. */
  readonly chains: readonly (readonly number[])[]
}

/** Longest edge, in columns, that is given bends; longer ones are drawn as one curve. */
const MAX_BENT_SPAN = 24
/** Bends per node and edge, all in all: keeps the layout linear. */
const MAX_BENDS = 3

/** Lists both directions of a set of arcs. Linear. */
export function buildAdjacency(count: number, arcs: readonly (readonly [number, number])[]) {
  const collect = (own: 0 | 1, other: 0 | 1): Adjacency => {
    const start = new Int32Array(count + 1)
    for (const arc of arcs) start[arc[own] + 1] = (start[arc[own] + 1] ?? 0) + 1
    for (let v = 0; v < count; v++) start[v + 1] = (start[v + 1] ?? 0) + (start[v] ?? 0)
    const next = start.slice()
    const list = new Int32Array(arcs.length)
    for (const arc of arcs) {
      const place = next[arc[own]] ?? 0
      list[place] = arc[other]
      next[arc[own]] = place + 1
    }
    return { start, list }
  }
  return { before: collect(1, 0), after: collect(0, 1) }
}

/** Calls `visit` for each neighbour of a vertex. */
export function eachNeighbour(
  adjacency: Adjacency,
  vertex: number,
  visit: (neighbour: number) => void,
): void {
  const end = adjacency.start[vertex + 1] ?? 0
  for (let at = adjacency.start[vertex] ?? 0; at < end; at++) visit(adjacency.list[at] ?? 0)
}

/** The column of every vertex: the length of the longest path that leads to it. Linear (Kahn's order). */
export function longestPathRanks(
  count: number,
  arcs: readonly (readonly [number, number])[],
): Int32Array {
  const { after } = buildAdjacency(count, arcs)
  const waiting = new Int32Array(count)
  for (const [, to] of arcs) waiting[to] = (waiting[to] ?? 0) + 1
  const rank = new Int32Array(count)
  const queue: number[] = []
  for (let v = 0; v < count; v++) if (waiting[v] === 0) queue.push(v)
  for (let head = 0; head < queue.length; head++) {
    const from = queue[head] ?? 0
    eachNeighbour(after, from, (to) => {
      rank[to] = Math.max(rank[to] ?? 0, (rank[from] ?? 0) + 1)
      waiting[to] = (waiting[to] ?? 0) - 1
      if (waiting[to] === 0) queue.push(to)
    })
  }
  return rank
}

/** Numbers labels, these first and the others as they appear; -1 stands for none. */
function numberLabels(labels: readonly (string | undefined)[], first: readonly string[] = []) {
  const names = [...first]
  const known = new Map(first.map((name, at) => [name, at]))
  const numbers = labels.map((label) => {
    if (label === undefined) return -1
    const old = known.get(label)
    if (old !== undefined) return old
    known.set(label, names.length)
    names.push(label)
    return names.length - 1
  })
  return { names, numbers }
}

function toArcs(input: LayoutInput): (readonly [number, number])[] {
  const index = new Map(input.nodes.map((node, at) => [node.id, at]))
  return input.edges.map((edge) => [index.get(edge.from) ?? -1, index.get(edge.to) ?? -1] as const)
}

/** Ranks and lanes of nodes and bends, and the chains of vertices that stand for the edges. */
function bendEdges(
  arcs: readonly (readonly [number, number])[],
  nodeRank: Int32Array,
  nodeLane: readonly number[],
) {
  const rank = [...nodeRank]
  const lane = [...nodeLane]
  let budget = MAX_BENDS * (nodeRank.length + arcs.length)
  const bendsBetween = (from: number, to: number): number[] => {
    const first = rank[from] ?? 0
    const span = (rank[to] ?? 0) - first
    if (span < 2 || span > MAX_BENT_SPAN || budget < span) return []
    budget -= span
    return Array.from({ length: span - 1 }, (_, step) => {
      rank.push(first + step + 1)
      lane.push(lane[to] ?? 0)
      return rank.length - 1
    })
  }
  const chains = arcs.map(([from, to]) =>
    from < 0 || to < 0 ? [] : [from, ...bendsBetween(from, to), to],
  )
  return { rank, lane, chains }
}

/** Turns the input into numbers and puts bends where edges cross columns. */
export function buildLayerGraph(input: LayoutInput): LayerGraph {
  const nodeCount = input.nodes.length
  const arcs = toArcs(input)
  const known = arcs.filter(([from, to]) => from >= 0 && to >= 0)
  const lanes = numberLabels(
    input.nodes.map((node) => node.lane ?? ''),
    input.laneOrder,
  )
  const groups = numberLabels(input.nodes.map((node) => node.group))
  const { rank, lane, chains } = bendEdges(arcs, longestPathRanks(nodeCount, known), lanes.numbers)
  const count = rank.length
  const height = new Float64Array(count)
  const portY = new Float64Array(count)
  input.nodes.forEach((node, at) => {
    height[at] = node.height
    portY[at] = node.portY
  })
  const pieces = chains.flatMap((chain) =>
    chain.slice(1).map((to, at) => [chain[at] ?? 0, to] as const),
  )
  return {
    nodeCount,
    count,
    rank: Int32Array.from(rank),
    rankCount: rank.reduce((most, value) => Math.max(most, value + 1), 0),
    lane: Int32Array.from(lane),
    laneNames: lanes.names,
    group: Int32Array.from({ length: count }, (_, v) => groups.numbers[v] ?? -1),
    groupNames: groups.names,
    height,
    portY,
    ...buildAdjacency(count, pieces),
    chains,
  }
}

/** Room that two neighbours of one column need between their ports, the upper one first. */
export function separation(graph: LayerGraph, upper: number, lower: number): number {
  const isBend = upper >= graph.nodeCount || lower >= graph.nodeCount
  let gap: number = isBend ? SPACING.channel : SPACING.row
  const above = graph.group[upper] ?? -1
  const below = graph.group[lower] ?? -1
  if (above !== below) {
    if (above >= 0) gap += SPACING.groupBottom
    if (below >= 0) gap += SPACING.groupTop
  }
  const rest = (graph.height[upper] ?? 0) - (graph.portY[upper] ?? 0)
  return rest + gap + (graph.portY[lower] ?? 0)
}
