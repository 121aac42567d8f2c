import { z } from 'zod'
import { downstreamOf } from '../../dag/downstream.ts'
import { buildGraph } from '../../dag/graph.ts'
import { fail } from '../../failure.ts'
import { allResults, ok, type Result } from '../../result.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { FailPolicySchema, type Step } from '../../schema/step.ts'
import { defineAction } from '../define.ts'
import { requireStep, without } from '../edits.ts'
import { checkFanout, checkMadeId } from '../limits.ts'
import { mergeInto } from '../merge-step.ts'
import { suggest } from '../nearest.ts'

/** All steps of a group in file order, or a refusal that suggests the nearest group. */
export function requireGroup(sequence: Sequence, groupId: string): Result<Step[]> {
  const members = sequence.steps.filter((step) => step.group_id === groupId)
  if (members.length > 0) return ok(members)
  const groups = [...new Set(sequence.steps.flatMap((step) => step.group_id ?? []))]
  return fail('GROUP_NOT_FOUND', `There is no group "${groupId}".`, {
    hint: suggest(groupId, groups, 'groups'),
    details: { id: groupId },
  })
}

function checkMembers(sequence: Sequence, members: readonly Step[]): Result<undefined> {
  const grouped = members.find((step) => step.group_id !== undefined)
  if (grouped) {
    return fail(
      'ALREADY_EXISTS',
      `Step ${grouped.id} belongs to the group ${grouped.group_id} already.`,
      {
        hint: `Dissolve that group first: "seqctl group dissolve ${grouped.group_id}".`,
        details: { id: grouped.id, groupId: grouped.group_id },
      },
    )
  }
  const graph = buildGraph(sequence)
  for (const step of members) {
    const downstream = new Set(downstreamOf(graph, [step.id]))
    const later = members.find((other) => downstream.has(other.id))
    if (!later) continue
    return fail(
      'HAS_DEPENDENTS',
      `Step ${later.id} waits for ${step.id}, so the two can't run in parallel.`,
      {
        hint: 'Remove the dependency between them first.',
        details: { id: step.id, dependents: [later.id] },
      },
    )
  }
  return ok(undefined)
}

function freeGroupId(sequence: Sequence, groupId: string): Result<undefined> {
  if (!sequence.steps.some((step) => step.group_id === groupId)) return checkMadeId(groupId)
  return fail('ALREADY_EXISTS', `There is a group ${groupId} already.`, {
    hint: 'Choose another groupId, or let single steps join it by editing their groupId.',
    details: { id: groupId },
  })
}

/** `group.parallelize`: steps that run side by side as one. */
export const groupParallelize = defineAction({
  name: 'group.parallelize',
  kind: 'edit',
  title: 'Parallelize steps',
  description:
    'Makes steps that do not wait for each other a group of type p, on demand with a step that waits for them all.',
  parameters: z.strictObject({
    stepIds: z.array(NodeIdSchema).min(2).max(1000).describe('Ids of the steps'),
    groupId: NodeIdSchema.describe('Id of the group; <first id>-group unless given').optional(),
    failPolicy: FailPolicySchema.describe(
      'fail_fast, or best_effort: go on with the members that succeeded',
    ).optional(),
    mergeStep: NodeIdSchema.describe(
      'Step that waits for all of them; added when missing',
    ).optional(),
  }),
  positional: ['stepIds'],
  destructive: false,
  reversible: true,
  apply(sequence, { stepIds, groupId, failPolicy, mergeStep }, context) {
    const ids = [...new Set(stepIds)]
    const members = allResults(ids.map((id) => requireStep(sequence, id)))
    if (!members.ok) return members
    const group = groupId ?? `${ids[0]}-group`
    const checks = [
      checkFanout(sequence, context, ids.length),
      freeGroupId(sequence, group),
      checkMembers(sequence, members.value),
    ]
    for (const check of checks) if (!check.ok) return check
    const chosen = new Set(ids)
    const join = (step: Step): Step => ({
      ...step,
      type: 'p',
      group_id: group,
      fanout: ids.length,
      ...(failPolicy === undefined ? {} : { fail_policy: failPolicy }),
    })
    const steps = sequence.steps.map((step) => (chosen.has(step.id) ? join(step) : step))
    return mergeInto({ ...sequence, steps }, members.value, mergeStep)
  },
  describe: ({ stepIds, groupId }) =>
    `Run ${stepIds.join(', ')} in parallel${groupId === undefined ? '' : ` as group ${groupId}`}`,
})

/** `group.dissolve`: the members of a group are ordinary steps again. */
export const groupDissolve = defineAction({
  name: 'group.dissolve',
  kind: 'edit',
  title: 'Dissolve group',
  description:
    'Makes the members of a group ordinary steps again: without group, fanout and fail policy, and of type base where they were p.',
  parameters: z.strictObject({ groupId: NodeIdSchema.describe('Id of the group') }),
  positional: ['groupId'],
  destructive: false,
  reversible: true,
  apply(sequence, { groupId }) {
    const members = requireGroup(sequence, groupId)
    if (!members.ok) return members
    const leave = (step: Step): Step => ({
      ...without(step, 'group_id', 'fanout', 'fail_policy'),
      type: step.type === 'p' ? 'base' : step.type,
    })
    return ok({
      sequence: {
        ...sequence,
        steps: sequence.steps.map((step) => (step.group_id === groupId ? leave(step) : step)),
      },
    })
  },
  describe: ({ groupId }) => `Dissolve group ${groupId}`,
})
