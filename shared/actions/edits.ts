import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { dependenciesOf, type GraphNode, isStep } from '../schema/defaults.ts'
import type { Gate } from '../schema/gate.ts'
import type { Sequence } from '../schema/sequence.ts'
import { type Step, StepSchema } from '../schema/step.ts'
import { gateNotFound, stepNotFound } from './define.ts'
import { suggest } from './nearest.ts'

function withHint(refusal: Result<never>, hint: string): Result<never> {
  return refusal.ok ? refusal : { ok: false, failure: { ...refusal.failure, hint } }
}

/** The step with this id, or a refusal that suggests the nearest id. */
export function requireStep(sequence: Sequence, id: string): Result<Step> {
  const step = sequence.steps.find((one) => one.id === id)
  if (step) return ok(step)
  const hint = sequence.gates.some((gate) => gate.id === id)
    ? `${id} is a gate.`
    : suggest(
        id,
        sequence.steps.map((one) => one.id),
        'steps',
      )
  return withHint(stepNotFound(id), hint)
}

/** The gate with this id, or a refusal that suggests the nearest id. */
export function requireGate(sequence: Sequence, id: string): Result<Gate> {
  const gate = sequence.gates.find((one) => one.id === id)
  if (gate) return ok(gate)
  const hint = sequence.steps.some((step) => step.id === id)
    ? `${id} is a step.`
    : suggest(
        id,
        sequence.gates.map((one) => one.id),
        'gates',
      )
  return withHint(gateNotFound(id), hint)
}

/** The step or gate with this id, if there is one. */
export function findNode(sequence: Sequence, id: string): GraphNode | undefined {
  return (
    sequence.steps.find((step) => step.id === id) ?? sequence.gates.find((gate) => gate.id === id)
  )
}

/** The step or gate with this id, or a refusal that suggests the nearest id. */
export function requireNode(sequence: Sequence, id: string): Result<GraphNode> {
  const node = findNode(sequence, id)
  if (node) return ok(node)
  const ids = [...sequence.steps, ...sequence.gates].map((one) => one.id)
  return withHint(
    fail('STEP_NOT_FOUND', `There is no step or gate "${id}".`, { details: { id } }),
    suggest(id, ids, 'steps and gates'),
  )
}

/** A refusal when a step or gate has this id already. */
export function requireFreeId(sequence: Sequence, id: string): Result<undefined> {
  const taken = findNode(sequence, id)
  if (!taken) return ok(undefined)
  return fail('ALREADY_EXISTS', `There is a ${isStep(taken) ? 'step' : 'gate'} ${id} already.`, {
    hint: 'Steps and gates share one set of ids: choose another one.',
    details: { id },
  })
}

/** The sequence with each node put through `change`; nodes that come back unchanged stay the same objects. */
export function mapNodes(
  sequence: Sequence,
  change: <N extends GraphNode>(node: N) => N,
): Sequence {
  return {
    ...sequence,
    steps: sequence.steps.map((step) => change(step)),
    gates: sequence.gates.map((gate) => change(gate)),
  }
}

/** The sequence with the step of this id replaced. */
export function replaceStep(sequence: Sequence, id: string, next: Step): Sequence {
  return { ...sequence, steps: sequence.steps.map((step) => (step.id === id ? next : step)) }
}

/** The sequence with the gate of this id replaced. */
export function replaceGate(sequence: Sequence, id: string, next: Gate): Sequence {
  return { ...sequence, gates: sequence.gates.map((gate) => (gate.id === id ? next : gate)) }
}

/** A copy without the named fields. */
export function without<N extends object, K extends keyof N>(
  node: N,
  ...fields: readonly K[]
): Omit<N, K> {
  const copy = { ...node }
  for (const field of fields) delete copy[field]
  return copy
}

/** A node with its hard dependencies set; the field goes when nothing is left. */
export function withDependencies<N extends GraphNode>(node: N, ids: readonly string[]): N {
  const copy = { ...node }
  if (ids.length > 0) copy.depends_on = [...ids]
  else delete copy.depends_on
  return copy
}

/** A step with its soft dependencies set; the field goes when nothing is left. */
export function withAfter(step: Step, ids: readonly string[]): Step {
  const copy = { ...step }
  if (ids.length > 0) copy.after = [...ids]
  else delete copy.after
  return copy
}

/** A node that waits for these ids too. A soft edge to one of them goes, since the hard one says more. */
export function dependOn<N extends GraphNode>(node: N, ids: readonly string[]): N {
  const known = dependenciesOf(node)
  const added = [...new Set(ids)].filter((id) => !known.includes(id))
  if (added.length === 0) return node
  const next = withDependencies(node, [...known, ...added])
  if (isStep(next) && next.after) {
    const soft = next.after.filter((id) => !added.includes(id))
    if (soft.length > 0) next.after = soft
    else delete next.after
  }
  return next
}

const FIELD_ORDER = Object.keys(StepSchema.shape)

/** A step with its fields in the order of the format, without undefined ones. */
export function orderedStep(step: Step): Step {
  const fields = Object.entries(step).filter(([, value]) => value !== undefined)
  fields.sort(([a], [b]) => FIELD_ORDER.indexOf(a) - FIELD_ORDER.indexOf(b))
  return Object.fromEntries(fields) as Step
}

/** The sequence with steps put in: right behind `behind`, or at the end. */
export function insertSteps(sequence: Sequence, steps: readonly Step[], behind?: string): Sequence {
  const found = sequence.steps.findIndex((step) => step.id === behind)
  const at = found < 0 ? sequence.steps.length : found + 1
  return { ...sequence, steps: sequence.steps.toSpliced(at, 0, ...steps.map(orderedStep)) }
}
