import { type Failure, failureFrom } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { AttemptCommand, AttemptRecord } from '../../shared/schema/run.ts'
import { redactorFor } from './output/policy-redactor.ts'
import { openTerminal } from './output/terminal.ts'
import { TerminalEcho } from './output/terminal-echo.ts'
import { type RunnerParts, runAttempt } from './run-attempt.ts'
import { writeRefusal } from './slot.ts'
import { nextTicket } from './standby.ts'
import type { StopRequests } from './stop-requests.ts'
import { warmUp } from './warm-up.ts'

/** The runner's exit codes: what became of the attempt, for whoever only sees the process. */
export const RUNNER_EXITS = {
  /** The attempt ended well, or there was nothing to do. */
  done: 0,
  /** The attempt failed; its status.json says why. */
  failed: 1,
  /** Nothing could be recorded (sysexits' EX_IOERR). */
  unrecorded: 74,
} as const

/** What a runner is made of besides its arguments. */
export interface RunnerWiring {
  readonly stop: StopRequests
  /** Asks the policy as it is now whether the command may run. */
  readonly checkCommand: (command: AttemptCommand) => Result<void>
  readonly prepareHome?: NonNullable<RunnerParts['prepareHome']>
  readonly enterSandbox?: NonNullable<RunnerParts['enterSandbox']>
}

function run(folder: string, wiring: RunnerWiring): Promise<Result<AttemptRecord | undefined>> {
  const print = openTerminal()
  return runAttempt(folder, {
    ...wiring,
    now: () => new Date(),
    redactor: redactorFor(folder),
    echo: print && new TerminalEcho(print, () => performance.now()),
  })
}

function tell(failure: Failure): number {
  process.stderr.write(`ThreadOS runner: ${failure.code}: ${failure.message}\n`)
  return RUNNER_EXITS.unrecorded
}

async function runSlot(slotFolder: string, wiring: RunnerWiring): Promise<number> {
  const ticket = await nextTicket(slotFolder, wiring.stop, () =>
    warmUp(slotFolder, wiring.checkCommand),
  )
  if (!ticket.ok) return refuse(slotFolder, ticket.failure)
  if (!ticket.value) return RUNNER_EXITS.done
  const ended = await run(ticket.value.attemptFolder, wiring)
  return ended.ok ? exitOf(ended.value) : refuse(slotFolder, ended.failure)
}

function refuse(slotFolder: string, failure: Failure): number {
  try {
    writeRefusal(slotFolder, failure)
  } catch (cause) {
    // The same disk may refuse this too; that the runner ended without a record is seen all the same.
    tell(failureFrom(cause))
  }
  return tell(failure)
}

function exitOf(record: AttemptRecord | undefined): number {
  return record?.status === 'FAILED' ? RUNNER_EXITS.failed : RUNNER_EXITS.done
}

/**
 * Runs the attempt that the command line names, `ATTEMPT_FOLDER` or `--slot SLOT_FOLDER`, and gives the exit
 * code. In a slot without a ticket there is nothing to do.
 */
export async function runFromArguments(
  args: readonly string[],
  wiring: RunnerWiring,
): Promise<number> {
  const [first, second] = args
  if (first === '--slot' && second !== undefined && args.length === 2)
    return runSlot(second, wiring)
  if (first === undefined || args.length !== 1) {
    return tell({
      code: 'USAGE',
      message: 'Usage: runner ATTEMPT_FOLDER | runner --slot SLOT_FOLDER',
    })
  }
  const ended = await run(first, wiring)
  return ended.ok ? exitOf(ended.value) : tell(ended.failure)
}
