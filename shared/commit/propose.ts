import type { ActionItem, AppliedActions } from '../actions/apply.ts'
import { applyActions } from '../actions/apply.ts'
import type { ActionContext, Effect, PromptChange } from '../actions/define.ts'
import { parseActions } from '../actions/parse-action.ts'
import { findAction } from '../actions/registry.ts'
import { unifiedDiff } from '../diff/unified.ts'
import { fail } from '../failure.ts'
import { sha256Hex } from '../hash.ts'
import { evaluateActions } from '../policy/evaluate.ts'
import type { Verdict } from '../policy/verdict.ts'
import { ok, type Result } from '../result.ts'
import { SEQUENCE_PATH } from '../schema/paths.ts'
import type { Sequence } from '../schema/sequence.ts'
import { editSequence } from '../yaml/edit-sequence.ts'
import type { SequenceDocument } from '../yaml/sequence-document.ts'
import type { Proposal } from './proposal.ts'
import { proposalHash } from './proposal-hash.ts'

/** Everything that a proposal is computed from besides the document and the actions. */
export interface ProposalContext extends ActionContext {
  /** The revision that the caller saw; another one is refused. */
  readonly baseRevision?: string | undefined
}

/** A proposal with what committing it would write and set going. */
export interface ProposedChange {
  readonly proposal: Proposal
  /** The document as it would be. */
  readonly document: SequenceDocument
  readonly prompts: readonly PromptChange[]
  readonly effects: readonly Effect[]
}

const REVISIONS = new WeakMap<SequenceDocument, string>()

/** SHA-256 of a document's text; remembered with the document, since hashing a long one takes a while. */
export function revisionOf(document: SequenceDocument): string {
  const known = REVISIONS.get(document)
  if (known !== undefined) return known
  const revision = sha256Hex(document.text)
  REVISIONS.set(document, revision)
  return revision
}

function checkBase(base: string, expected: string | undefined): Result<undefined> {
  if (expected === undefined || expected === base) return ok(undefined)
  return fail('CONFLICT', `The sequence has changed: it is at ${base}, not at ${expected}.`, {
    hint: 'Read it again and propose the change anew.',
    details: { revision: base, baseRevision: expected },
  })
}

function judge(before: Sequence, applied: AppliedActions, context: ActionContext): Verdict {
  return evaluateActions({
    actor: context.actor,
    policy: context.policy,
    trust: context.trust,
    before,
    after: applied.sequence,
    actions: applied.items.map(({ action, destructive }) => {
      const { action: name, ...parameters } = action
      const kind = findAction(String(name))?.kind ?? 'edit'
      return { name: String(name), kind, destructive, parameters }
    }),
  })
}

function promptDiffs(prompts: readonly PromptChange[]): Proposal['prompts'] {
  return prompts.map((prompt) => ({
    path: prompt.path,
    change: prompt.kind,
    ...('from' in prompt ? { from: prompt.from } : {}),
  }))
}

function asProposalItem(item: ActionItem): Proposal['items'][number] {
  return { ...item, action: { ...item.action } }
}

/**
 * What actions would do to a document: the next document, its diff, the policy's verdict and the effects.
 * Nothing is written. Refused when `baseRevision` is not the document's. The same input gives the same
 * bytes.
 */
export function propose(
  document: SequenceDocument,
  actions: readonly unknown[],
  context: ProposalContext,
): Result<ProposedChange> {
  const baseRevision = revisionOf(document)
  const base = checkBase(baseRevision, context.baseRevision)
  if (!base.ok) return base
  const parsed = parseActions(actions)
  if (!parsed.ok) return parsed
  const applied = applyActions(document.sequence, parsed.value, context)
  if (!applied.ok) return applied
  const next = editSequence(document, applied.value.sequence)
  if (!next.ok) return next
  const { prompts, effects, notes, items } = applied.value
  const { actor } = context
  const proposal: Proposal = {
    items: items.map(asProposalItem),
    baseRevision,
    revision: revisionOf(next.value),
    diff: unifiedDiff(SEQUENCE_PATH, document.text, next.value.text),
    prompts: promptDiffs(prompts),
    notes: [...notes],
    verdict: judge(document.sequence, applied.value, context),
    hash: proposalHash({
      actor,
      actions: parsed.value,
      before: document.sequence,
      after: applied.value.sequence,
      effects,
      templates: context.templates ?? [],
    }),
  }
  return ok({ proposal, document: next.value, prompts, effects })
}
