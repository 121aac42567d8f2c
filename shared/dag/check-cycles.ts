import type { Failure } from '../failure.ts'
import { type GraphNode, isStep } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { type PlacedNode, pathIn, referenceList, SINGLE_REFERENCES } from './check-references.ts'
import { shortestCycle } from './cycle.ts'
import { listInWords } from './explain.ts'
import { buildGraph } from './graph.ts'

type SingleReference = (typeof SINGLE_REFERENCES)[number]

/** The failure for a synth that is its own candidate, or undefined. */
export function ownCandidate(nodes: readonly PlacedNode[]): Failure | undefined {
  for (const here of nodes) {
    const { node } = here
    const index = referenceList(node, 'fusion_candidates').indexOf(node.id)
    if (index < 0) continue
    return {
      code: 'CYCLE',
      message: `${node.id} can't be its own candidate.`,
      at: { path: pathIn(here, 'fusion_candidates', index) },
      hint: `Remove ${node.id} from its fusion_candidates.`,
      details: { cycle: [node.id, node.id] },
    }
  }
  return undefined
}

/** The ids on the way from a step along one field that come round again, or those on the way to its end. */
function follow(
  start: Step,
  field: SingleReference,
  byId: ReadonlyMap<string, GraphNode>,
  ended: ReadonlySet<string>,
): { readonly way: readonly string[]; readonly isCycle: boolean } {
  const way = new Set<string>()
  let at: GraphNode | undefined = start
  while (at && isStep(at) && !ended.has(at.id)) {
    if (way.has(at.id)) {
      const ids = [...way]
      return { way: [...ids.slice(ids.indexOf(at.id)), at.id], isCycle: true }
    }
    way.add(at.id)
    at = byId.get(at[field] ?? '')
  }
  return { way: [...way], isCycle: false }
}

function chainCycle(sequence: Sequence, field: SingleReference): Failure | undefined {
  if (!sequence.steps.some((step) => step[field] !== undefined)) return undefined
  const byId = new Map<string, GraphNode>(sequence.steps.map((step) => [step.id, step]))
  const ended = new Set<string>()
  for (const [index, step] of sequence.steps.entries()) {
    const { way, isCycle } = follow(step, field, byId, ended)
    if (isCycle) {
      return {
        code: 'CYCLE',
        message: `${field} leads in a circle: ${way.join(' → ')}.`,
        at: { path: ['steps', index, field] },
        hint: `Remove ${field} from one of ${listInWords(way.slice(0, -1))}.`,
        details: { cycle: way },
      }
    }
    for (const id of way) ended.add(id)
  }
  return undefined
}

/** The failure for orchestrators or watchdogs that lead back to themselves, or undefined. */
export function referenceCycle(sequence: Sequence): Failure | undefined {
  for (const field of SINGLE_REFERENCES) {
    const failure = chainCycle(sequence, field)
    if (failure) return failure
  }
  return undefined
}

/** The failure for dependencies that form a cycle, with the shortest one spelled out, or undefined. */
export function dependencyCycle(
  sequence: Sequence,
  nodes: readonly PlacedNode[],
): Failure | undefined {
  const cycle = shortestCycle(buildGraph(sequence))
  if (!cycle) return undefined
  const [first = '', second = ''] = cycle
  const here = nodes.find(({ node }) => node.id === first)
  const field = here?.node.depends_on?.includes(second) === true ? 'depends_on' : 'after'
  const index = here ? referenceList(here.node, field).indexOf(second) : 0
  return {
    code: 'CYCLE',
    message:
      first === second
        ? `${first} can't wait for itself.`
        : `The dependencies form a cycle: ${cycle.join(' → ')}.`,
    at: { path: here ? pathIn(here, field, index) : [] },
    hint:
      first === second
        ? `Remove ${first} from its own ${field}.`
        : `Each waits for the next: remove one of these dependencies, as in "seqctl dep rm ${first} ${second}".`,
    details: { cycle },
  }
}
