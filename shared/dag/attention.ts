import { dependenciesOf, gateStatus, stepStatus } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import { downstreamOf } from './downstream.ts'
import { buildGraph } from './graph.ts'
import { satisfaction } from './satisfied.ts'

/**
 * What a person is needed for: `gate` to approve or block it, `review` to accept or reject a result, `failed` to
 * look into it and reset it, `held` to take back a blocked gate.
 */
export type AttentionKind = 'gate' | 'review' | 'failed' | 'held'

/** A step or gate that goes no further without a person. */
export interface Waiting {
  readonly id: string
  readonly name: string
  readonly kind: AttentionKind
}

/** The same with all that can't go on until the person has decided. */
export interface Attention extends Waiting {
  /** Steps and gates behind it that are not satisfied, in file order. */
  readonly blocks: readonly string[]
}

/** What is asked first where two block equally much: a quick yes before a long look. */
const ORDER: readonly AttentionKind[] = ['gate', 'review', 'failed', 'held']

/** Everything that waits for a person, in file order: steps first, then gates. O(V+E). */
export function waitsForPerson(sequence: Sequence): readonly Waiting[] {
  const isMet = satisfaction(sequence)
  const met = new Set<string>()
  for (const node of [...sequence.steps, ...sequence.gates]) if (isMet(node)) met.add(node.id)
  const steps = sequence.steps.flatMap((step): Waiting[] => {
    const { id, name } = step
    const status = stepStatus(step)
    if (status === 'NEEDS_REVIEW') return [{ id, name, kind: 'review' }]
    return status === 'FAILED' && !met.has(id) ? [{ id, name, kind: 'failed' }] : []
  })
  const gates = sequence.gates.flatMap((gate): Waiting[] => {
    const { id, name } = gate
    const status = gateStatus(gate)
    if (status === 'BLOCKED') return [{ id, name, kind: 'held' }]
    const isAsked = status === 'PENDING' && dependenciesOf(gate).every((before) => met.has(before))
    return isAsked ? [{ id, name, kind: 'gate' }] : []
  })
  return [...steps, ...gates]
}

/**
 * What waits for a person, the one that holds most back first; then gates, reviews, failures and held gates, each in
 * file order. O(k·(V+E)) for k that wait.
 */
export function rankAttention(sequence: Sequence): readonly Attention[] {
  const graph = buildGraph(sequence)
  const isMet = satisfaction(sequence)
  const open = new Set(graph.nodes.filter((node) => !isMet(node)).map((node) => node.id))
  const ranked = waitsForPerson(sequence).map((waiting) => ({
    ...waiting,
    blocks: downstreamOf(graph, [waiting.id]).filter((id) => open.has(id)),
  }))
  return ranked.toSorted(
    (a, b) => b.blocks.length - a.blocks.length || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  )
}
