import { blockedBecause } from '../dag/explain.ts'
import { readySet } from '../dag/frontier.ts'
import { gateStatus, isSatisfied, isStep, stepStatus } from '../schema/defaults.ts'
import type { RunScope } from '../schema/run.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'

/** What a run was asked to do, and what it has done so far. */
export interface RunProgress {
  readonly scope: RunScope
  /** The steps that were asked for, for scopes step and group. */
  readonly targets: readonly string[]
  /** Steps that this run started. Each starts once a run; a second try is a retry of its own. */
  readonly started: ReadonlySet<string>
}

/** A step that does not run, and why. */
export interface WaitingStep {
  readonly id: string
  readonly because: string
}

/** True when the run may start this step at some time. */
function isWanted(run: RunProgress, step: Step): boolean {
  if (run.started.has(step.id)) return false
  return run.scope === 'runnable' || run.scope === 'all' || run.targets.includes(step.id)
}

/** How many steps of the sequence run now, whoever started them. */
export function countRunning(sequence: Sequence): number {
  return sequence.steps.filter((step) => stepStatus(step) === 'RUNNING').length
}

/**
 * The steps that a run starts next, in the order of the ready set, never more than `maxConcurrent` running
 * at once over all runs.
 */
export function nextStarts(sequence: Sequence, run: RunProgress, maxConcurrent: number): Step[] {
  const room = Math.max(0, maxConcurrent - countRunning(sequence))
  if (room === 0) return []
  return readySet(sequence)
    .filter((step) => isWanted(run, step))
    .slice(0, room)
}

/** True when a step of this run is under way. */
export function hasLiveSteps(sequence: Sequence, run: RunProgress): boolean {
  return sequence.steps.some((step) => run.started.has(step.id) && stepStatus(step) === 'RUNNING')
}

/** True when a person's word on a gate or a step could let this run go on: only scope `all` waits for that. */
export function awaitsPerson(sequence: Sequence, run: RunProgress): boolean {
  if (run.scope !== 'all') return false
  const isOpen = sequence.steps.some(
    (step) => isWanted(run, step) && stepStatus(step) === 'BLOCKED',
  )
  const isReview = sequence.steps.some((step) => stepStatus(step) === 'NEEDS_REVIEW')
  const isGate = sequence.gates.some(
    (gate) =>
      gateStatus(gate) === 'PENDING' && blockedBecause(sequence, gate.id).blockers.length === 0,
  )
  return isOpen && (isReview || isGate)
}

function reasonFor(sequence: Sequence, step: Step): string {
  const status = stepStatus(step)
  if (status === 'BLOCKED') return blockedBecause(sequence, step.id).sentence
  if (status === 'NEEDS_REVIEW') return 'waits for a person to accept or reject it'
  if (status === 'FAILED') return 'failed; reset it to run it again'
  if (status === 'RUNNING') return 'runs already'
  return 'was not asked for'
}

/** The wanted steps that a run leaves undone, each with the reason. */
export function waitingSteps(sequence: Sequence, run: RunProgress): WaitingStep[] {
  return sequence.steps
    .filter(
      (step) =>
        isStep(step) && !isSatisfied(step) && (isWanted(run, step) || run.started.has(step.id)),
    )
    .filter((step) => stepStatus(step) !== 'RUNNING' || !run.started.has(step.id))
    .map((step) => ({ id: step.id, because: reasonFor(sequence, step) }))
}
