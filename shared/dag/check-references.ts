import type { Failure } from '../failure.ts'
import { type GraphNode, isStep } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'

/** A node with its place in the file. */
export interface PlacedNode {
  readonly node: GraphNode
  readonly list: 'steps' | 'gates'
  readonly index: number
}

/** The path of something within a node, as in steps, 2, depends_on, 0. */
export function pathIn(
  { list, index }: PlacedNode,
  ...rest: readonly (string | number)[]
): (string | number)[] {
  return [list, index, ...rest]
}

/** Steps and gates in file order, each with its place. */
export function placedNodes(sequence: Sequence): PlacedNode[] {
  return [
    ...sequence.steps.map((node, index) => ({ node, list: 'steps' as const, index })),
    ...sequence.gates.map((node, index) => ({ node, list: 'gates' as const, index })),
  ]
}

const LISTS = ['depends_on', 'after', 'fusion_candidates'] as const
/** Fields that name one other step. */
export const SINGLE_REFERENCES = ['parent', 'watchdog_for'] as const

/** The ids that one of a node's lists names. */
export function referenceList(node: GraphNode, field: (typeof LISTS)[number]): readonly string[] {
  if (field === 'depends_on') return node.depends_on ?? []
  return isStep(node) ? (node[field] ?? []) : []
}

/** The failure for an id that two nodes have, or undefined. */
export function duplicateId(nodes: readonly PlacedNode[]): Failure | undefined {
  const first = new Map<string, PlacedNode>()
  for (const here of nodes) {
    const { id } = here.node
    const other = first.get(id)
    if (other) {
      const path = pathIn(here, 'id')
      return {
        code: 'INVALID_ID',
        message: `The id ${id} is used twice.`,
        at: { path },
        hint: 'Steps and gates share one set of ids: rename one of the two.',
        details: { id, paths: [pathIn(other, 'id'), path] },
      }
    }
    first.set(id, here)
  }
  return undefined
}

interface Reference {
  readonly id: string
  readonly field: string
  readonly target: string
  readonly path: readonly (string | number)[]
}

function mayBeGate(field: string): boolean {
  return field === 'depends_on' || field === 'after'
}

/** True when a field may not name this node: it is missing, or a gate where only a step can stand. */
function isDangling(field: string, found: GraphNode | undefined): boolean {
  return !found || !(mayBeGate(field) || isStep(found))
}

function dangling({ id, field, target, path }: Reference, found: GraphNode | undefined): Failure {
  return {
    code: 'DANGLING_DEPENDENCY',
    message: found
      ? `${field} of ${id} names ${target}, which is a gate.`
      : `${field} of ${id} names ${target}, but there is no such ${mayBeGate(field) ? 'step or gate' : 'step'}.`,
    at: { path },
    hint: found ? 'Only a step can stand there.' : `Add ${target}, or remove it from ${field}.`,
    details: { id, field, missing: target },
  }
}

function duplicateEdge({ id, field, target, path }: Reference): Failure {
  return {
    code: 'DANGLING_DEPENDENCY',
    message: `${id} names ${target} twice.`,
    at: { path },
    hint: `One edge between two nodes is enough: remove ${target} from ${field}.`,
    details: { id, field, duplicate: target },
  }
}

function wrongInLists(here: PlacedNode, byId: ReadonlyMap<string, GraphNode>): Failure | undefined {
  const { node } = here
  const edges = new Set<string>()
  for (const field of LISTS) {
    const targets = referenceList(node, field)
    if (targets.length === 0) continue
    const seen = field === 'fusion_candidates' ? new Set<string>() : edges
    for (let index = 0; index < targets.length; index += 1) {
      const target = targets[index] ?? ''
      const found = byId.get(target)
      if (!isDangling(field, found) && !seen.has(target)) {
        seen.add(target)
        continue
      }
      const reference = { id: node.id, field, target, path: pathIn(here, field, index) }
      return isDangling(field, found) ? dangling(reference, found) : duplicateEdge(reference)
    }
  }
  return undefined
}

function wrongInSingles(
  here: PlacedNode,
  byId: ReadonlyMap<string, GraphNode>,
): Failure | undefined {
  const { node } = here
  if (!isStep(node)) return undefined
  for (const field of SINGLE_REFERENCES) {
    const target = node[field]
    if (target === undefined) continue
    const found = byId.get(target)
    if (!isDangling(field, found)) continue
    return dangling({ id: node.id, field, target, path: pathIn(here, field) }, found)
  }
  return undefined
}

/** The failure for the first reference that leads nowhere, leads to a gate, or says the same twice. */
export function wrongReference(nodes: readonly PlacedNode[]): Failure | undefined {
  return wrongReferenceAmong(nodes, new Map(nodes.map(({ node }) => [node.id, node])))
}

/** As `wrongReference`, for some of the nodes of a sequence; `byId` has all of them. */
export function wrongReferenceAmong(
  nodes: readonly PlacedNode[],
  byId: ReadonlyMap<string, GraphNode>,
): Failure | undefined {
  for (const here of nodes) {
    const failure = wrongInLists(here, byId) ?? wrongInSingles(here, byId)
    if (failure) return failure
  }
  return undefined
}
