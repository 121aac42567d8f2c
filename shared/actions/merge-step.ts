import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { isStep } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import type { ActionOutcome } from './define.ts'
import { dependOn, findNode, replaceStep } from './edits.ts'

/** Lets a step wait for all members of a group, adding it when there is none of that id. */
export function mergeInto(
  sequence: Sequence,
  members: readonly Step[],
  mergeStep: string | undefined,
): Result<ActionOutcome> {
  if (mergeStep === undefined) return ok({ sequence })
  const ids = members.map((step) => step.id)
  const present = findNode(sequence, mergeStep)
  if (present && isStep(present)) {
    return ok({ sequence: replaceStep(sequence, mergeStep, dependOn(present, ids)) })
  }
  if (present) {
    return fail('ALREADY_EXISTS', `${mergeStep} is a gate and can't merge the results of steps.`, {
      hint: 'Name a step, or let the gate depend on the members with "seqctl dep add".',
      details: { id: mergeStep },
    })
  }
  const model = members.find((step) => step.model !== 'shell')?.model
  if (model === undefined) {
    return fail(
      'INVALID_PARAMETERS',
      `The merge step ${mergeStep} would be a shell step without a command.`,
      {
        hint: `Add ${mergeStep} with its command first, then name it as merge step.`,
        details: { id: mergeStep },
      },
    )
  }
  return ok({
    sequence,
    expands: [{ action: 'step.add', id: mergeStep, type: 'base', model, dependsOn: ids }],
  })
}
