import { dependenciesOf, type GraphNode, isStep, nodeStatus } from '../schema/defaults.ts'
import type { GateStatus } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { StepStatus } from '../schema/step.ts'
import { satisfaction } from './satisfied.ts'

/** One dependency that is not satisfied. */
export interface Blocker {
  readonly id: string
  readonly status: StepStatus | GateStatus
  /** As in "gate review (PENDING)". */
  readonly text: string
}

/** Why a node waits. */
export interface Explanation {
  readonly blockers: readonly Blocker[]
  /** As in "waits for build (FAILED) and gate review (PENDING)"; "waits for nothing" without blockers. */
  readonly sentence: string
}

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(parts: readonly string[]): string {
  const last = parts.at(-1)
  if (last === undefined) return ''
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

/** A node with its kind and status, as in "gate review (PENDING)". */
export function nodeInWords(node: GraphNode): string {
  return `${isStep(node) ? '' : 'gate '}${node.id} (${nodeStatus(node)})`
}

/** Tells for any node of a sequence why it waits: the graph is looked through once, however many are asked for. */
export function explainer(sequence: Sequence): (id: string) => Explanation {
  const nodes = new Map<string, GraphNode>()
  for (const node of [...sequence.steps, ...sequence.gates]) nodes.set(node.id, node)
  const isMet = satisfaction(sequence)
  return (id) => {
    const node = nodes.get(id)
    const blockers = (node ? dependenciesOf(node) : []).flatMap((dependency): Blocker[] => {
      const before = nodes.get(dependency)
      if (!before || isMet(before)) return []
      return [{ id: dependency, status: nodeStatus(before), text: nodeInWords(before) }]
    })
    const texts = blockers.map((blocker) => blocker.text)
    return { blockers, sentence: `waits for ${listInWords(texts) || 'nothing'}` }
  }
}

/** The dependencies of one step or gate that are not satisfied, in the order of the file's list. */
export function blockedBecause(sequence: Sequence, id: string): Explanation {
  return explainer(sequence)(id)
}
