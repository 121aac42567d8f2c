import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { NodeIdSchema } from '../schema/ids.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { ActionContext } from './define.ts'

/** A refusal when more steps side by side are asked for than the policy or the sequence allows. */
export function checkFanout(
  sequence: Sequence,
  context: ActionContext,
  count: number,
): Result<undefined> {
  const most = Math.min(
    context.policy.max_fanout,
    sequence.policy?.max_fanout ?? Number.POSITIVE_INFINITY,
  )
  if (count <= most) return ok(undefined)
  return fail(
    'LIMIT_EXCEEDED',
    `${count} parallel steps are more than the policy's max_fanout of ${most}.`,
    {
      hint: `Ask for at most ${most}, or have a person raise max_fanout in policy.yaml.`,
      details: { count, limit: most, rule: 'max_fanout' },
    },
  )
}

/** A refusal when the sequence has grown past what the policy or the sequence allows. */
export function checkStepCount(
  before: Sequence,
  after: Sequence,
  context: ActionContext,
): Result<undefined> {
  const count = after.steps.length
  const most = Math.min(
    context.policy.max_steps,
    after.policy?.max_steps ?? Number.POSITIVE_INFINITY,
  )
  if (count <= most || count <= before.steps.length) return ok(undefined)
  return fail('LIMIT_EXCEEDED', `${count} steps are more than the policy's max_steps of ${most}.`, {
    hint: 'Remove steps first, or have a person raise max_steps in policy.yaml.',
    details: { count, limit: most, rule: 'max_steps' },
  })
}

/** A refusal when an id that was made up from another one breaks the rule for ids. */
export function checkMadeId(id: string): Result<undefined> {
  const checked = NodeIdSchema.safeParse(id)
  if (checked.success) return ok(undefined)
  const rule = checked.error.issues[0]?.message ?? 'is not an id'
  return fail('INVALID_ID', `The id ${id} ${rule}.`, {
    hint: 'Choose a shorter id.',
    details: { id },
  })
}
