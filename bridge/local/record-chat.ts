import { parseActions } from '../../shared/actions/parse-action.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'
import { auditSubject, type DoorParts } from './commit-actions.ts'
import { policyAt } from './policy-at.ts'

/** What becomes of something that the chat proposes. */
export type ChatEvent = 'proposed' | 'accepted' | 'discarded'

const ENTRIES = {
  proposed: { actor: 'orchestrator', action: 'chat.propose', result: 'success' },
  accepted: { actor: 'user', action: 'chat.accept', result: 'success' },
  discarded: {
    actor: 'user',
    action: 'chat.discard',
    result: 'denied',
    error: 'A person has discarded this.',
  },
} as const satisfies Record<ChatEvent, Partial<AuditDraft>>

/**
 * Puts into the audit log what the chat proposed and what a person decided about it; nothing else changes. Refused for
 * actions that are none, since the log holds no text that nobody has checked. Only call this for a person's app.
 */
export async function recordChat(
  parts: DoorParts,
  event: ChatEvent,
  actions: readonly unknown[],
): Promise<Result<AuditEntry>> {
  const checked = parseActions(actions)
  if (!checked.ok) return checked
  const { workspace } = parts
  const committed = await workspace.commit((head) => {
    const { mode, redact } = policyAt(parts, head)
    const { action, target, payload } = auditSubject(checked.value, { extra: redact })
    return ok({
      audit: {
        timestamp: workspace.now(),
        ...ENTRIES[event],
        target,
        payload: checked.value.length === 1 ? { actions: [{ action, ...payload }] } : payload,
        policy_mode: mode,
        revision_before: head.revision,
        revision_after: head.revision,
      },
    })
  })
  return committed.ok ? ok(committed.value.entry) : committed
}
