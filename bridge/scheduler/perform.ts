import type { Effect } from '../../shared/actions/define.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { Simulation } from '../../shared/simulate/simulate.ts'
import type { MergeDone } from '../git/merge-worktree.ts'
import type { RemovedWorktree } from '../git/remove-worktree.ts'
import type { AppliedActions, Caller, Door } from '../local/commit-actions.ts'
import { performPolicyEffect } from '../local/policy-effects.ts'
import { performWorktree } from './perform-worktree.ts'
import { planRun, startedAtOnce } from './plan-run.ts'
import type { Runtime } from './runtime.ts'
import { sendKeys } from './send-keys.ts'

/** What carrying out effects led to. */
export interface Performed {
  readonly runId?: string
  /** Steps that were started, or that a dry run would start. */
  readonly started: readonly string[]
  /** What a dry run would do. */
  readonly plan?: Simulation
  /** What became of a worktree. */
  readonly worktree?: MergeDone | RemovedWorktree
  /** Sentences for people on what was done. */
  readonly notes?: readonly string[]
}

type RunEffect = Extract<Effect, { effect: 'run' }>

/** What was committed, and who asked for it. */
interface Asked {
  readonly applied: AppliedActions
  readonly caller: Caller
}

/** Carries out what a commit asked for besides its change of the plan. */
export async function performEffects(
  runtime: Runtime,
  door: Door,
  applied: AppliedActions,
  caller: Caller,
): Promise<Result<Performed>> {
  let performed: Performed = { started: [] }
  for (const effect of applied.effects) {
    const done = await performEffect(runtime, door, effect, { applied, caller })
    if (!done.ok) return done
    performed = {
      ...performed,
      ...done.value,
      started: [...performed.started, ...done.value.started],
      notes: [...(performed.notes ?? []), ...(done.value.notes ?? [])],
    }
  }
  return ok(performed)
}

async function performEffect(
  runtime: Runtime,
  door: Door,
  effect: Effect,
  asked: Asked,
): Promise<Result<Performed>> {
  switch (effect.effect) {
    case 'run':
      return performRun(runtime, door, effect, asked)
    case 'stop': {
      const stopped = runtime.stop(effect.stepId)
      return stopped.ok ? ok({ started: [] }) : stopped
    }
    case 'stopRuns': {
      const stopped = runtime.stopRuns(effect.stepIds, effect.groupId)
      return stopped.ok ? ok({ started: [] }) : stopped
    }
    case 'restart':
      return performRestart(runtime, door, effect.stepId, asked.caller)
    case 'worktree':
      return performWorktree(door, effect)
    case 'policyMode':
    case 'trust': {
      const { workspace, dataFolder } = door.parts
      const kept = performPolicyEffect(effect, workspace.root, dataFolder)
      return kept.ok ? ok({ started: [] }) : kept
    }
    case 'sendKey':
      return mapResult(sendKeys(runtime.store, effect.stepId, effect.key), () => ({ started: [] }))
  }
}

async function performRun(
  runtime: Runtime,
  door: Door,
  effect: RunEffect,
  asked: Asked,
): Promise<Result<Performed>> {
  const { applied, caller } = asked
  if (effect.dryRun) {
    const plan = planRun(runtime.store, door, effect, applied.sequence)
    return mapResult(plan, (found) => ({ started: startedAtOnce(found), plan: found }))
  }
  const { revision, proposal } = applied
  // What needed a confirmation has had it: otherwise the commit would not have been made.
  const confirmed = proposal.verdict.confirmation !== 'none'
  const run = await runtime.start(effect, { caller, revision, confirmed })
  if (!run.ok) return run
  return ok({ runId: run.value.runId, started: runtime.startedBy(run.value.runId) })
}

async function performRestart(
  runtime: Runtime,
  door: Door,
  stepId: string,
  caller: Caller,
): Promise<Result<Performed>> {
  const before = door.read()
  if (!before.ok) return before
  const step = before.value.sequence.steps.find((candidate) => candidate.id === stepId)
  if (step && stepStatus(step) === 'RUNNING') {
    const stopped = runtime.stop(stepId)
    if (!stopped.ok) return stopped
    const ended = await runtime.untilNotRunning(stepId)
    if (!ended.ok) return ended
  }
  const reset = await door.apply({ actions: [{ action: 'step.reset', id: stepId }], caller })
  if (!reset.ok && reset.failure.code !== 'ILLEGAL_TRANSITION') return reset
  const run = await door.apply({ actions: [{ action: 'run.step', ids: [stepId] }], caller })
  if (!run.ok) return run
  return performEffects(runtime, door, run.value, caller)
}
