import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditDraft } from '../../shared/schema/audit-entry.ts'
import type { Workspace } from './workspace.ts'

/** What an agent tried that is no action and only a person may do. */
export type PersonsDeed = Pick<AuditDraft, 'action' | 'target' | 'policy_mode'>

/** Refuses a deed, and keeps that in the audit log like every other denial. Nothing of it is done either way. */
export async function denyAgent(
  workspace: Workspace,
  deed: PersonsDeed,
  failure: Failure,
): Promise<Result<never>> {
  const noted = await workspace.commit((head) =>
    ok({
      audit: {
        timestamp: workspace.now(),
        actor: 'orchestrator',
        payload: {},
        ...deed,
        result: 'denied',
        error: failure.message,
        revision_before: head.revision,
        revision_after: head.revision,
      },
    }),
  )
  if (noted.ok) return { ok: false, failure }
  // As in a sandbox, where the log can only be read: it stays a denial, and says that nobody will find it.
  const details = { ...failure.details, unlogged: noted.failure.message }
  return { ok: false, failure: { ...failure, details } }
}
