import { accessSync, constants } from 'node:fs'
import type { AppliedActions, Door } from '../../bridge/local/commit-actions.ts'
import { errorCode } from '../../bridge/local/durable-file.ts'
import { fail } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import type { DoorChange } from '../../shared/protocol/step-door.ts'
import { ok, type Result } from '../../shared/result.ts'
import { canAsk, confirmAtTerminal, confirmationId } from './confirm-at-terminal.ts'
import type { CliContext } from './context.ts'

/** The word that a person types to confirm: the id that the first action is about. */
function wordFor(actions: readonly RawAction[]): string {
  const first = actions[0]
  return String(first?.['id'] ?? first?.['stepId'] ?? first?.action ?? 'yes')
}

/**
 * Refuses what an agent asks for from inside of a sandbox: there the plan can only be read, and a question to a
 * person would stay inside too.
 */
function checkWalls(context: CliContext, door: Door): Result<undefined> {
  if (context.caller.actor !== 'orchestrator') return ok(undefined)
  try {
    accessSync(door.parts.workspace.folder, constants.W_OK)
  } catch (cause) {
    if (errorCode(cause) === 'EROFS') {
      return fail('RUNTIME_UNAVAILABLE', 'In the sandbox of a step the plan can only be read.', {
        hint: 'Say in your final message what should change. A step with "orchestrator: true" gets a door of its own to the plan.',
      })
    }
  }
  return ok(undefined)
}

/** Applies actions for the caller; at a terminal a person is asked for what needs a confirmation. */
export async function applyForCaller(
  context: CliContext,
  door: Door,
  actions: readonly RawAction[],
  baseRevision?: string,
): Promise<Result<AppliedActions>> {
  const free = checkWalls(context, door)
  if (!free.ok) return free
  return confirmedAtTerminal(context, door, wordFor(actions), (confirm) =>
    door.apply({ actions, caller: context.caller, confirm, baseRevision }),
  )
}

/** Does something with the confirmation of the command line; at a terminal a person is asked for one that it needs. */
export async function confirmedAtTerminal<T>(
  context: CliContext,
  door: Door,
  word: string,
  act: (confirm: readonly string[]) => Promise<Result<T>>,
): Promise<Result<T>> {
  const done = await act(confirmationsOf(context))
  const mustAsk = !done.ok && done.failure.code === 'CONFIRMATION_REQUIRED'
  if (!mustAsk || context.mode.json || context.caller.actor !== 'user' || !canAsk()) return done
  const answer = await confirmAtTerminal(done.failure, door.parts.confirmations, { yes: word })
  if (answer !== 'confirmed') return fail('INTERRUPTED', 'Nothing was changed: not confirmed.')
  return act([confirmationId(done.failure)])
}

/** The confirmation that the command line brings along, as a list. */
export function confirmationsOf({ flags }: CliContext): string[] {
  return flags.confirm === undefined ? [] : [flags.confirm]
}

/** What a change through the step's own door came to; undefined where there is no such door. */
export async function applyThroughStepDoor(
  context: CliContext,
  actions: readonly RawAction[],
  baseRevision?: string,
): Promise<Result<DoorChange> | undefined> {
  const confirm = confirmationsOf(context)
  const stepDoor = await context.stepDoor()
  return stepDoor?.apply({ actions: [...actions], confirm, baseRevision })
}

/** Applies actions that only change the plan: inside an orchestrator's step through its door. */
export async function changePlan(
  context: CliContext,
  actions: readonly RawAction[],
): Promise<Result<Pick<AppliedActions, 'proposal' | 'revision'>>> {
  const through = await applyThroughStepDoor(context, actions)
  if (through) return through
  const door = context.door()
  return door.ok ? applyForCaller(context, door.value, actions) : door
}
