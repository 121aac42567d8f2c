import type { ProposedChange } from '../../../../shared/commit/propose.ts'
import { propose } from '../../../../shared/commit/propose.ts'
import { fail } from '../../../../shared/failure.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import type { Policy } from '../../../../shared/schema/policy.ts'
import type { Template } from '../../../../shared/templates/template.ts'
import type { SequenceDocument } from '../../../../shared/yaml/sequence-document.ts'
import type { ApplyOptions, ProposeOptions } from './source.ts'

/** Said wherever something should run and no bridge is there. */
export const NO_RUNTIME = 'Start the bridge to run steps: "npm start" or "seqctl bridge start".'

/** The name on approvals that a person gives without a bridge: the browser does not know another. */
const LOCAL_PERSON = 'a person in the app'

/** The name on approvals that the chat gives where the policy lets it. */
const LOCAL_CHAT = 'the chat'

/** What a document and its policy are, at one moment. */
export interface LocalState {
  readonly document: SequenceDocument
  readonly policy: Policy
  /** The repository's own templates, where an action asks for one. */
  readonly templates?: readonly Template[] | undefined
}

/** What actions would do to a document that this browser holds itself. */
export function proposeLocally(
  { document, policy, templates }: LocalState,
  actions: readonly RawAction[],
  { baseRevision, asker }: ProposeOptions = {},
): Result<ProposedChange> {
  const now = new Date().toISOString()
  return propose(document, actions, {
    actor: asker ?? 'user',
    actorName: asker === undefined ? LOCAL_PERSON : LOCAL_CHAT,
    now,
    policy,
    templates,
    ...(baseRevision === undefined ? {} : { baseRevision }),
  })
}

/** Refuses a change that the policy denies, that a person must confirm first, or that needs a runtime. */
export function permit(change: ProposedChange, options: ApplyOptions): Result<ProposedChange> {
  const { proposal, effects } = change
  if (effects.length > 0) return fail('RUNTIME_UNAVAILABLE', NO_RUNTIME)
  if (!proposal.verdict.allowed) return fail('DENIED', proposal.verdict.reason)
  const needsWord = proposal.verdict.confirmation !== 'none'
  if (needsWord && options.confirmed?.hash !== proposal.hash) {
    return fail('CONFIRMATION_REQUIRED', proposal.verdict.reason)
  }
  return ok(change)
}
