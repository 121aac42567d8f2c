import type { Adjacency, LayerGraph } from './layout-graph.ts'
import { eachNeighbour, separation } from './layout-graph.ts'

const ROUNDS = 3
/** Bends pull harder than cards, so that long edges run straight. */
const BEND_WEIGHT = 4

/**
 * The numbers closest to `wanted` (least squares, weighted) that never fall from one to the next: isotonic
 * regression by pooling adjacent violators, linear.
 */
export function isotonic(wanted: readonly number[], weights: readonly number[]): number[] {
  const means: number[] = []
  const masses: number[] = []
  const sizes: number[] = []
  wanted.forEach((value, at) => {
    let mean = value
    let mass = weights[at] ?? 1
    let size = 1
    while (means.length > 0 && (means[means.length - 1] ?? 0) > mean) {
      const otherMass = masses.pop() ?? 0
      mean = (mean * mass + (means.pop() ?? 0) * otherMass) / (mass + otherMass)
      mass += otherMass
      size += sizes.pop() ?? 0
    }
    means.push(mean)
    masses.push(mass)
    sizes.push(size)
  })
  return means.flatMap((mean, at) => Array.from({ length: sizes[at] ?? 0 }, () => mean))
}

/** Splits a column into its stretches of one lane. */
function laneStretches(graph: LayerGraph, column: readonly number[]): number[][] {
  const stretches: number[][] = []
  let lane = -1
  for (const v of column) {
    if (graph.lane[v] !== lane || stretches.length === 0) {
      stretches.push([])
      lane = graph.lane[v] ?? 0
    }
    stretches[stretches.length - 1]?.push(v)
  }
  return stretches
}

/** Where a vertex would like its port: the mean of its neighbours' ports in the same lane. */
function wish(
  graph: LayerGraph,
  port: Float64Array,
  vertex: number,
  sides: readonly Adjacency[],
): number {
  let sum = 0
  let count = 0
  for (const side of sides) {
    eachNeighbour(side, vertex, (neighbour) => {
      if (graph.lane[neighbour] !== graph.lane[vertex]) return
      sum += port[neighbour] ?? 0
      count++
    })
  }
  return count === 0 ? (port[vertex] ?? 0) : sum / count
}

/** Moves a stretch as close to its wishes as the room between its vertices allows. */
function settle(
  graph: LayerGraph,
  port: Float64Array,
  stretch: readonly number[],
  sides: readonly Adjacency[],
): void {
  const [only] = stretch
  if (stretch.length === 1 && only !== undefined) {
    port[only] = wish(graph, port, only, sides)
    return
  }
  const offsets: number[] = []
  let offset = 0
  stretch.forEach((v, at) => {
    const upper = stretch[at - 1]
    if (upper !== undefined) offset += separation(graph, upper, v)
    offsets.push(offset)
  })
  const wanted = stretch.map((v, at) => wish(graph, port, v, sides) - (offsets[at] ?? 0))
  const weights = stretch.map((v) => (v >= graph.nodeCount ? BEND_WEIGHT : 1))
  const settled = isotonic(wanted, weights)
  stretch.forEach((v, at) => {
    port[v] = (settled[at] ?? 0) + (offsets[at] ?? 0)
  })
}

/** Stacks every stretch from 0, as a start. */
function stack(graph: LayerGraph, stretches: readonly (readonly number[])[]): Float64Array {
  const port = new Float64Array(graph.count)
  for (const stretch of stretches) {
    stretch.forEach((v, at) => {
      const upper = stretch[at - 1]
      port[v] = upper === undefined ? 0 : (port[upper] ?? 0) + separation(graph, upper, v)
    })
  }
  return port
}

/**
 * The height of every vertex's port, relative to its lane, on the 4 px grid. Cards of one column keep their
 * order and never overlap; edges run as level as that allows.
 */
export function placePorts(
  graph: LayerGraph,
  columns: readonly (readonly number[])[],
): Float64Array {
  const stretches = columns.flatMap((column) => laneStretches(graph, column))
  const port = stack(graph, stretches)
  const backwards = stretches.toReversed()
  for (let round = 0; round < ROUNDS; round++) {
    for (const stretch of stretches) settle(graph, port, stretch, [graph.before])
    for (const stretch of backwards) settle(graph, port, stretch, [graph.after])
  }
  for (const stretch of stretches) settle(graph, port, stretch, [graph.before, graph.after])
  for (let v = 0; v < graph.count; v++) port[v] = Math.round((port[v] ?? 0) / 4) * 4
  return port
}
