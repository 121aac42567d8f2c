import { z } from 'zod'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import {
  dependenciesOf,
  type GraphNode,
  isStep,
  softDependenciesOf,
} from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step } from '../../schema/step.ts'
import { type ActionOutcome, defineAction } from '../define.ts'
import {
  dependOn,
  replaceGate,
  replaceStep,
  requireNode,
  withAfter,
  withDependencies,
} from '../edits.ts'
import { withFields } from '../parameters.ts'

const parameters = z.strictObject({
  stepId: NodeIdSchema.describe('Id of the step or gate that waits'),
  depId: NodeIdSchema.describe('Id of the step or gate that it waits for'),
  soft: z.boolean().describe('Only the order when both run; never blocks').optional(),
})

function replaceNode(sequence: Sequence, node: GraphNode): Sequence {
  return isStep(node) ? replaceStep(sequence, node.id, node) : replaceGate(sequence, node.id, node)
}

/** The node as a step, since only steps have soft dependencies. */
function requireSoft(node: GraphNode): Result<Step> {
  if (isStep(node)) return ok(node)
  return fail('INVALID_PARAMETERS', `Gate ${node.id} can't have a soft dependency.`, {
    hint: 'A gate waits for all that it depends on: leave soft out.',
    details: { id: node.id },
  })
}

function addSoft(node: GraphNode, depId: string): Result<GraphNode> {
  const step = requireSoft(node)
  return step.ok ? ok(withAfter(step.value, [...softDependenciesOf(node), depId])) : step
}

/** `dep.add`: one node waits for another. */
export const dependencyAdd = defineAction({
  name: 'dep.add',
  kind: 'edit',
  title: 'Add dependency',
  description:
    'Lets a step or gate wait for another one. A hard dependency takes the place of a soft one between the same two.',
  parameters,
  positional: ['stepId', 'depId'],
  destructive: false,
  reversible: true,
  apply(sequence, { stepId, depId, soft }) {
    const found = requireNode(sequence, stepId)
    if (!found.ok) return found
    const node = found.value
    if (stepId === depId) {
      return fail('CYCLE', `${stepId} can't wait for itself.`, {
        hint: 'Name two different nodes.',
        details: { cycle: [stepId, stepId] },
      })
    }
    const isHard = dependenciesOf(node).includes(depId)
    if (isHard || (soft === true && softDependenciesOf(node).includes(depId))) {
      return fail(
        'ALREADY_EXISTS',
        `${stepId} ${isHard ? 'depends on' : 'comes after'} ${depId} already.`,
        {
          hint: 'One edge between two nodes is enough.',
          details: { stepId, depId },
        },
      )
    }
    const next = soft === true ? addSoft(node, depId) : ok(dependOn(node, [depId]))
    return next.ok ? ok({ sequence: replaceNode(sequence, next.value) }) : next
  },
  describe: ({ stepId, depId, soft }) =>
    soft === true ? `Let ${stepId} come after ${depId}` : `Let ${stepId} wait for ${depId}`,
})

function missingEdge(node: GraphNode, depId: string, isSoft: boolean): Result<never> {
  const other = isSoft ? dependenciesOf(node) : softDependenciesOf(node)
  const kind = isSoft ? 'soft' : 'hard'
  return fail('NOT_FOUND', `${node.id} has no ${kind} dependency on ${depId}.`, {
    hint: other.includes(depId)
      ? `It has a ${isSoft ? 'hard' : 'soft'} one: ${isSoft ? 'leave soft out' : 'say soft'}.`
      : `It has ${[...dependenciesOf(node), ...softDependenciesOf(node)].join(', ') || 'no dependencies'}.`,
    details: { stepId: node.id, depId },
  })
}

/** A synth waits for all its candidates: one that it waits for no longer is none. */
function forgetCandidate(step: Step, depId: string): Step {
  const kept = step.fusion_candidates?.filter((id) => id !== depId)
  if (!kept || kept.length === step.fusion_candidates?.length) return step
  return withFields(step, [
    ['fusion_candidates', kept],
    ...(kept.length === 0 ? [['fusion_synth', null] as const] : []),
  ])
}

function removeHard(sequence: Sequence, node: GraphNode, depId: string): ActionOutcome {
  const next = withDependencies(
    node,
    dependenciesOf(node).filter((id) => id !== depId),
  )
  const freed = isStep(next) ? forgetCandidate(next, depId) : next
  return {
    sequence: replaceNode(sequence, freed),
    ...(freed === next ? {} : { notes: [`${depId} is no longer a candidate of ${node.id}.`] }),
  }
}

/** `dep.rm`: one node waits for another no longer. */
export const dependencyRemove = defineAction({
  name: 'dep.rm',
  kind: 'edit',
  title: 'Remove dependency',
  description:
    'Removes a dependency; a synth also loses the candidate that it no longer waits for.',
  parameters,
  positional: ['stepId', 'depId'],
  destructive: false,
  reversible: true,
  apply(sequence, { stepId, depId, soft }) {
    const found = requireNode(sequence, stepId)
    if (!found.ok) return found
    const node = found.value
    const isSoft = soft === true
    const edges = isSoft ? softDependenciesOf(node) : dependenciesOf(node)
    if (!edges.includes(depId)) return missingEdge(node, depId, isSoft)
    if (!isSoft) return ok(removeHard(sequence, node, depId))
    const step = requireSoft(node)
    if (!step.ok) return step
    const kept = edges.filter((id) => id !== depId)
    return ok({ sequence: replaceNode(sequence, withAfter(step.value, kept)) })
  },
  describe: ({ stepId, depId, soft }) =>
    soft === true ? `Let ${stepId} not come after ${depId}` : `Let ${stepId} not wait for ${depId}`,
})
