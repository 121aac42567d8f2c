import { isStep, stepStatus } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { buildGraph, type Graph, neighbours } from './graph.ts'
import { satisfaction } from './satisfied.ts'

/** Positions of the steps that are not held by a hard edge and have not run. */
function candidates(sequence: Sequence, graph: Graph): Set<number> {
  const isMet = satisfaction(sequence)
  const met = graph.nodes.map(isMet)
  const found = new Set<number>()
  graph.nodes.forEach((node, position) => {
    if (!isStep(node) || stepStatus(node) !== 'READY') return
    if (neighbours(graph.hard.predecessors, position).every((before) => met[before])) {
      found.add(position)
    }
  })
  return found
}

/**
 * The steps that could start now, in file order: READY, every hard dependency satisfied, and no soft
 * predecessor that runs or could itself start now, since that one goes first. O(V+E).
 */
export function readySet(sequence: Sequence): Step[] {
  const graph = buildGraph(sequence)
  const open = candidates(sequence, graph)
  const isAhead = (position: number) => {
    const node = graph.nodes[position]
    return open.has(position) || (node && isStep(node) && stepStatus(node) === 'RUNNING')
  }
  return sequence.steps.filter(
    (_, position) =>
      open.has(position) && !neighbours(graph.soft.predecessors, position).some(isAhead),
  )
}
