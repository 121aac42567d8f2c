import { applySequencePatch } from '../../../../shared/diff/sequence-patch.ts'
import type { BridgeEvent } from '../../../../shared/protocol/events.ts'
import type { RunState, SequencePatch, WorkspaceState } from '../../../../shared/protocol/state.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'

/** A state after an event, or that the event does not fit, so that the whole state is needed. */
export type Reduced = WorkspaceState | 'resync'

function withPatch(state: WorkspaceState, patch: SequencePatch): Reduced {
  if (patch.revision === state.revision && state.sequence) return state
  if (!state.sequence || patch.from !== state.revision) return 'resync'
  const patched = applySequencePatch(state.sequence, patch)
  if (!patched.ok) return 'resync'
  const { failure: _mended, ...rest } = state
  return { ...rest, revision: patch.revision, sequence: patched.value }
}

function withAttempt(state: WorkspaceState, attempt: AttemptRecord): WorkspaceState {
  return { ...state, attempts: { ...state.attempts, [attempt.stepId]: attempt } }
}

function withRun(state: WorkspaceState, run: RunState): WorkspaceState {
  const others = state.runs.filter((old) => old.runId !== run.runId)
  return { ...state, runs: [...others, run] }
}

function reduceData(state: WorkspaceState, event: BridgeEvent): Reduced {
  switch (event.type) {
    case 'sequence.changed':
      return withPatch(state, event.data)
    case 'sequence.invalid': {
      const { sequence: _unread, ...rest } = state
      return { ...rest, revision: event.data.revision, failure: event.data.failure }
    }
    case 'attempt.started':
    case 'attempt.ended':
      return withAttempt(state, event.data)
    case 'run.changed':
      return withRun(state, event.data)
    case 'session.changed':
      return { ...state, session: event.data }
    case 'policy.changed': {
      const { policyFailure: _mended, ...rest } = state
      return { ...rest, policy: event.data }
    }
    case 'policy.invalid':
      return { ...state, policyFailure: event.data.failure }
    case 'trust.changed':
      return { ...state, trust: event.data }
    case 'attempt.output':
    case 'audit.appended':
    case 'reconcile.report':
      return state
  }
}

/**
 * The state after one event; pure. An event that the state already contains changes nothing, and one that is
 * computed from another revision asks for the whole state instead of guessing.
 */
export function reduceEvent(state: WorkspaceState, event: BridgeEvent): Reduced {
  if (event.type === 'attempt.output') return state
  if (event.id <= state.lastEventId) return state
  const next = reduceData(state, event)
  return next === 'resync' ? next : { ...next, lastEventId: event.id }
}
