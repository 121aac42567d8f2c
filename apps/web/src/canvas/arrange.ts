import type { Graph } from '../../../../shared/dag/graph.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import type { Layout, PlacedNode, Point } from './layout-types.ts'
import { ownLane } from './sub-lanes.ts'

/** A change that a gesture asks for, with its name for the review. */
export interface Wish {
  readonly title: string
  readonly actions: readonly RawAction[]
}

/** A card that moved less than this sideways keeps its place in the order. */
const SIDEWAYS = 120

/** The lane whose band holds this height; undefined outside of all. */
export function laneAt(layout: Layout, y: number): string | undefined {
  const lane = layout.lanes.find((band) => y >= band.y && y < band.y + band.height)
  return lane && ownLane(lane.name)
}

function nearestStep(layout: Layout, id: string, { x, y }: Point): PlacedNode | undefined {
  let best: PlacedNode | undefined
  let least = Number.POSITIVE_INFINITY
  for (const node of layout.nodes.values()) {
    if (node.id === id || node.portInset > 0) continue
    const distance = Math.hypot(node.x - x, node.y - y)
    if (distance < least) {
      best = node
      least = distance
    }
  }
  return best
}

function orderOf(beside: PlacedNode, isRight: boolean) {
  return isRight ? { after: beside.id } : { before: beside.id }
}

/**
 * What dropping a step's card so far from its place asks for: another lane, another place in the order, or both.
 * Undefined when it asks for nothing. Whether it may be is for the action to say.
 */
export function wishOfDrop(layout: Layout, id: string, by: Point): Wish | undefined {
  const node = layout.nodes.get(id)
  if (!node || node.portInset > 0) return undefined
  const drop = { x: node.x + by.x, y: node.y + by.y }
  const change: Record<string, string | null> = {}
  const where: string[] = []
  const beside = Math.abs(by.x) > SIDEWAYS ? nearestStep(layout, id, drop) : undefined
  if (beside) {
    Object.assign(change, orderOf(beside, by.x > 0))
    where.push(`${by.x > 0 ? 'behind' : 'before'} ${beside.id}`)
  }
  const lane = laneAt(layout, drop.y + node.height / 2)
  if (lane !== undefined && lane !== ownLane(node.lane ?? '')) {
    change['lane'] = lane === '' ? null : lane
    where.push(lane === '' ? 'out of its lane' : `into lane ${lane}`)
  }
  if (where.length === 0) return undefined
  return {
    title: `Move ${id} ${where.join(' and ')}`,
    actions: [{ action: 'step.move', id, ...change }],
  }
}

/** The way along edges from one node to another, ends included; undefined when there is none. O(V+E). */
export function wayBetween(graph: Graph, from: string, to: string): readonly string[] | undefined {
  const start = graph.index.get(from)
  const end = graph.index.get(to)
  if (start === undefined || end === undefined) return undefined
  const cameFrom = new Map<number, number>([[start, -1]])
  const queue = [start]
  for (let head = 0; head < queue.length && !cameFrom.has(end); head++) {
    const at = queue[head] ?? -1
    for (const next of graph.all.successors[at] ?? []) {
      if (cameFrom.has(next)) continue
      cameFrom.set(next, at)
      queue.push(next)
    }
  }
  if (!cameFrom.has(end)) return undefined
  const way: string[] = []
  for (let at = end; at >= 0; at = cameFrom.get(at) ?? -1) way.unshift(graph.ids[at] ?? '')
  return way
}

/** Why `later` can't wait for `earlier`, as one sentence; undefined when it can. */
export function refusalOfEdge(graph: Graph, earlier: string, later: string): string | undefined {
  if (earlier === later) return 'A node can’t wait for itself.'
  const known = graph.hard.predecessors[graph.index.get(later) ?? -1] ?? []
  if (known.includes(graph.index.get(earlier) ?? -1))
    return `${later} waits for ${earlier} already.`
  const way = wayBetween(graph, later, earlier)
  return way && `That would close a cycle: ${[...way, later].join(' → ')}.`
}

/** Let `later` wait for `earlier`. */
export function wishOfEdge(earlier: string, later: string): Wish {
  return {
    title: `Let ${later} wait for ${earlier}`,
    actions: [{ action: 'dep.add', stepId: later, depId: earlier }],
  }
}

/** An id that nobody has yet: the words themselves, or with the first number that is free. */
export function freeId(words: string, isTaken: (id: string) => boolean): string {
  const base = words.slice(0, 56)
  if (!isTaken(base)) return base
  let number = 2
  while (isTaken(`${base}-${number}`)) number++
  return `${base}-${number}`
}
