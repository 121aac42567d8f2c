import { z } from 'zod'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step } from '../../schema/step.ts'
import { FanoutSchema } from '../../schema/step-words.ts'
import { type ActionContext, type ActionOutcome, defineAction } from '../define.ts'
import { insertSteps, requireFreeId } from '../edits.ts'
import { checkFanout, checkMadeId } from '../limits.ts'
import { mergeInto } from '../merge-step.ts'
import {
  OPTIONAL_STEP_PARAMETERS,
  PromptTextSchema,
  REQUIRED_STEP_PARAMETERS,
  StepIdSchema,
  stepFieldsOf,
  withFields,
} from '../parameters.ts'
import { promptsOfNewStep } from '../prompts.ts'

const parameters = z
  .strictObject({
    id: StepIdSchema,
    name: REQUIRED_STEP_PARAMETERS.name.optional(),
    type: REQUIRED_STEP_PARAMETERS.type,
    model: REQUIRED_STEP_PARAMETERS.model,
  })
  .extend(z.object(OPTIONAL_STEP_PARAMETERS).partial().shape)
  .extend({
    prompt: PromptTextSchema.describe('Text of its prompt').optional(),
    fanout: FanoutSchema.describe('Type p only: how many workers, as <id>-1 to <id>-N').optional(),
    mergeStep: NodeIdSchema.describe('With fanout: step that waits for all workers').optional(),
  })

type Parameters = z.infer<typeof parameters>

function newStep(given: Parameters, more: Partial<Step>): Step {
  const { id, type, model } = given
  const step: Step = { id, name: given.name ?? id, type, model }
  return { ...withFields(step, stepFieldsOf(given)), ...more }
}

function addOne(sequence: Sequence, given: Parameters): Result<ActionOutcome> {
  const free = requireFreeId(sequence, given.id)
  if (!free.ok) return free
  const step = newStep(given, {})
  return ok({
    sequence: insertSteps(sequence, [step]),
    prompts: promptsOfNewStep(step, given.prompt),
  })
}

function workersOf(sequence: Sequence, given: Parameters, fanout: number): Result<Step[]> {
  const groupId = given.groupId ?? given.id
  if (sequence.steps.some((step) => step.group_id === groupId)) {
    return fail('ALREADY_EXISTS', `There is a group ${groupId} already.`, {
      hint: 'Choose another id, or name another group with groupId.',
      details: { id: groupId },
    })
  }
  const workers: Step[] = []
  for (let number = 1; number <= fanout; number += 1) {
    const id = `${given.id}-${number}`
    const name = `${given.name ?? given.id} ${number}`
    for (const check of [checkMadeId(id), requireFreeId(sequence, id)]) if (!check.ok) return check
    workers.push(newStep(given, { id, name, group_id: groupId, fanout }))
  }
  return ok(workers)
}

function addWorkers(
  sequence: Sequence,
  given: Parameters,
  context: ActionContext,
): Result<ActionOutcome> {
  const fanout = given.fanout ?? 1
  const allowed = checkFanout(sequence, context, fanout)
  if (!allowed.ok) return allowed
  const workers = workersOf(sequence, given, fanout)
  if (!workers.ok) return workers
  const added = insertSteps(sequence, workers.value)
  const merged = mergeInto(added, workers.value, given.mergeStep)
  if (!merged.ok) return merged
  return ok({
    ...merged.value,
    prompts: workers.value.flatMap((step) => promptsOfNewStep(step, given.prompt)),
  })
}

/** `step.add`: one step, or with fanout a group of parallel workers. */
export const stepAdd = defineAction({
  name: 'step.add',
  kind: 'edit',
  title: 'Add step',
  description:
    'Adds a step at the end of the file. Type p with a fanout of N adds N workers <id>-1 to <id>-N as a group, and with mergeStep a step that waits for them all.',
  parameters,
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply(sequence, given, context) {
    if (given.fanout === undefined && given.mergeStep === undefined) {
      return addOne(sequence, given)
    }
    if (given.type !== 'p' || given.fanout === undefined) {
      return fail('INVALID_PARAMETERS', 'fanout goes with type p, and mergeStep with fanout.', {
        hint: 'Set type to p and fanout to the number of workers, or leave both out.',
        details: { id: given.id },
      })
    }
    return addWorkers(sequence, given, context)
  },
  describe({ id, fanout }) {
    return fanout === undefined
      ? `Add step ${id}`
      : `Add ${fanout} parallel steps ${id}-1 to ${id}-${fanout}`
  },
})
