import { ok, type Result } from '../../shared/result.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Door } from '../local/commit-actions.ts'
import type { GateEvidence } from './gate-evidence.ts'

/** Takes approvals back whose evidence has changed; gives how many. */
export async function reopenStaleGates(
  evidence: GateEvidence,
  door: Door,
  now: { readonly sequence: Sequence; readonly policy: Policy },
): Promise<Result<number>> {
  const stale = await evidence.stale(now.sequence, now.policy)
  for (const { id, note } of stale) {
    const applied = await door.apply({
      actions: [{ action: 'gate.reopen', id, note }],
      caller: { actor: 'system', name: 'ThreadOS' },
    })
    // A person may have blocked or removed it meanwhile.
    const isGone = ['ILLEGAL_TRANSITION', 'GATE_NOT_FOUND'].includes(
      applied.ok ? '' : applied.failure.code,
    )
    if (!applied.ok && !isGone) return applied
  }
  return ok(stale.length)
}
