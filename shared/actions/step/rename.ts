import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { stepStatus } from '../../schema/defaults.ts'
import type { Gate } from '../../schema/gate.ts'
import { defaultPromptPath } from '../../schema/paths.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Step } from '../../schema/step.ts'
import type { ActionOutcome, PromptChange } from '../define.ts'
import { requireFreeId } from '../edits.ts'
import { hasDefaultPrompt, promptSharers } from '../prompts.ts'

function renamed(ids: string[] | undefined, from: string, to: string): string[] | undefined {
  return ids?.includes(from) === true ? ids.map((id) => (id === from ? to : id)) : ids
}

function renameInStep(step: Step, from: string, to: string): Step {
  const next = { ...step }
  let hasChanged = false
  for (const field of ['depends_on', 'after', 'fusion_candidates'] as const) {
    const ids = renamed(step[field], from, to)
    if (ids === undefined || ids === step[field]) continue
    next[field] = ids
    hasChanged = true
  }
  for (const field of ['parent', 'watchdog_for'] as const) {
    if (step[field] !== from) continue
    next[field] = to
    hasChanged = true
  }
  return hasChanged ? next : step
}

function renameInGate(gate: Gate, from: string, to: string): Gate {
  const ids = renamed(gate.depends_on, from, to)
  const attempts = gate.evidence?.attempts
  const hash = attempts?.[from]
  const next = ids === undefined || ids === gate.depends_on ? gate : { ...gate, depends_on: ids }
  if (!gate.evidence || !attempts || hash === undefined) return next
  const entries = Object.entries(attempts).map(([id, value]) => [id === from ? to : id, value])
  return { ...next, evidence: { ...gate.evidence, attempts: Object.fromEntries(entries) } }
}

/** The sequence in which every reference to one id names another. The node itself keeps its id. */
export function renameReferences(sequence: Sequence, from: string, to: string): Sequence {
  return {
    ...sequence,
    steps: sequence.steps.map((step) => renameInStep(step, from, to)),
    gates: sequence.gates.map((gate) => renameInGate(gate, from, to)),
  }
}

function promptsOfRename(sequence: Sequence, step: Step, to: string): PromptChange[] {
  if (!hasDefaultPrompt(step)) return []
  const kind = promptSharers(sequence, step).length > 0 ? 'copy' : 'move'
  return [{ kind, from: defaultPromptPath(step.id), path: defaultPromptPath(to) }]
}

/** Gives a step another id: in every reference, and in the name of its prompt file when that is the default. */
export function renameStep(sequence: Sequence, step: Step, to: string): Result<ActionOutcome> {
  if (to === step.id) return ok({ sequence })
  if (stepStatus(step) === 'RUNNING') {
    return fail('ILLEGAL_TRANSITION', `Step ${step.id} is RUNNING and can't be renamed.`, {
      hint: 'Stop it first, or wait until it has ended.',
      details: { id: step.id, status: 'RUNNING' },
    })
  }
  const free = requireFreeId(sequence, to)
  if (!free.ok) return free
  const next: Step = { ...step, id: to }
  if (step.prompt_file !== undefined && hasDefaultPrompt(step)) {
    next.prompt_file = defaultPromptPath(to)
  }
  const replaced = {
    ...sequence,
    steps: sequence.steps.map((other) => (other.id === step.id ? next : other)),
  }
  const hasRun = !['READY', 'BLOCKED'].includes(stepStatus(step))
  return ok({
    sequence: renameReferences(replaced, step.id, to),
    prompts: promptsOfRename(sequence, step, to),
    ...(hasRun ? { notes: [`Past attempts stay filed under ${step.id}.`] } : {}),
  })
}
