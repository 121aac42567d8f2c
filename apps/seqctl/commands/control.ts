import type { Command } from 'commander'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import type { StepDoor } from '../../../bridge/local/step-door-client.ts'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { confirmationsOf } from '../apply.ts'
import { beginAction } from '../begin-action.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { runtimeOf } from '../runtime.ts'

async function control(
  context: CliContext,
  action: 'step.stop' | 'step.restart',
  id: string,
): Promise<Result<Answer>> {
  const stepDoor = await context.stepDoor()
  if (stepDoor) return controlThrough(context, stepDoor, action, id)
  const begun = await beginAction(context, { action, id }, 'mprocs')
  if (!begun.ok) return begun
  const { door, runtime, performed } = begun.value
  if (action === 'step.stop') await runtime.untilNotRunning(id)
  if (performed.runId !== undefined) await runtime.finished(performed.runId)
  await runtime.close()
  return standing(door, id)
}

function standing(door: Door, id: string): Result<Answer> {
  const now = door.read()
  if (!now.ok) return now
  const step = now.value.sequence.steps.find((candidate) => candidate.id === id)
  const status = step?.status ?? 'READY'
  return ok({ data: { id, status }, text: `${id}  ${status}` })
}

/** Inside an orchestrator's step: what is stopped or begun there is the work of its door. */
async function controlThrough(
  context: CliContext,
  stepDoor: StepDoor,
  action: 'step.stop' | 'step.restart',
  id: string,
): Promise<Result<Answer>> {
  const confirm = confirmationsOf(context)
  const done = await stepDoor.apply({ actions: [{ action, id }], confirm })
  if (!done.ok) return done
  const { runId } = done.value
  const ended = runId === undefined ? await stepDoor.settled([id]) : await stepDoor.finished(runId)
  if (!ended.ok) return ended
  const door = context.door()
  return door.ok ? standing(door.value, id) : door
}

interface StopFlags {
  readonly group?: string
  readonly all?: boolean
}

async function stopCommand(
  context: CliContext,
  id: string | undefined,
  flags: StopFlags,
): Promise<Result<Answer>> {
  const given = [id, flags.group, flags.all].filter((one) => one !== undefined)
  if (given.length !== 1) return fail('USAGE', 'Name a step, or give --group ID or --all.')
  return id === undefined ? stopRuns(context, flags.group) : control(context, 'step.stop', id)
}

/** Stops a group or everything, and answers when nothing of it runs any more. */
async function stopRuns(context: CliContext, groupId: string | undefined): Promise<Result<Answer>> {
  const action = { action: 'run.stop', ...(groupId === undefined ? {} : { groupId }) }
  const begun = await beginAction(context, action, 'mprocs')
  if (!begun.ok) return begun
  const { runtime, applied } = begun.value
  const ids = applied.effects.flatMap((one) => (one.effect === 'stopRuns' ? one.stepIds : []))
  for (const id of ids) await runtime.untilNotRunning(id)
  await runtime.close()
  const text = ids.length === 0 ? 'Nothing ran.' : `Stopped ${ids.join(', ')}.`
  return ok({ data: { stopped: ids }, text })
}

async function reconcile(context: CliContext): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const before = door.value.read()
  if (!before.ok) return before
  const runtime = await runtimeOf(door.value, 'mprocs')
  const advanced = await runtime.advance()
  await runtime.close()
  if (!advanced.ok) return advanced
  const after = door.value.read()
  if (!after.ok) return after
  const was = new Map(before.value.sequence.steps.map((step) => [step.id, step.status]))
  const corrected = after.value.sequence.steps
    .filter((step) => was.get(step.id) === 'RUNNING' && step.status !== 'RUNNING')
    .map((step) => ({ id: step.id, status: step.status ?? 'READY' }))
  const text = corrected.map((step) => `${step.id}  ${step.status}`).join('\n')
  return ok({ data: { corrected }, text: text || 'Records and processes agree.' })
}

/** Adds `stop`, `restart` and `reconcile`. */
export function register(program: Command, run: Runner): void {
  const stop = program
    .command('stop [id]')
    .description('Stop a running step, a group or everything, with all processes')
    .option('--group <id>', 'Stop the steps of this group')
    .option('--all', 'Stop everything that runs')
    .addHelpText('after', '\nExample:\n  seqctl stop build')
  stop.action((id: string | undefined, flags: StopFlags) =>
    run((context) => stopCommand(context, id, flags), stop),
  )
  const restart = program.command('restart <id>').description('Stop a step and run it again')
  restart.action((id: string) => run((context) => control(context, 'step.restart', id), restart))
  const agree = program
    .command('reconcile')
    .description('Make the recorded state agree with the processes that live')
  agree.action(() => run(reconcile, agree))
}
