import { ok, type Result } from '../result.ts'
import { dependenciesOf, type GraphNode, isStep, softDependenciesOf } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import { checkGraph, wrongCommand } from './check.ts'
import { ownCandidate } from './check-cycles.ts'
import { type PlacedNode, SINGLE_REFERENCES, wrongReferenceAmong } from './check-references.ts'

/** Most new edges that are followed one by one; with more the whole graph is checked at once, which is cheaper. */
const MAX_NEW_EDGES = 8

type Nodes = readonly GraphNode[]

function predecessorsOf(node: GraphNode): string[] {
  return [...dependenciesOf(node), ...softDependenciesOf(node)]
}

function hasSameSingles(a: GraphNode, b: GraphNode): boolean {
  if (!isStep(a) || !isStep(b)) return isStep(a) === isStep(b)
  return SINGLE_REFERENCES.every((field) => a[field] === b[field])
}

/** The nodes of a list that were replaced, or undefined when more than that has happened to it. */
function replacedIn(
  before: Nodes,
  after: Nodes,
  list: PlacedNode['list'],
): PlacedNode[] | undefined {
  if (before.length !== after.length) return undefined
  const replaced: PlacedNode[] = []
  for (let index = 0; index < after.length; index += 1) {
    const [old, node] = [before[index], after[index]]
    if (!old || !node || old === node) continue
    if (old.id !== node.id || !hasSameSingles(old, node)) return undefined
    replaced.push({ node, list, index })
  }
  return replaced
}

/** True when the first node is reached from the second along its predecessors. */
function isReached(id: string, from: string, byId: ReadonlyMap<string, GraphNode>): boolean {
  const seen = new Set([from])
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === id) return true
    const node = byId.get(at)
    for (const before of node ? predecessorsOf(node) : []) {
      if (seen.has(before)) continue
      seen.add(before)
      open.push(before)
    }
  }
  return false
}

/** The edges of replaced nodes that were not there before, as [node, predecessor]. */
function newEdges(replaced: readonly PlacedNode[], before: Sequence): [string, string][] {
  return replaced.flatMap(({ node, list, index }) => {
    const old = before[list][index]
    const known = new Set(old ? predecessorsOf(old) : [])
    return predecessorsOf(node)
      .filter((id) => !known.has(id))
      .map((id): [string, string] => [node.id, id])
  })
}

/** True when the change of a sound sequence is sound for sure; false when the whole has to be looked at. */
function isSurelySound(before: Sequence, after: Sequence): boolean {
  const steps = replacedIn(before.steps, after.steps, 'steps')
  const gates = replacedIn(before.gates, after.gates, 'gates')
  if (!steps || !gates) return false
  const replaced = [...steps, ...gates]
  const edges = newEdges(replaced, before)
  if (edges.length > MAX_NEW_EDGES || wrongCommand(replaced) || ownCandidate(replaced)) return false
  const byId = new Map<string, GraphNode>()
  for (const node of after.steps) byId.set(node.id, node)
  for (const node of after.gates) byId.set(node.id, node)
  if (wrongReferenceAmong(replaced, byId)) return false
  return edges.every(([id, predecessor]) => !isReached(id, predecessor, byId))
}

/**
 * As `checkGraph(after)`, for a sequence that was made from a sound one: replaced nodes are looked at by
 * themselves, and only their new edges are followed. Anything else is checked as a whole, so the answer is
 * the same.
 */
export function checkChangedGraph(before: Sequence, after: Sequence): Result<Sequence> {
  return isSurelySound(before, after) ? ok(after) : checkGraph(after)
}
