import type { Gate, GateStatus } from './gate.ts'
import { defaultPromptPath } from './paths.ts'
import type { Step, StepStatus } from './step.ts'

/** A step or a gate: one id space. */
export type GraphNode = Step | Gate

/** True for steps: only they have a thread type. */
export function isStep(node: GraphNode): node is Step {
  return 'type' in node
}

/** A step's status; READY when the file says nothing. */
export function stepStatus(step: Step): StepStatus {
  return step.status ?? 'READY'
}

/** A gate's status; PENDING when the file says nothing. */
export function gateStatus(gate: Gate): GateStatus {
  return gate.status ?? 'PENDING'
}

/** The status of either kind of node. */
export function nodeStatus(node: GraphNode): StepStatus | GateStatus {
  return isStep(node) ? stepStatus(node) : gateStatus(node)
}

/** What a node waits for (hard edges). */
export function dependenciesOf(node: GraphNode): readonly string[] {
  return node.depends_on ?? []
}

/** What a node comes after when both run (soft edges). */
export function softDependenciesOf(node: GraphNode): readonly string[] {
  return isStep(node) ? (node.after ?? []) : []
}

/** The prompt file of a step. */
export function promptPathOf(step: Step): string {
  return step.prompt_file ?? defaultPromptPath(step.id)
}

/** True when what waits for this node need wait no longer: a step DONE, a gate APPROVED. */
export function isSatisfied(node: GraphNode): boolean {
  return isStep(node) ? stepStatus(node) === 'DONE' : gateStatus(node) === 'APPROVED'
}
