import type { AppliedActions, Door } from '../../bridge/local/commit-actions.ts'
import { fail } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import type { Result } from '../../shared/result.ts'
import { canAsk, confirmAtTerminal } from './confirm-at-terminal.ts'
import type { CliContext } from './context.ts'

/** The word that a person types to confirm: the id that the first action is about. */
function wordFor(actions: readonly RawAction[]): string {
  const first = actions[0]
  return String(first?.['id'] ?? first?.['stepId'] ?? first?.action ?? 'yes')
}

/** Applies actions for the caller; at a terminal a person is asked for what needs a confirmation. */
export async function applyForCaller(
  context: CliContext,
  door: Door,
  actions: readonly RawAction[],
): Promise<Result<AppliedActions>> {
  const confirm = context.flags.confirm === undefined ? [] : [context.flags.confirm]
  const request = { actions, caller: context.caller, confirm }
  const applied = await door.apply(request)
  const mustAsk = !applied.ok && applied.failure.code === 'CONFIRMATION_REQUIRED'
  if (!mustAsk || context.mode.json || context.caller.actor !== 'user' || !canAsk()) return applied
  const id = await confirmAtTerminal(applied.failure, door.parts.confirmations, wordFor(actions))
  if (id === undefined) return fail('INTERRUPTED', 'Nothing was changed: not confirmed.')
  return door.apply({ ...request, confirm: [id] })
}
