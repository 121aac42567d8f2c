import type { RawAction } from '../../../../shared/protocol/methods.ts'
import { stepStatus } from '../../../../shared/schema/defaults.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import type { Step } from '../../../../shared/schema/step.ts'

/**
 * The steps that are worth comparing with the selected one: the candidates of a fusion, or the members of its group.
 * The step alone when it belongs to neither; none for a gate.
 */
export function comparableWith(sequence: Sequence, selected: string): readonly string[] {
  const step = sequence.steps.find(({ id }) => id === selected)
  if (!step) return []
  if (step.fusion_candidates) return step.fusion_candidates
  const fusion = sequence.steps.find(({ fusion_candidates }) =>
    fusion_candidates?.includes(selected),
  )
  if (fusion?.fusion_candidates) return fusion.fusion_candidates
  if (step.group_id === undefined) return [step.id]
  return sequence.steps.filter(({ group_id }) => group_id === step.group_id).map(({ id }) => id)
}

/** Why a result can't be picked, or the actions that pick it. */
export type Picking = { readonly actions: readonly RawAction[] } | { readonly reason: string }

function waitsForWord(step: Step): boolean {
  return stepStatus(step) === 'NEEDS_REVIEW'
}

/**
 * What picking one of several results does: it is accepted, the others that wait for a review are rejected. A step
 * that nobody is asked about can't be picked.
 */
export function pickActions(
  sequence: Sequence,
  picked: string,
  compared: readonly string[],
): Picking {
  const byId = new Map(sequence.steps.map((step) => [step.id, step]))
  const step = byId.get(picked)
  if (!step) return { reason: 'This step is not in the plan any more.' }
  const rejected = compared.filter((id) => {
    const other = byId.get(id)
    return id !== picked && other !== undefined && waitsForWord(other)
  })
  const accept = waitsForWord(step) ? [{ action: 'step.accept', id: picked }] : []
  const reject = rejected.map((id) => ({
    action: 'step.reject',
    id,
    note: `${picked} was picked instead`,
  }))
  if (accept.length + reject.length === 0) {
    return { reason: 'None of these results waits for a review.' }
  }
  if (accept.length === 0 && stepStatus(step) !== 'DONE') {
    return { reason: 'This step has no result that could be picked.' }
  }
  return { actions: [...accept, ...reject] }
}
