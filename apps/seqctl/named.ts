import { suggest } from '../../shared/actions/nearest.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'

/** The step with this id; an unknown id is refused with the nearest one. */
export function requireStepNamed(sequence: Sequence, id: string): Result<Step> {
  const step = sequence.steps.find((candidate) => candidate.id === id)
  if (step) return ok(step)
  const known = sequence.steps.map((candidate) => candidate.id)
  return fail('STEP_NOT_FOUND', `There is no step "${id}".`, {
    details: { id },
    hint: suggest(id, known, 'steps'),
  })
}
