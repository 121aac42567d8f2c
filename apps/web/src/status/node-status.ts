import type { GraphNode } from '../../../../shared/schema/defaults.ts'
import { gateStatus, isStep, stepStatus } from '../../../../shared/schema/defaults.ts'
import type { AttemptStatus } from '../../../../shared/schema/run.ts'

/** Every status of a step, gate or attempt; GATE_BLOCKED is a person's no, BLOCKED a step that waits. */
export type AnyStatus =
  | 'READY'
  | 'RUNNING'
  | 'NEEDS_REVIEW'
  | 'DONE'
  | 'FAILED'
  | 'BLOCKED'
  | 'PENDING'
  | 'APPROVED'
  | 'GATE_BLOCKED'

/** The status of an attempt; that its process is only about to start makes no difference to people. */
export function attemptLook(status: AttemptStatus): AnyStatus {
  return status === 'STARTING' ? 'RUNNING' : status
}

/** The status of a node, by the name that the screens use. */
export function lookStatus(node: GraphNode): AnyStatus {
  if (isStep(node)) return stepStatus(node)
  const status = gateStatus(node)
  return status === 'BLOCKED' ? 'GATE_BLOCKED' : status
}
