import type { AppliedActions, Door } from '../../bridge/local/commit-actions.ts'
import type { Performed } from '../../bridge/scheduler/perform.ts'
import type { Runtime } from '../../bridge/scheduler/runtime.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Executor } from '../../shared/schema/run.ts'
import { applyForCaller } from './apply.ts'
import type { CliContext } from './context.ts'
import { runtimeOf, setGoing } from './runtime.ts'

/** An action that was applied and whose effects have been set going. */
export interface BegunAction {
  readonly door: Door
  /** To be closed by who began the action, when it has seen what it waits for. */
  readonly runtime: Runtime
  readonly applied: AppliedActions
  readonly performed: Performed
}

/** Applies an action for the caller and sets going what follows from it. After a failure nothing is left open. */
export async function beginAction(
  context: CliContext,
  action: RawAction,
  executor: Executor,
): Promise<Result<BegunAction>> {
  const door = context.door()
  if (!door.ok) return door
  const applied = await applyForCaller(context, door.value, [action])
  if (!applied.ok) return applied
  const runtime = await runtimeOf(door.value, executor)
  const performed = await setGoing(runtime, door.value, applied.value, context)
  if (performed.ok) {
    return ok({ door: door.value, runtime, applied: applied.value, performed: performed.value })
  }
  await runtime.close()
  return performed
}
