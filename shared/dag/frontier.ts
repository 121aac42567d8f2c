import {
  dependenciesOf,
  type GraphNode,
  isStep,
  softDependenciesOf,
  stepStatus,
} from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { satisfaction } from './satisfied.ts'

/** The nodes by their ids; of two with one id the last counts, as in the graph. */
function nodesById({ steps, gates }: Sequence): ReadonlyMap<string, GraphNode> {
  const nodes = new Map<string, GraphNode>()
  for (const step of steps) nodes.set(step.id, step)
  for (const gate of gates) nodes.set(gate.id, gate)
  return nodes
}

/**
 * The steps that could start now, in file order: READY, every hard dependency satisfied, and no soft
 * predecessor that runs or could itself start now, since that one goes first. O(V+E). It is asked after every
 * change, so it goes along the lists of the file and builds no graph.
 */
export function readySet(sequence: Sequence): Step[] {
  const nodes = nodesById(sequence)
  const isMet = satisfaction(sequence)
  const isHeld = (id: string) => {
    const before = nodes.get(id)
    return before !== undefined && !isMet(before)
  }
  const open = new Set(
    sequence.steps.filter(
      (step) => stepStatus(step) === 'READY' && !dependenciesOf(step).some(isHeld),
    ),
  )
  const isAhead = (id: string) => {
    const before = nodes.get(id)
    if (before === undefined || !isStep(before)) return false
    return open.has(before) || stepStatus(before) === 'RUNNING'
  }
  return [...open].filter((step) => !softDependenciesOf(step).some(isAhead))
}
