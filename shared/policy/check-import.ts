import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import type { Sequence } from '../schema/sequence.ts'

/**
 * Checks a sequence that comes from outside (a snapshot, another repository): it must not bring decisions or
 * results that nobody here made, such as an approved gate or a step that is done.
 */
export function checkImportedSequence(sequence: Sequence): Result<Sequence> {
  const gate = sequence.gates.findIndex(({ status = 'PENDING' }) => status !== 'PENDING')
  if (gate >= 0) {
    const { id, status } = sequence.gates[gate] ?? {}
    return fail('INVALID_POLICY', `An imported gate must be PENDING; gate "${id}" is ${status}.`, {
      at: { path: ['gates', gate, 'status'] },
    })
  }
  const fresh = ['READY', 'BLOCKED']
  const step = sequence.steps.findIndex(({ status = 'READY' }) => !fresh.includes(status))
  if (step >= 0) {
    const { id, status } = sequence.steps[step] ?? {}
    return fail(
      'INVALID_POLICY',
      `An imported step must not have run; step "${id}" is ${status}.`,
      {
        at: { path: ['steps', step, 'status'] },
      },
    )
  }
  return ok(sequence)
}
