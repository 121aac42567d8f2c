import { join } from 'node:path'
import type { ActionContext, Effect } from '../../shared/actions/define.ts'
import { findAction } from '../../shared/actions/registry.ts'
import type { Proposal } from '../../shared/commit/proposal.ts'
import { type ProposedChange, propose } from '../../shared/commit/propose.ts'
import { fail } from '../../shared/failure.ts'
import { type RedactorOptions, redactText, redactValue } from '../../shared/policy/redact.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'
import type { Actor, AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'
import type { Evidence } from '../../shared/schema/gate.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { ConfirmationRequest, Confirmations } from './confirmations.ts'
import type { Documents } from './documents.ts'
import { loadPolicy } from './load-policy.ts'
import { templatesFor } from './load-templates.ts'
import { missingPromptNotes } from './missing-prompts.ts'
import { currentPrompts, resolvePromptChanges } from './prompt-files.ts'
import type { Head } from './read-head.ts'
import { type Plan, readPlan } from './read-plan.ts'
import type { Change, Workspace } from './workspace.ts'

/** Who asks for a change. */
export interface Caller {
  readonly actor: Actor
  /** A person's name, for approvals. */
  readonly name: string
  /** The step that asks, when one does. */
  readonly stepId?: string | undefined
}

/** Everything that a change needs besides itself. */
export interface DoorParts {
  readonly workspace: Workspace
  readonly documents: Documents
  readonly confirmations: Confirmations
  /** The user's own data folder. */
  readonly dataFolder: string
  /** What approving these gates would rest on now. */
  readonly collectEvidence?: (
    now: { readonly sequence: Sequence; readonly revision: string; readonly policy: Policy },
    gateIds: readonly string[],
  ) => Promise<Readonly<Record<string, Evidence>>>
}

/** A change as it is asked for. */
export interface ActionRequest {
  readonly actions: readonly unknown[]
  readonly caller: Caller
  /** The revision that the caller saw; when it has moved, nothing is done. */
  readonly baseRevision?: string | undefined
  /** Ids of confirmations that a person granted. */
  readonly confirm?: readonly string[] | undefined
}

/** What a commit did. */
export interface AppliedActions {
  readonly proposal: Proposal
  readonly revision: string
  readonly sequence: Sequence
  readonly effects: readonly Effect[]
  readonly entry: AuditEntry
}

/** What a person is asked for, and why. */
export type Deed = Pick<ConfirmationRequest, 'hash' | 'level' | 'covers' | 'diff'> & {
  readonly reason: string
}

/** Of a diff as much is kept beside a question to a person. */
const MAX_SHOWN_DIFF = 20_000

type Refusal = Extract<Result<never>, { ok: false }>

/** The gates that unchecked actions approve. */
function approvedIn(actions: readonly unknown[]): string[] {
  return actions.flatMap((action) => {
    const { action: name, id } = (action ?? {}) as { action?: unknown; id?: unknown }
    return name === 'gate.approve' && typeof id === 'string' ? [id] : []
  })
}

/** The one door: every change of the plan, from whichever side it comes, goes through `apply`. */
export class Door {
  readonly parts: DoorParts

  constructor(parts: DoorParts) {
    this.parts = parts
  }

  /** The sequence now, with the policy that holds for it. */
  read(): Result<Plan> {
    return readPlan(this.parts)
  }

  /** What a change would do; nothing is written. */
  propose(request: ActionRequest): Result<Proposal> {
    const head = this.parts.workspace.readHead()
    if (!head.ok) return head
    const proposed = this.#propose(request, head.value)
    return proposed.ok ? ok(proposed.value.change.proposal) : proposed
  }

  /** Checks, confirms and commits a change. Its effects are for the caller to carry out. */
  async apply(request: ActionRequest): Promise<Result<AppliedActions>> {
    let refusal: Refusal | undefined
    let change: ProposedChange | undefined
    const confirmed = new Set<string>()
    const evidence = await this.#evidenceFor(request)
    const committed = await this.parts.workspace.commit((head) => {
      refusal = undefined
      const proposed = this.#propose(request, head, evidence)
      if (!proposed.ok) return proposed
      change = proposed.value.change
      refusal = this.#refuse(request, change.proposal, confirmed)
      if (refusal && refusal.failure.code !== 'DENIED') return refusal
      return this.#changeOf(request, proposed.value, head, refusal)
    })
    if (!committed.ok) return committed
    if (refusal) return refusal
    if (!change) return fail('INTERNAL', 'A commit ended without a change.')
    this.parts.documents.remember(committed.value.revision, change.document)
    return ok({
      proposal: change.proposal,
      revision: committed.value.revision,
      sequence: change.document.sequence,
      effects: change.effects,
      entry: committed.value.entry,
    })
  }

  /** What the approvals among the actions would rest on. */
  async #evidenceFor(request: ActionRequest): Promise<ActionContext['evidence']> {
    const gateIds = approvedIn(request.actions)
    const now = gateIds.length > 0 ? this.read() : undefined
    if (!now?.ok) return undefined
    const { sequence, head, policy } = now.value
    return this.parts.collectEvidence?.({ sequence, revision: head.revision, policy }, gateIds)
  }

  #propose(
    request: ActionRequest,
    head: Head,
    evidence?: ActionContext['evidence'],
  ): Result<{ change: ProposedChange; context: ActionContext }> {
    const document = this.parts.documents.read(head)
    if (!document.ok) return document
    const { workspace, dataFolder } = this.parts
    const loaded = loadPolicy(workspace.root, dataFolder, document.value.sequence.policy)
    if (!loaded.ok) return loaded
    const templates = templatesFor(workspace.root, request.actions)
    if (!templates.ok) return templates
    const context: ActionContext = {
      actor: request.caller.actor,
      actorName: request.caller.name,
      spawner: request.caller.stepId,
      now: workspace.now(),
      policy: loaded.value.policy,
      templates: templates.value,
      trust: loaded.value.trust,
      evidence,
    }
    const base = request.baseRevision === undefined ? {} : { baseRevision: request.baseRevision }
    const proposed = propose(document.value, request.actions, { ...context, ...base })
    if (!proposed.ok) return proposed
    const missing = missingPromptNotes(workspace.root, document.value.sequence, proposed.value)
    const { proposal } = proposed.value
    const notes = [...proposal.notes, ...missing]
    return ok({ change: { ...proposed.value, proposal: { ...proposal, notes } }, context })
  }

  /**
   * Why the change must not be made as things stand; undefined when it may. `confirmed` holds the hashes whose
   * confirmation this request has used already, since a commit may ask again after another writer came first.
   */
  #refuse(request: ActionRequest, proposal: Proposal, confirmed: Set<string>): Refusal | undefined {
    const { verdict } = proposal
    if (!verdict.allowed) {
      return fail('DENIED', verdict.reason, {
        hint: verdict.rules.some(({ rule }) => rule === 'trust')
          ? 'Look at what it asks for, and accept it or not: seqctl trust show'
          : `What holds now: seqctl policy show. You can allow more in your own policy, ${join(this.parts.dataFolder, 'policy.yaml')}.`,
        details: { verdict },
      }) as Refusal
    }
    if (verdict.confirmation === 'none' || confirmed.has(proposal.hash)) return undefined
    const yes = this.confirmedBy(request, {
      hash: proposal.hash,
      level: verdict.confirmation,
      covers: [...proposal.items.map((item) => item.description), ...proposal.notes],
      diff: redactText(proposal.diff.slice(0, MAX_SHOWN_DIFF)),
      reason: verdict.reason,
    })
    if (!yes.ok) return yes
    confirmed.add(proposal.hash)
    return undefined
  }

  /**
   * Uses up the confirmation that a request brings along for a deed. Without one the question is put to a person, and
   * the failure says how they answer it.
   */
  confirmedBy(
    { caller, confirm }: Pick<ActionRequest, 'caller' | 'confirm'>,
    deed: Deed,
  ): Result<undefined> {
    const { hash, level, covers, diff, reason } = deed
    const { confirmations, workspace } = this.parts
    const question = { root: workspace.root, hash, actor: caller.actor, level }
    const id = confirm?.[0]
    if (id !== undefined) return mapResult(confirmations.use(id, question), () => undefined)
    const open = confirmations.request({ ...question, covers, asker: caller.name, diff })
    if (!open.ok) return open
    const asked = open.value
    return fail('CONFIRMATION_REQUIRED', `A person must confirm: ${covers.join('; ')}.`, {
      hint: `A person runs "seqctl confirm ${asked.id}" at a terminal or confirms in the app; then repeat the command with --confirm ${asked.id}. It holds for two minutes.`,
      details: { id: asked.id, hash, covers, needed: confirmations.missing(asked), reason },
    })
  }

  #changeOf(
    request: ActionRequest,
    proposed: { change: ProposedChange; context: ActionContext },
    head: Head,
    refusal: Refusal | undefined,
  ): Result<Change> {
    const { change, context } = proposed
    const { proposal } = change
    const hide = { extra: context.policy.redact }
    const audit: AuditDraft = {
      timestamp: context.now,
      actor: request.caller.actor,
      ...auditSubject(
        proposal.items.map((item) => item.action),
        hide,
      ),
      policy_mode: context.policy.mode,
      result: refusal ? 'denied' : 'success',
      ...(refusal ? { error: redactText(refusal.failure.message, hide) } : {}),
      revision_before: head.revision,
      revision_after: refusal ? head.revision : proposal.revision,
    }
    if (refusal) return ok({ audit })
    const prompts = resolvePromptChanges(this.parts.workspace.root, change.prompts)
    if (!prompts.ok) return prompts
    const before = currentPrompts(this.parts.workspace.root, prompts.value)
    if (!before.ok) return before
    const isSameText = proposal.revision === head.revision
    return ok({
      ...(isSameText ? {} : { text: change.document.text }),
      prompts: prompts.value,
      ...(before.value.length > 0 ? { promptsBefore: before.value } : {}),
      audit,
    })
  }
}

/** An action as a record may keep it. */
function withoutUnrecorded(action: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const hidden: readonly string[] = findAction(String(action['action']))?.unrecorded ?? []
  const shown = Object.entries(action).map(([name, value]) =>
    hidden.includes(name) ? [name, `${String(value).length} characters`] : [name, value],
  )
  return Object.fromEntries(shown)
}

/** How an audit entry names actions that were checked: one by itself, several as `apply`. */
export function auditSubject(
  checked: readonly Readonly<Record<string, unknown>>[],
  hide: RedactorOptions,
): Pick<AuditDraft, 'action' | 'target' | 'payload'> {
  const actions = checked.map((action) => redactValue(withoutUnrecorded(action), hide))
  const only = actions.length === 1 ? actions[0] : undefined
  if (!only) {
    return { action: 'apply', target: `${actions.length} actions`, payload: { actions } }
  }
  const { action, ...parameters } = only
  const target = parameters['id'] ?? parameters['stepId'] ?? parameters['template'] ?? ''
  return { action: String(action), target: String(target), payload: parameters }
}
