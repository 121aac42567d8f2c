import { dependenciesOf, type GraphNode, isStep } from '../../../../shared/schema/defaults.ts'
import type { Step } from '../../../../shared/schema/step.ts'

/** Stands between a lane's name and that of a lane inside it; no name can contain it. */
const INSIDE = '\n'
/** Orchestrators of orchestrators, as deep as lanes are drawn inside lanes. */
const MAX_DEPTH = 4

/** The lane that people named, of a lane or one inside it. */
export function ownLane(lane: string): string {
  return lane.split(INSIDE, 1)[0] ?? ''
}

/** What stands at the edge of a lane, and whether it is one inside another. */
export function laneTitle(lane: string): { readonly title: string; readonly isInner: boolean } {
  const at = lane.lastIndexOf(INSIDE)
  return { title: lane.slice(at + 1), isInner: at >= 0 }
}

/** The step in whose lane this one stands on a row of its own, and what that row is called. */
function hostOf(step: Step, byId: ReadonlyMap<string, GraphNode>) {
  const id = step.watchdog_for ?? step.parent
  const host = id === undefined ? undefined : byId.get(id)
  if (!(host && isStep(host)) || host === step) return undefined
  // Whoever moved it to another lane wants it there.
  if (step.lane !== undefined && step.lane !== host.lane) return undefined
  return { host, title: step.watchdog_for === undefined ? `by ${host.id}` : `watches ${host.id}` }
}

/**
 * The lane of every node that has one. Steps that an orchestrator spawned, and watchdogs, get a row of their own
 * inside the lane of that step; a gate that names none stands in the lane of the first thing it waits for.
 */
export function lanesOf(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const laneOf = (node: GraphNode, depth: number): string | undefined => {
    if (isStep(node)) {
      const hosted = depth < MAX_DEPTH ? hostOf(node, byId) : undefined
      if (!hosted) return node.lane
      return `${laneOf(hosted.host, depth + 1) ?? ''}${INSIDE}${hosted.title}`
    }
    if (node.lane !== undefined) return node.lane
    return dependenciesOf(node).reduce<string | undefined>(
      (lane, id) => lane ?? byId.get(id)?.lane,
      undefined,
    )
  }
  return new Map(
    nodes.flatMap((node) => {
      const lane = laneOf(node, 0)
      return lane === undefined ? [] : [[node.id, lane] as const]
    }),
  )
}

/** The lanes from top to bottom, those inside another right below it; undefined where there are none inside. */
export function laneOrder(lanes: readonly (string | undefined)[]): readonly string[] | undefined {
  const known = [...new Set(lanes.map((lane) => lane ?? ''))]
  if (!known.some((lane) => lane.includes(INSIDE))) return undefined
  const below = (lane: string): string[] => [
    ...(known.includes(lane) ? [lane] : []),
    ...known
      .filter((other) => other.slice(0, Math.max(0, other.lastIndexOf(INSIDE))) === lane)
      .filter((other) => other.includes(INSIDE))
      .flatMap(below),
  ]
  return [...new Set(known.map(ownLane))].flatMap(below)
}
