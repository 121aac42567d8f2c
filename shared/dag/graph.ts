import { dependenciesOf, type GraphNode, softDependenciesOf } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'

/** Edges of one kind, both ways, as positions in `Graph.nodes`. */
export interface Adjacency {
  /** For each node, the nodes that it waits for or comes after. */
  readonly predecessors: readonly (readonly number[])[]
  /** For each node, the nodes that wait for it or come after it. */
  readonly successors: readonly (readonly number[])[]
}

/** Steps and gates as one graph. Positions follow the file: steps first, then gates. */
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly ids: readonly string[]
  /** Position of each id. */
  readonly index: ReadonlyMap<string, number>
  /** `depends_on`. */
  readonly hard: Adjacency
  /** `after`. */
  readonly soft: Adjacency
  /** Both kinds together. */
  readonly all: Adjacency
}

type EdgesOf = (node: GraphNode) => readonly string[]

/** What every node without edges shares; never written to. */
const NONE: number[] = []

function push(lists: number[][], at: number, position: number): void {
  const list = lists[at]
  if (list === undefined || list === NONE) lists[at] = [position]
  else list.push(position)
}

function connect(
  nodes: readonly GraphNode[],
  index: ReadonlyMap<string, number>,
  edgesOf: EdgesOf,
): Adjacency {
  const predecessors = nodes.map(() => NONE)
  const successors = nodes.map(() => NONE)
  nodes.forEach((node, position) => {
    for (const id of edgesOf(node)) {
      const before = index.get(id)
      if (before === undefined) continue
      push(predecessors, position, before)
      push(successors, before, position)
    }
  })
  return { predecessors, successors }
}

function join(a: Adjacency, b: Adjacency): Adjacency {
  const both = (x: Adjacency['successors'], y: Adjacency['successors']) =>
    x.map((list, position) => {
      const more = y[position]
      return more && more.length > 0 ? [...list, ...more] : list
    })
  return {
    predecessors: both(a.predecessors, b.predecessors),
    successors: both(a.successors, b.successors),
  }
}

/**
 * The graph of a sequence in O(V+E). An edge to an id that does not exist is left out, and of two nodes with
 * one id the last counts: `checkGraph` is where these are refused.
 */
export function buildGraph(sequence: Sequence): Graph {
  const nodes: GraphNode[] = [...sequence.steps, ...sequence.gates]
  const ids = nodes.map((node) => node.id)
  const index = new Map(ids.map((id, position) => [id, position]))
  const hard = connect(nodes, index, dependenciesOf)
  const soft = connect(nodes, index, softDependenciesOf)
  return { nodes, ids, index, hard, soft, all: join(hard, soft) }
}

/** The neighbours of a node as positions; none when the position is outside the graph. */
export function neighbours(
  edges: readonly (readonly number[])[],
  position: number,
): readonly number[] {
  return edges[position] ?? []
}

/** The ids at these positions. */
export function idsAt(graph: Graph, positions: readonly number[]): string[] {
  return positions.flatMap((position) => graph.ids[position] ?? [])
}
