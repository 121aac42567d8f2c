import type { WorkspaceState } from '../../shared/protocol/state.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'

/** A base step; give what matters. */
export function stepOf(id: string, more: Partial<Step> = {}): Step {
  return { id, name: id, type: 'base', model: 'codex', ...more }
}

/** A sequence of steps without gates. */
export function planOf(...steps: Step[]): Sequence {
  return { version: '1.0', name: 'Plan', steps, gates: [] }
}

/** A state at revision `r1` with event 10 as the last. */
export function stateOf(sequence: Sequence, more: Partial<WorkspaceState> = {}): WorkspaceState {
  return {
    repo: { name: 'repo', path: '/repo' },
    version: '1.0',
    revision: 'r1',
    sequence,
    policy: SAFE_DEFAULTS,
    attempts: {},
    session: { executor: 'mprocs', status: 'none', busy: 0, slots: 4 },
    runs: [],
    lastEventId: 10,
    ...more,
  }
}

/** A running attempt of a step. */
export function attemptOf(stepId: string, more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    runId: '01JCZ8Q3T0DEM0DEM0DEM0DEM0',
    stepId,
    attempt: 1,
    status: 'RUNNING',
    startTime: '2026-02-07T09:00:00.000Z',
    pid: 1,
    model: 'shell',
    argv: ['true'],
    cwd: '.',
    workspace: 'shared',
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
    ...more,
  }
}
