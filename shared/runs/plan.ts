import { blockedBecause, type Explanation, explainer } from '../dag/explain.ts'
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
  readonly runId?: string
  readonly scope: RunScope
  /** The steps that were asked for, for scopes step and group. */
  readonly targets: readonly string[]
  /** Steps that this run started. Each starts once a run, and again when its attempt is to be repeated. */
  readonly started: ReadonlySet<string>
  /** Groups of which nothing more is to start. */
  readonly stoppedGroups?: readonly string[]
}

/** Why a READY step does not start before a time. */
export interface Hold {
  /** When it may start, in milliseconds since 1970. */
  readonly atMs: number
  readonly because: string
  /** The run whose attempt is to be repeated; absent when the step waits because others do. */
  readonly runId: string | undefined
}

/** What holds READY steps back, by step id, at a moment. */
export interface Holds {
  readonly nowMs: number
  readonly steps: ReadonlyMap<string, Hold>
}

const NO_HOLDS: Holds = { nowMs: 0, steps: new Map() }

/** A step that does not run, and why. */
export interface WaitingStep {
  readonly id: string
  readonly because: string
}

/** True when the run may start this step at some time. */
function isWanted(run: RunProgress, step: Step, holds = NO_HOLDS): boolean {
  if (step.group_id !== undefined && run.stoppedGroups?.includes(step.group_id)) return false
  const isRepeated = run.runId !== undefined && holds.steps.get(step.id)?.runId === run.runId
  if (run.started.has(step.id)) return isRepeated
  return run.scope === 'runnable' || run.scope === 'all' || run.targets.includes(step.id)
}

/**
 * The steps that a run starts next, the one that most still hangs on in front, never more running at once over
 * all runs than the limits say.
 */
export function nextStarts(
  sequence: Sequence,
  run: RunProgress,
  limits: Limits,
  holds = NO_HOLDS,
): Step[] {
  const running = sequence.steps.filter((step) => stepStatus(step) === 'RUNNING')
  const room = new Room(limits, running)
  if (!room.isOpen) return []
  const wanted = readySet(sequence).filter(
    (step) => isWanted(run, step, holds) && !isHeld(run, step, holds),
  )
  return inOrder(sequence, wanted).filter((step) => {
    if (!room.admits(step)) return false
    room.take(step)
    return true
  })
}

/** A step that is asked for by itself is tried at once, whatever other runs found. */
function isHeld(run: RunProgress, step: Step, { steps, nowMs }: Holds): boolean {
  const hold = steps.get(step.id)
  if (!hold || hold.atMs <= nowMs) return false
  return run.scope !== 'step' || run.started.has(step.id)
}

/** True when the run will start something as soon as there is room, or as a time has come. */
export function awaitsTurn(
  sequence: Sequence,
  run: RunProgress,
  limits: Limits,
  holds = NO_HOLDS,
): boolean {
  if (limits.max_concurrent === 0) return false
  return readySet(sequence).some((step) => isWanted(run, step, holds))
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

function reasonFor(step: Step, explain: (id: string) => Explanation): string {
  const status = stepStatus(step)
  if (status === 'BLOCKED') return explain(step.id).sentence
  if (status === 'NEEDS_REVIEW') return 'waits for a person to accept or reject it'
  if (status === 'FAILED') return 'failed; reset it to run it again'
  if (status === 'RUNNING') return 'runs already'
  return 'was not asked for'
}

/** The wanted steps that a run leaves undone, each with the reason. */
export function waitingSteps(
  sequence: Sequence,
  run: RunProgress,
  holds = NO_HOLDS,
): WaitingStep[] {
  const explain = explainer(sequence)
  return sequence.steps
    .filter(
      (step) =>
        isStep(step) && !isSatisfied(step) && (isWanted(run, step) || run.started.has(step.id)),
    )
    .filter((step) => stepStatus(step) !== 'RUNNING' || !run.started.has(step.id))
    .map((step) => {
      const held = isHeld(run, step, holds) ? holds.steps.get(step.id)?.because : undefined
      return { id: step.id, because: held ?? reasonFor(step, explain) }
    })
}
