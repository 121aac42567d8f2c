import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { Command } from 'commander'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import { ensurePrivateFolder } from '../../../bridge/local/durable-file.ts'
import { programCommand } from '../../../bridge/local/programs.ts'
import type { StepDoor } from '../../../bridge/local/step-door-client.ts'
import type { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import type { Performed } from '../../../bridge/scheduler/perform.ts'
import type { ActionDefinition } from '../../../shared/actions/define.ts'
import { ACTIONS } from '../../../shared/actions/registry.ts'
import { fail } from '../../../shared/failure.ts'
import type { RunState } from '../../../shared/protocol/state.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { type Executor, ExecutorSchema } from '../../../shared/schema/run.ts'
import { actionFrom, declareAction } from '../action-command.ts'
import { confirmationsOf } from '../apply.ts'
import { endsOf, endText, isFailed } from '../attempts.ts'
import { type BegunAction, beginAction } from '../begin-action.ts'
import type { CliContext } from '../context.ts'
import { type Answer, failureEnvelope } from '../output.ts'
import { planText } from '../plan-text.ts'
import type { Runner } from '../run-cli.ts'
import { splitArguments } from './action-noun.ts'

/** Set for the process that goes on with a run after the command that began it has answered. */
const BACKGROUND = 'THREADOS_BACKGROUND'

interface RunFlags {
  readonly executor?: string
  readonly wait?: boolean
  readonly dryRun?: boolean
}

async function begin(
  context: CliContext,
  action: ActionDefinition,
  command: Command,
  executor: Executor,
): Promise<Result<BegunAction>> {
  const raw = actionFrom(action, splitArguments(command, action.positional.length))
  return raw.ok ? beginAction(context, raw.value, executor) : raw
}

function summary(performed: Performed): Answer {
  const { runId, started, plan } = performed
  if (plan) return { data: { started, plan }, text: planText(started, plan) }
  const what = started.length === 0 ? 'Nothing is ready to run.' : `Started ${started.join(', ')}.`
  return {
    data: { ...(runId === undefined ? {} : { runId }), started },
    text: runId === undefined ? `Would start: ${started.join(', ') || 'nothing'}.` : what,
  }
}

/**
 * The end of a run that was waited for: exit 1 when one of its steps failed. Why it failed is known where its
 * attempt can be read, which a step behind its own walls can't.
 */
function finalAnswer(door: Door, state: RunState, store?: AttemptStore): Result<Answer> {
  const now = door.read()
  if (!now.ok) return now
  const mine = new Set(state.started)
  const steps = endsOf(
    now.value.sequence.steps.filter((step) => mine.has(step.id)),
    store,
  )
  const waiting = state.waiting.filter((step) => !mine.has(step.id))
  const ofStop = state.message === undefined ? {} : { message: state.message }
  const lines = [
    ...(state.message === undefined ? [] : [state.message]),
    ...steps.map(endText),
    ...waiting.map((step) => `${step.id}  ${step.because}`),
  ]
  return ok({
    data: { runId: state.runId, ...ofStop, steps, waiting },
    text: lines.length === 0 ? 'Nothing was ready to run.' : lines.join('\n'),
    ...(steps.some(isFailed) || state.message !== undefined ? { exit: 1 } : {}),
  })
}

async function waitForEnd(started: BegunAction): Promise<Result<Answer>> {
  const { runtime, door, performed } = started
  if (performed.runId === undefined) return ok(summary(performed))
  const interrupt = () => void runtime.shutdown().finally(() => process.exit(130))
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const state = await runtime.finished(performed.runId)
  const answer = state.ok ? finalAnswer(door, state.value, runtime.store) : state
  await runtime.close()
  return answer
}

/** Begins the run in a process of its own, which goes on when this one has answered. */
async function inBackground(context: CliContext, argv: readonly string[]): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const { stateFolder } = door.value.parts.workspace
  ensurePrivateFolder(stateFolder)
  const log = openSync(join(stateFolder, 'background.log'), 'a', 0o600)
  const [program = process.execPath, ...rest] = programCommand('seqctl')
  const child = spawn(program, [...rest, ...argv, '--json'], {
    detached: true,
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, [BACKGROUND]: '1' },
  })
  const line = await new Promise<string | undefined>((resolve) => {
    child.on('error', () => resolve(undefined))
    const lines = createInterface({ input: child.stdout ?? Readable.from([]) })
    lines.once('line', resolve)
    lines.once('close', () => resolve(undefined))
  })
  child.stdout?.destroy()
  child.unref()
  if (line === undefined) {
    return fail('RUNTIME_UNAVAILABLE', 'The process that drives the run could not be started.', {
      hint: `Its messages are in ${join(stateFolder, 'background.log')}.`,
    })
  }
  return answerFrom(line)
}

function answerFrom(line: string): Result<Answer> {
  const envelope: {
    success: boolean
    data: Performed
    error: string
    code: 'INTERNAL'
    details: Record<string, unknown>
  } = JSON.parse(line)
  if (envelope.success) return ok(summary(envelope.data))
  const { error, code, details } = envelope
  const hint = typeof details['hint'] === 'string' ? { hint: details['hint'] } : {}
  return fail(code, error, { details, ...hint })
}

/** The background process: answers as soon as the run has begun, then drives it to its end. */
async function driveInBackground(started: Result<BegunAction>): Promise<Result<Answer>> {
  if (!started.ok) {
    process.stdout.write(`${JSON.stringify(failureEnvelope(started.failure))}\n`)
    return ok({ data: null, text: '', isShown: true, exit: 1 })
  }
  const { data } = summary(started.value.performed)
  process.stdout.write(`${JSON.stringify({ success: true, data })}\n`)
  const ended = await waitForEnd(started.value)
  return ended.ok ? ok({ data: null, text: '', isShown: true }) : ended
}

/** Inside an orchestrator's step: the run belongs to the process that serves its door. */
async function runThroughStepDoor(
  context: CliContext,
  stepDoor: StepDoor,
  action: ActionDefinition,
  command: Command,
): Promise<Result<Answer>> {
  const raw = actionFrom(action, splitArguments(command, action.positional.length))
  if (!raw.ok) return raw
  const confirm = confirmationsOf(context)
  const begun = await stepDoor.apply({ actions: [raw.value], confirm })
  if (!begun.ok) return begun
  const { runId, started, plan } = begun.value
  const { wait }: RunFlags = command.opts()
  if (runId === undefined || !wait) {
    return ok(summary({ started, ...(runId === undefined ? { plan: plan as never } : { runId }) }))
  }
  const state = await stepDoor.finished(runId)
  const door = context.door()
  if (!door.ok) return door
  return state.ok ? finalAnswer(door.value, state.value) : state
}

async function runCommand(
  context: CliContext,
  action: ActionDefinition,
  command: Command,
  argv: readonly string[],
): Promise<Result<Answer>> {
  const flags: RunFlags = command.opts()
  const executor = ExecutorSchema.safeParse(flags.executor ?? 'mprocs')
  if (!executor.success) return fail('USAGE', '--executor must be mprocs or direct.')
  if (process.env[BACKGROUND] === '1') {
    delete process.env[BACKGROUND]
    return driveInBackground(await begin(context, action, command, executor.data))
  }
  const stepDoor = await context.stepDoor()
  if (stepDoor) return runThroughStepDoor(context, stepDoor, action, command)
  if (!flags.wait && !flags.dryRun) return inBackground(context, argv)
  const started = await begin(context, action, command, executor.data)
  return started.ok ? waitForEnd(started.value) : started
}

/** Adds `run step|group|runnable|all`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('run').description('Run steps')
  for (const action of ACTIONS) {
    const [noun, verb] = action.name.split('.')
    if (noun !== 'run' || verb === undefined || action.kind !== 'run') continue
    const command = declareAction(parent.command(verb), action)
      .option('--executor <name>', 'mprocs (default) or direct')
      .option('--wait', 'Answer when the run has ended; exit 1 when a step failed')
      .addHelpText(
        'after',
        `\nExample:\n  seqctl run ${verb}${({ step: ' build', group: ' checks' } as Record<string, string>)[verb] ?? ''} --wait`,
      )
    command.action(() =>
      run((context) => runCommand(context, action, command, process.argv.slice(2)), command),
    )
  }
}
