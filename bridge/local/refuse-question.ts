import { type RedactorOptions, redactText, redactValue } from '../../shared/policy/redact.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'
import type { DoorParts } from './commit-actions.ts'
import type { StoredConfirmation } from './confirmations.ts'
import { policyAt } from './policy-at.ts'

/**
 * A person's no to an open question. It holds at once, also where the log can't be written; success means that it
 * stands in the audit log too. Only call this for a person at a terminal or in the paired app.
 */
export async function refuseQuestion(parts: DoorParts, id: string): Promise<Result<AuditEntry>> {
  const refused = parts.confirmations.refuse(id)
  if (!refused.ok) return refused
  const { workspace } = parts
  const committed = await workspace.commit((head) => {
    const policy = policyAt(parts, head)
    return ok({
      audit: {
        timestamp: workspace.now(),
        actor: 'user',
        action: 'confirmation.refuse',
        ...subjectOf(refused.value, { extra: policy.redact }),
        policy_mode: policy.mode,
        result: 'denied',
        error: 'A person has refused this.',
        revision_before: head.revision,
        revision_after: head.revision,
      },
    })
  })
  return committed.ok ? ok(committed.value.entry) : committed
}

/** What was refused, and to whom. */
function subjectOf(
  { id, hash, actor, asker, covers }: StoredConfirmation,
  hide: RedactorOptions,
): Pick<AuditEntry, 'target' | 'payload'> {
  const [first = ''] = covers
  return {
    target: covers.length === 1 ? redactText(first, hide) : `${covers.length} actions`,
    payload: redactValue({ id, hash, actor, asker: asker ?? actor, covers: [...covers] }, hide),
  }
}
