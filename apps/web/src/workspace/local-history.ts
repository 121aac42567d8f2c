import { historyEntry, type PromptTransition } from '../../../../shared/commit/history.ts'
import { type HistoryLine, recordCommit } from '../../../../shared/commit/history-line.ts'
import type { ProposedChange } from '../../../../shared/commit/propose.ts'
import type { HistoryChange } from '../../../../shared/protocol/history.ts'

/** How a proposal is called in the history: one action by itself, several as `apply`, as in the audit log. */
function subjectOf({ proposal }: ProposedChange): Pick<HistoryChange, 'action' | 'target'> {
  const [first, ...more] = proposal.items
  if (!first || more.length > 0) {
    return { action: 'apply', target: `${proposal.items.length} actions` }
  }
  const { action, id, stepId, template } = first.action
  return { action: String(action), target: String(id ?? stepId ?? template ?? '') }
}

/** The history of this browser after a change of its own. */
export function recordChange(
  line: HistoryLine,
  beforeText: string,
  change: ProposedChange,
  prompts: readonly PromptTransition[],
): HistoryLine {
  const { baseRevision, revision } = change.proposal
  const entry = historyEntry(beforeText, change.document.text, prompts)
  if (entry.text.length === 0 && entry.prompts.length === 0) return line
  const at = Date.now()
  return recordCommit(line, {
    ...entry,
    ...subjectOf(change),
    at,
    before: baseRevision,
    after: revision,
  })
}
