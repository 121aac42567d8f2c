import type { LayerGraph } from './layout-graph.ts'
import { buildLayerGraph } from './layout-graph.ts'
import { orderColumns } from './layout-order.ts'
import { placePorts } from './layout-place.ts'
import type {
  Layout,
  LayoutInput,
  LayoutNode,
  PlacedArea,
  PlacedEdge,
  PlacedNode,
  Point,
} from './layout-types.ts'
import { SPACING } from './layout-types.ts'

interface Columns {
  readonly x: readonly number[]
  readonly width: readonly number[]
  readonly total: number
}

function placeColumns(input: LayoutInput, graph: LayerGraph): Columns {
  const width = new Array<number>(graph.rankCount).fill(0)
  input.nodes.forEach((node, v) => {
    const rank = graph.rank[v] ?? 0
    width[rank] = Math.max(width[rank] ?? 0, node.width)
  })
  const x: number[] = []
  let cursor: number = SPACING.margin
  for (const own of width) {
    x.push(cursor)
    cursor += own + SPACING.column
  }
  return { x, width, total: Math.max(cursor - SPACING.column, SPACING.margin) + SPACING.margin }
}

/** How far each lane reaches, relative to its own ports. */
function laneExtents(graph: LayerGraph, port: Float64Array) {
  const extents = graph.laneNames.map(() => ({ top: Infinity, bottom: -Infinity }))
  for (let v = 0; v < graph.count; v++) {
    const extent = extents[graph.lane[v] ?? 0]
    if (!extent) continue
    const isGrouped = (graph.group[v] ?? -1) >= 0
    const upper = (port[v] ?? 0) - (graph.portY[v] ?? 0)
    const lower = upper + (graph.height[v] ?? 0)
    extent.top = Math.min(extent.top, upper - (isGrouped ? SPACING.groupTop : 0))
    extent.bottom = Math.max(extent.bottom, lower + (isGrouped ? SPACING.groupBottom : 0))
  }
  return extents
}

/** Puts the lanes' bands one under the other and gives the y that each lane's ports are relative to. */
function stackLanes(graph: LayerGraph, port: Float64Array, width: number) {
  const origin: number[] = []
  const bands: PlacedArea[] = []
  let y = 0
  for (const [lane, { top, bottom }] of laneExtents(graph, port).entries()) {
    origin.push(y + SPACING.lane - top)
    const height = bottom - top + 2 * SPACING.lane
    bands.push({ name: graph.laneNames[lane] ?? '', x: 0, y, width, height })
    y += height
  }
  return { origin, bands, height: y }
}

function placeEdge(
  edge: LayoutInput['edges'][number],
  chain: readonly number[],
  nodes: readonly PlacedNode[],
  bend: (vertex: number) => readonly Point[],
): PlacedEdge | undefined {
  const from = nodes[chain[0] ?? -1]
  const to = nodes[chain[chain.length - 1] ?? -1]
  if (!from || !to) return undefined
  const points: Point[] = [{ x: from.x + from.width - from.portInset, y: from.y + from.portY }]
  for (const vertex of chain.slice(1, -1)) points.push(...bend(vertex))
  points.push({ x: to.x + to.portInset, y: to.y + to.portY })
  return { ...edge, id: `${edge.from} ${edge.to}${edge.soft ? ' soft' : ''}`, points }
}

/** The boundary around a group's members, one for each lane that has some. */
function placeGroups(nodes: readonly PlacedNode[]): PlacedArea[] {
  const members = new Map<string, { name: string; nodes: PlacedNode[] }>()
  for (const node of nodes) {
    if (node.group === undefined) continue
    const key = `${node.group}\n${node.lane ?? ''}`
    const entry = members.get(key) ?? { name: node.group, nodes: [] }
    entry.nodes.push(node)
    members.set(key, entry)
  }
  return [...members.values()].map(({ name, nodes: inside }) => {
    const left = Math.min(...inside.map((node) => node.x)) - SPACING.groupSide
    const top = Math.min(...inside.map((node) => node.y)) - SPACING.groupTop
    const right = Math.max(...inside.map((node) => node.x + node.width)) + SPACING.groupSide
    const bottom = Math.max(...inside.map((node) => node.y + node.height)) + SPACING.groupBottom
    return { name, x: left, y: top, width: right - left, height: bottom - top }
  })
}

/**
 * Places a graph from left to right in linear time: columns by longest path, rows by median sweeps, heights
 * by isotonic regression. Nothing overlaps, every edge goes right, and the same input gives the same picture.
 */
export function layOut(input: LayoutInput): Layout {
  const graph = buildLayerGraph(input)
  const port = placePorts(graph, orderColumns(graph))
  const columns = placeColumns(input, graph)
  const lanes = stackLanes(graph, port, columns.total)
  const portAt = (vertex: number) =>
    (port[vertex] ?? 0) + (lanes.origin[graph.lane[vertex] ?? 0] ?? 0)
  const place = (node: LayoutNode, v: number): PlacedNode => {
    const rank = graph.rank[v] ?? 0
    const slack = (columns.width[rank] ?? 0) - node.width
    return { ...node, rank, x: (columns.x[rank] ?? 0) + slack / 2, y: portAt(v) - node.portY }
  }
  const nodes = input.nodes.map(place)
  const bend = (vertex: number): Point[] => {
    const rank = graph.rank[vertex] ?? 0
    const x = columns.x[rank] ?? 0
    const y = portAt(vertex)
    return [
      { x, y },
      { x: x + (columns.width[rank] ?? 0), y },
    ]
  }
  const edges = input.edges.flatMap((edge, at) => {
    const placed = placeEdge(edge, graph.chains[at] ?? [], nodes, bend)
    return placed ? [placed] : []
  })
  const named = input.nodes.some((node) => node.lane !== undefined)
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    edges,
    lanes: named ? lanes.bands : [],
    groups: placeGroups(nodes),
    width: columns.total,
    height: lanes.height,
  }
}
