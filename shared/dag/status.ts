import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { gateStatus, stepStatus } from '../schema/defaults.ts'
import type { Gate, GateStatus } from '../schema/gate.ts'
import type { Step, StepStatus } from '../schema/step.ts'

/** What can happen to a step. `block` and `unblock` come from its dependencies, the `end…` from its attempt. */
export type StepEvent =
  | 'start'
  | 'endDone'
  | 'endReview'
  | 'endFailed'
  | 'endUnfinished'
  | 'accept'
  | 'reject'
  | 'reset'
  | 'resetWithUpstream'
  | 'block'
  | 'unblock'

/** What can happen to a gate. `reopen` comes from a change upstream of an approval. */
export type GateEvent = 'approve' | 'block' | 'reopen'

/** One row of a table of transitions. */
export interface Transition<Status> {
  readonly from: readonly Status[]
  readonly to: Status
  /** The verb of a refusal, as in "Step build can't be <verb>". */
  readonly verb: string
  readonly hint: string
}

/** Every way in which a step's status may change (SPEC §4.2); what is not here is refused. */
export const STEP_TRANSITIONS: Readonly<Record<StepEvent, Transition<StepStatus>>> = {
  start: {
    from: ['READY'],
    to: 'RUNNING',
    verb: 'started',
    hint: 'Only a READY step can start; "seqctl step reset" makes an ended one READY again.',
  },
  endDone: {
    from: ['RUNNING'],
    to: 'DONE',
    verb: 'ended',
    hint: 'Only a RUNNING step has an attempt that can end.',
  },
  endReview: {
    from: ['RUNNING'],
    to: 'NEEDS_REVIEW',
    verb: 'ended',
    hint: 'Only a RUNNING step has an attempt that can end.',
  },
  endFailed: {
    from: ['RUNNING'],
    to: 'FAILED',
    verb: 'ended',
    hint: 'Only a RUNNING step has an attempt that can end.',
  },
  endUnfinished: {
    from: ['RUNNING'],
    to: 'READY',
    verb: 'ended',
    hint: 'Only a RUNNING step has an attempt that can end.',
  },
  accept: {
    from: ['NEEDS_REVIEW'],
    to: 'DONE',
    verb: 'accepted',
    hint: 'Only a step that NEEDS_REVIEW can be accepted.',
  },
  reject: {
    from: ['NEEDS_REVIEW'],
    to: 'FAILED',
    verb: 'rejected',
    hint: 'Only a step that NEEDS_REVIEW can be rejected.',
  },
  reset: {
    from: ['DONE', 'FAILED'],
    to: 'READY',
    verb: 'reset',
    hint: 'Only a step that is DONE or FAILED can be reset: stop a running one, accept or reject one that needs review.',
  },
  resetWithUpstream: {
    from: ['DONE', 'FAILED', 'NEEDS_REVIEW'],
    to: 'READY',
    verb: 'reset',
    hint: 'Stop it first.',
  },
  block: {
    from: ['READY'],
    to: 'BLOCKED',
    verb: 'blocked',
    hint: 'Only a READY step can become BLOCKED.',
  },
  unblock: {
    from: ['BLOCKED'],
    to: 'READY',
    verb: 'unblocked',
    hint: 'Only a BLOCKED step can become READY.',
  },
}

/** Every way in which a gate's status may change (SPEC §4.2). */
export const GATE_TRANSITIONS: Readonly<Record<GateEvent, Transition<GateStatus>>> = {
  approve: {
    from: ['PENDING', 'BLOCKED'],
    to: 'APPROVED',
    verb: 'approved',
    hint: 'It is approved already.',
  },
  block: {
    from: ['PENDING', 'APPROVED', 'BLOCKED'],
    to: 'BLOCKED',
    verb: 'blocked',
    hint: 'Blocking is always possible.',
  },
  reopen: {
    from: ['APPROVED'],
    to: 'PENDING',
    verb: 'reopened',
    hint: 'Only an APPROVED gate can go back to PENDING.',
  },
}

function refuse(
  subject: string,
  id: string,
  status: string,
  rule: Transition<string>,
): Result<never> {
  return fail('ILLEGAL_TRANSITION', `${subject} ${id} is ${status} and can't be ${rule.verb}.`, {
    hint: rule.hint,
    details: { id, status },
  })
}

/** The step after an event, or a refusal that says how it stands now. */
export function transition(step: Step, event: StepEvent): Result<Step> {
  const rule = STEP_TRANSITIONS[event]
  const status = stepStatus(step)
  return rule.from.includes(status)
    ? ok({ ...step, status: rule.to })
    : refuse('Step', step.id, status, rule)
}

/** The gate after an event, or a refusal that says how it stands now. What an approval left is cleared. */
export function gateTransition(gate: Gate, event: GateEvent): Result<Gate> {
  const rule = GATE_TRANSITIONS[event]
  const status = gateStatus(gate)
  if (!rule.from.includes(status)) return refuse('Gate', gate.id, status, rule)
  const { approved_by: _by, approved_at: _at, note: _note, evidence: _evidence, ...rest } = gate
  return ok({ ...rest, status: rule.to })
}
