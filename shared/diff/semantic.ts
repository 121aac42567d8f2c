import {
  dependenciesOf,
  type GraphNode,
  isStep,
  nodeStatus,
  softDependenciesOf,
} from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import { describeDifference } from './describe.ts'
import type { Difference, FieldChange, MovedNode, NodeName, RewiredNode } from './difference.ts'
import { isEqual } from './equal.ts'
import { risingRun } from './rising-run.ts'

/** A difference with one sentence for each part of it. */
export interface SemanticDiff extends Difference {
  readonly sentences: readonly string[]
}

const EDGE_FIELDS = new Set(['id', 'depends_on', 'after'])
const HEAD_FIELDS = ['name', 'version', 'metadata', 'policy'] as const

interface Pair {
  readonly before: GraphNode
  readonly after: GraphNode
}

function nameOf(node: GraphNode): NodeName {
  return { id: node.id, kind: isStep(node) ? 'step' : 'gate' }
}

/** An absent status reads as what it means, so that writing it out is no change. */
function fieldOf(node: GraphNode, field: string): unknown {
  return field === 'status'
    ? nodeStatus(node)
    : Object.entries(node).find(([key]) => key === field)?.[1]
}

function fieldChanges({ before, after }: Pair): FieldChange[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields].flatMap((field) => {
    if (EDGE_FIELDS.has(field)) return []
    const [from, to] = [fieldOf(before, field), fieldOf(after, field)]
    return isEqual(from, to) ? [] : [{ field, from, to }]
  })
}

function missingIn(ids: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others)
  return ids.filter((id) => !known.has(id))
}

function rewiring({ before, after }: Pair): RewiredNode[] {
  const [hardBefore, hardAfter] = [dependenciesOf(before), dependenciesOf(after)]
  const [softBefore, softAfter] = [softDependenciesOf(before), softDependenciesOf(after)]
  const rewired = {
    ...nameOf(after),
    gained: missingIn(hardAfter, hardBefore),
    lost: missingIn(hardBefore, hardAfter),
    gainedSoft: missingIn(softAfter, softBefore),
    lostSoft: missingIn(softBefore, softAfter),
  }
  const { gained, lost, gainedSoft, lostSoft } = rewired
  return [gained, lost, gainedSoft, lostSoft].some((ids) => ids.length > 0) ? [rewired] : []
}

/** The fewest nodes that must have been moved to turn one order into the other. */
function moves(before: readonly GraphNode[], after: readonly GraphNode[]): MovedNode[] {
  const oldPlace = new Map(before.map((node, index) => [node.id, index + 1]))
  const kept = after.flatMap((node, index) => {
    const from = oldPlace.get(node.id)
    return from === undefined ? [] : [{ ...nameOf(node), from, to: index + 1 }]
  })
  const still = new Set(risingRun(kept.map(({ from }) => from)))
  return kept.filter((_, position) => !still.has(position))
}

function byKindAndId(sequence: Sequence): Map<string, GraphNode> {
  const nodes: GraphNode[] = [...sequence.steps, ...sequence.gates]
  return new Map(nodes.map((node) => [`${nameOf(node).kind} ${node.id}`, node]))
}

/** What changed between two sequences: nodes added, removed, changed, moved or rewired, and in sentences. */
export function semanticDiff(before: Sequence, after: Sequence): SemanticDiff {
  const old = byKindAndId(before)
  const now = byKindAndId(after)
  const pairs = [...now].flatMap(([key, node]): Pair[] => {
    const other = old.get(key)
    return other && other !== node ? [{ before: other, after: node }] : []
  })
  const difference: Difference = {
    added: [...now].filter(([key]) => !old.has(key)).map(([, node]) => nameOf(node)),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, node]) => nameOf(node)),
    changed: pairs
      .map((pair) => ({ ...nameOf(pair.after), fields: fieldChanges(pair) }))
      .filter(({ fields }) => fields.length > 0),
    moved: [...moves(before.steps, after.steps), ...moves(before.gates, after.gates)],
    rewired: pairs.flatMap(rewiring),
    head: HEAD_FIELDS.flatMap((field) =>
      isEqual(before[field], after[field])
        ? []
        : [{ field, from: before[field], to: after[field] }],
    ),
  }
  return { ...difference, sentences: describeDifference(difference) }
}
