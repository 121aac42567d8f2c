import type {
  Layout,
  LayoutEdge,
  LayoutInput,
  LayoutNode,
  PlacedArea,
  PlacedEdge,
  PlacedNode,
  Point,
} from './layout-types.ts'

/** A layout's input as numbers, which go to another thread without being copied one by one. */
export interface PackedInput {
  /** For each node: width, height, portY, portInset, and the numbers of its lane and group, -1 for none. */
  readonly nodes: Float64Array
  readonly lanes: readonly string[]
  readonly groups: readonly string[]
  /** For each edge: where from, where to, and 1 when it is soft. Ends that are not there are -1. */
  readonly edges: Int32Array
  readonly hasLaneOrder: boolean
}

/** A layout as numbers; what the input says is not said again. */
export interface PackedLayout {
  /** For each node: x, y, rank. */
  readonly nodes: Float64Array
  /** For each edge how many points it passes; 0 when it was not drawn. */
  readonly counts: Int32Array
  /** x and y of all points, edge by edge. */
  readonly points: Float64Array
  readonly lanes: readonly PlacedArea[]
  readonly groups: readonly PlacedArea[]
  readonly width: number
  readonly height: number
}

const NODE_FIELDS = 6
const EDGE_FIELDS = 3
const PLACE_FIELDS = 3

function numbering(first: readonly string[] = []) {
  const numbers = new Map(first.map((label, at) => [label, at]))
  return {
    numbers,
    of: (label: string | undefined): number => {
      if (label === undefined) return -1
      const known = numbers.get(label)
      if (known !== undefined) return known
      numbers.set(label, numbers.size)
      return numbers.size - 1
    },
  }
}

/** Packs what a layout is computed from. */
export function packInput(input: LayoutInput): PackedInput {
  const lanes = numbering(input.laneOrder)
  const groups = numbering()
  const nodes = new Float64Array(input.nodes.length * NODE_FIELDS)
  const index = new Map<string, number>()
  input.nodes.forEach((node, at) => {
    index.set(node.id, at)
    const { width, height, portY, portInset } = node
    const fields = [width, height, portY, portInset, lanes.of(node.lane), groups.of(node.group)]
    nodes.set(fields, at * NODE_FIELDS)
  })
  const edges = new Int32Array(input.edges.length * EDGE_FIELDS)
  input.edges.forEach(({ from, to, soft }, at) => {
    edges.set([index.get(from) ?? -1, index.get(to) ?? -1, soft ? 1 : 0], at * EDGE_FIELDS)
  })
  return {
    nodes,
    lanes: [...lanes.numbers.keys()],
    groups: [...groups.numbers.keys()],
    edges,
    hasLaneOrder: input.laneOrder !== undefined,
  }
}

/** The input again, with the places of the nodes as their ids. */
export function unpackInput(packed: PackedInput): LayoutInput {
  const { nodes, lanes, groups, edges, hasLaneOrder } = packed
  const field = (at: number, offset: number) => nodes[at * NODE_FIELDS + offset] ?? 0
  return {
    ...(hasLaneOrder ? { laneOrder: lanes } : {}),
    nodes: Array.from(
      { length: nodes.length / NODE_FIELDS },
      (_, at): LayoutNode => ({
        id: String(at),
        width: field(at, 0),
        height: field(at, 1),
        portY: field(at, 2),
        portInset: field(at, 3),
        lane: lanes[field(at, 4)],
        group: groups[field(at, 5)],
      }),
    ),
    edges: Array.from({ length: edges.length / EDGE_FIELDS }, (_, at): LayoutEdge => {
      const field = (offset: number) => edges[at * EDGE_FIELDS + offset] ?? -1
      return { from: String(field(0)), to: String(field(1)), soft: field(2) === 1 }
    }),
  }
}

function edgeKey({ from, to, soft }: LayoutEdge): string {
  return `${from} ${to} ${soft}`
}

/** Packs the layout of an input. */
export function packLayout(input: LayoutInput, layout: Layout): PackedLayout {
  const nodes = new Float64Array(input.nodes.length * PLACE_FIELDS)
  input.nodes.forEach(({ id }, at) => {
    const { x = 0, y = 0, rank = 0 } = layout.nodes.get(id) ?? {}
    nodes.set([x, y, rank], at * PLACE_FIELDS)
  })
  const drawn = new Map(layout.edges.map((edge) => [edgeKey(edge), edge.points]))
  const ways = input.edges.map((edge) => drawn.get(edgeKey(edge)) ?? [])
  const { lanes, groups, width, height } = layout
  return {
    nodes,
    counts: Int32Array.from(ways, (points) => points.length),
    points: Float64Array.from(ways.flatMap((points) => points.flatMap(({ x, y }) => [x, y]))),
    lanes,
    groups,
    width,
    height,
  }
}

/** The layout of an input from what another thread found. */
export function unpackLayout(input: LayoutInput, packed: PackedLayout): Layout {
  const nodes = new Map<string, PlacedNode>()
  input.nodes.forEach((node, at) => {
    const field = (offset: number) => packed.nodes[at * PLACE_FIELDS + offset] ?? 0
    nodes.set(node.id, { ...node, x: field(0), y: field(1), rank: field(2) })
  })
  let next = 0
  const edges = input.edges.flatMap((edge, at): PlacedEdge[] => {
    const count = packed.counts[at] ?? 0
    const points = Array.from({ length: count }, (): Point => {
      const point = { x: packed.points[next] ?? 0, y: packed.points[next + 1] ?? 0 }
      next += 2
      return point
    })
    const id = `${edge.from} ${edge.to}${edge.soft ? ' soft' : ''}`
    return count === 0 ? [] : [{ ...edge, id, points }]
  })
  const { lanes, groups, width, height } = packed
  return { nodes, edges, lanes, groups, width, height }
}
