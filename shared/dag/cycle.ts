import { type Adjacency, type Graph, idsAt, neighbours } from './graph.ts'

/** Most edges that the search for a shorter cycle looks at before it is content with the one it has. */
const EFFORT = 50_000_000

/** The nodes that may lie on a cycle; others are peeled off from both ends. */
class Core {
  readonly isInside: boolean[]
  readonly #edges: Adjacency
  readonly #waiting: number[]
  readonly #leading: number[]

  constructor(edges: Adjacency) {
    this.#edges = edges
    this.isInside = edges.predecessors.map(() => true)
    this.#waiting = edges.predecessors.map((list) => list.length)
    this.#leading = edges.successors.map((list) => list.length)
    this.#peel(this.isInside.map((_, position) => position).filter((at) => this.#isLoose(at)))
  }

  /** Takes a node out, and with it all that lies on no cycle any more. */
  remove(position: number): void {
    this.#peel([position])
  }

  #isLoose(position: number): boolean {
    return this.#waiting[position] === 0 || this.#leading[position] === 0
  }

  #peel(loose: number[]): void {
    for (let position = loose.pop(); position !== undefined; position = loose.pop()) {
      if (!this.isInside[position]) continue
      this.isInside[position] = false
      for (const later of neighbours(this.#edges.successors, position)) {
        this.#waiting[later] = (this.#waiting[later] ?? 0) - 1
        if (this.#isLoose(later)) loose.push(later)
      }
      for (const before of neighbours(this.#edges.predecessors, position)) {
        this.#leading[before] = (this.#leading[before] ?? 0) - 1
        if (this.#isLoose(before)) loose.push(before)
      }
    }
  }
}

interface Search {
  /** A shortest cycle through the start as positions, start first, or undefined if none is short enough. */
  readonly cycle: number[] | undefined
  readonly effort: number
}

/** Breadth first from a node along its predecessors. */
class RingSearch {
  readonly from = new Map<number, number>()
  effort = 0
  readonly #edges: Adjacency
  readonly #core: Core
  readonly #start: number
  #ring: readonly number[]

  constructor(edges: Adjacency, core: Core, start: number) {
    this.#edges = edges
    this.#core = core
    this.#start = start
    this.#ring = [start]
  }

  /** One edge further out; gives the node that leads back to the start as soon as there is one. */
  widen(): number | undefined {
    const ring: number[] = []
    for (const position of this.#ring) {
      for (const before of neighbours(this.#edges.predecessors, position)) {
        this.effort += 1
        if (before === this.#start) return position
        if (!this.#core.isInside[before] || this.from.has(before)) continue
        this.from.set(before, position)
        ring.push(before)
      }
    }
    this.#ring = ring
    return undefined
  }

  get hasMore(): boolean {
    return this.#ring.length > 0
  }
}

/** A shortest cycle of fewer than `limit` nodes through `start`, if there is one. */
function cycleThrough(edges: Adjacency, core: Core, start: number, limit: number): Search {
  const search = new RingSearch(edges, core, start)
  for (let length = 1; length < limit && search.hasMore; length += 1) {
    const last = search.widen()
    if (last !== undefined) {
      return { cycle: walkBack(search.from, start, last), effort: search.effort }
    }
  }
  return { cycle: undefined, effort: search.effort }
}

function walkBack(from: ReadonlyMap<number, number>, start: number, last: number): number[] {
  const cycle = [last]
  for (let at = last; at !== start; ) {
    at = from.get(at) ?? start
    cycle.push(at)
  }
  return cycle.reverse()
}

/** The positions of a shortest cycle, each waiting for the next, or undefined. */
function shortestPositions(edges: Adjacency): number[] | undefined {
  const core = new Core(edges)
  let best: number[] | undefined
  let effort = 0
  for (let start = 0; start < core.isInside.length; start += 1) {
    if (!core.isInside[start]) continue
    const found = cycleThrough(edges, core, start, best?.length ?? Number.POSITIVE_INFINITY)
    best = found.cycle ?? best
    effort += found.effort
    if (best?.length === 1 || (best && effort > EFFORT)) return best
    // Every cycle through this node is known to be no shorter than the best.
    core.remove(start)
  }
  return best
}

/**
 * The ids of a shortest cycle over hard and soft edges, spelled a, b, a where a waits for b and b for a,
 * beginning with the one that stands first in the file; undefined when there is none. O(V+E) without a
 * cycle. With one, the effort is bounded: on huge tangles the shortest cycle found within the bound.
 */
export function shortestCycle(graph: Graph): string[] | undefined {
  const cycle = shortestPositions(graph.all)
  if (!cycle) return undefined
  const first = cycle.indexOf(cycle.reduce((a, b) => Math.min(a, b)))
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)]
  return idsAt(graph, [...turned, ...turned.slice(0, 1)])
}
