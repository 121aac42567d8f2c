import { type AppliedActions, applyActions } from '../../shared/actions/apply.ts'
import type { ActionContext } from '../../shared/actions/define.ts'
import { parseActions } from '../../shared/actions/parse-action.ts'
import { type Failure, unwrap } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { context } from './sequences.ts'

/** Raw actions, checked and applied. */
export function tryActions(
  plan: Sequence,
  actions: readonly unknown[],
  more: Partial<ActionContext> = {},
): Result<AppliedActions> {
  const parsed = parseActions(actions)
  return parsed.ok ? applyActions(plan, parsed.value, context(more)) : parsed
}

/** What one action makes of a sequence; a refusal is thrown. */
export function act(
  plan: Sequence,
  action: object,
  more: Partial<ActionContext> = {},
): AppliedActions {
  return unwrap(tryActions(plan, [action], more))
}

/** Why one action is refused; undefined when it is not. */
export function refusal(
  plan: Sequence,
  action: object,
  more: Partial<ActionContext> = {},
): Failure | undefined {
  const result = tryActions(plan, [action], more)
  return result.ok ? undefined : result.failure
}
