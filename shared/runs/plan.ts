import { blockedBecause } from '../dag/explain.ts'
import { readySet } from '../dag/frontier.ts'
import { buildGraph } from '../dag/graph.ts'
import { urgencyRanks } from '../dag/urgency.ts'
import { gateStatus, isSatisfied, isStep, stepStatus } from '../schema/defaults.ts'
import type { RunScope } from '../schema/run.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Step } from '../schema/step.ts'
import { type Limits, Room } from './room.ts'

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

/**
 * The steps that a run starts next, the one that most still hangs on in front, never more running at once over
 * all runs than the limits say.
 */
export function nextStarts(sequence: Sequence, run: RunProgress, limits: Limits): Step[] {
  const running = sequence.steps.filter((step) => stepStatus(step) === 'RUNNING')
  const room = new Room(limits, running)
  if (!room.isOpen) return []
  const wanted = readySet(sequence).filter((step) => isWanted(run, step))
  return inOrder(sequence, wanted).filter((step) => {
    if (!room.admits(step)) return false
    room.take(step)
    return true
  })
}

function inOrder(sequence: Sequence, steps: Step[]): Step[] {
  if (steps.length < 2) return steps
  const graph = buildGraph(sequence)
  const ranks = urgencyRanks(graph)
  const rankOf = (step: Step) => ranks[graph.index.get(step.id) ?? -1] ?? 0
  return steps.toSorted((a, b) => rankOf(a) - rankOf(b))
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
