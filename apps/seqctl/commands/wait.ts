import type { Command } from 'commander'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { stepStatus } from '../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../shared/schema/sequence.ts'
import { endsOf, endText, isFailed } from '../attempts.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { runtimeOf } from '../runtime.ts'

interface WaitFlags {
  readonly timeout?: string
}

function missingIn(sequence: Sequence, ids: readonly string[]): string | undefined {
  const known = new Set(sequence.steps.map((step) => step.id))
  return ids.find((id) => !known.has(id))
}

/** Where the steps stand, and why those that failed did; exit 1 when there is one. */
function standing(sequence: Sequence, ids: readonly string[], store: AttemptStore): Answer {
  const steps = endsOf(
    sequence.steps.filter((step) => ids.includes(step.id)),
    store,
  )
  const text = steps.map(endText).join('\n')
  return {
    data: { steps },
    text: text || 'No step runs.',
    ...(steps.some(isFailed) ? { exit: 1 } : {}),
  }
}

/** Inside an orchestrator's step it is its door that looks: from within the walls other steps can't be seen. */
async function untilSettled(
  context: CliContext,
  door: Door,
  ids: readonly string[],
  timeoutMs: number | undefined,
): Promise<Result<undefined>> {
  const stepDoor = await context.stepDoor()
  if (stepDoor) return stepDoor.settled(ids, timeoutMs)
  const runtime = await runtimeOf(door, 'mprocs')
  const ended = await runtime.untilSettled(ids, timeoutMs)
  await runtime.close()
  return ended
}

function tooLong(ids: readonly string[], timeoutMs = 0): Result<never> {
  const named = ids.length > 3 ? `${ids.slice(0, 3).join(', ')} and others` : ids.join(', ')
  return fail('TIMEOUT', `After ${timeoutMs} ms this is not over yet: ${named}.`, {
    hint: 'See where they stand: seqctl status',
  })
}

async function wait(
  context: CliContext,
  given: readonly string[],
  flags: WaitFlags,
): Promise<Result<Answer>> {
  const timeoutMs = flags.timeout === undefined ? undefined : Number(flags.timeout)
  if (timeoutMs !== undefined && !(timeoutMs >= 0)) {
    return fail('USAGE', '--timeout must be a number of milliseconds.')
  }
  const door = context.door()
  if (!door.ok) return door
  const before = door.value.read()
  if (!before.ok) return before
  const { sequence } = before.value
  const missing = missingIn(sequence, given)
  if (missing !== undefined) return fail('STEP_NOT_FOUND', `There is no step "${missing}".`)
  const running = sequence.steps.filter((step) => stepStatus(step) === 'RUNNING')
  const ids = given.length > 0 ? given : running.map((step) => step.id)
  const ended = await untilSettled(context, door.value, ids, timeoutMs)
  if (!ended.ok) return ended.failure.code === 'TIMEOUT' ? tooLong(ids, timeoutMs) : ended
  const after = door.value.read()
  if (!after.ok) return after
  const store = new AttemptStore(door.value.parts.workspace.folder)
  return ok(standing(after.value.sequence, ids, store))
}

/** Adds `wait`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('wait [ids...]')
    .description(
      'Wait until steps have ended, those that run now unless named; exit 1 when one failed',
    )
    .option('--timeout <ms>', 'Give up after this many milliseconds')
    .addHelpText('after', '\nExample:\n  seqctl wait build test --timeout 600000')
  command.action((ids: string[], flags: WaitFlags) =>
    run((context) => wait(context, ids, flags), command),
  )
}
