import type { RunState } from '../../shared/protocol/state.ts'
import { type Holds, type RunProgress, waitingSteps } from '../../shared/runs/plan.ts'
import type { RunId, RunRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'

/** A run that this process drives. */
export interface DrivenRun extends RunProgress {
  readonly runId: RunId
  started: Set<string>
  /** True when a person confirmed it. */
  readonly confirmed: boolean
  status: RunState['status']
  /** Why it was stopped, in one sentence. */
  message: string | undefined
  stoppedGroups: readonly string[]
  /** What its steps were last told to wait for, to tell it again only when it changes. */
  told: string
}

/** A run at its beginning, or as its attempts show it when it is taken over. */
export function drivenRun(record: RunRecord, started: Iterable<string>): DrivenRun {
  const { runId, scope, targets, confirmed } = record
  return {
    runId,
    scope,
    targets,
    confirmed,
    started: new Set(started),
    status: 'running',
    message: undefined,
    stoppedGroups: [],
    told: '',
  }
}

/** A run as others see it. */
export function runStateOf(run: DrivenRun, sequence: Sequence, holds?: Holds): RunState {
  return {
    runId: run.runId,
    scope: run.scope,
    status: run.status,
    started: [...run.started],
    ...(run.message === undefined ? {} : { message: run.message }),
    waiting: waitingSteps(sequence, run, holds),
  }
}
