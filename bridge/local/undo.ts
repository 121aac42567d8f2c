import { z } from 'zod'
import type { JournalRecord, PromptState } from '../../shared/commit/journal.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Actor, AuditDraft } from '../../shared/schema/audit-entry.ts'
import type { PolicyMode } from '../../shared/schema/policy.ts'
import { currentPrompts } from './prompt-files.ts'
import { RevisionChain } from './revision-chain.ts'
import type { Change, Head, Workspace } from './workspace.ts'

/** The two ways through the history of commits. */
export type HistoryMove = 'undo' | 'redo'

/** What undo and redo leave in their audit entries, from which the next one knows where it stands. */
const PlaceSchema = z.strictObject({
  /** The commit that was undone or redone, as its number in the chain. */
  record: z.int().min(1),
  /** The commit that undo takes back next. */
  undo: z.int().min(1).nullable(),
  /** The commits that redo can bring back, the next one last. */
  redo: z.array(z.int().min(1)),
})

/** Where the history stands. */
interface Place {
  readonly undo: number | null
  readonly redo: readonly number[]
  /** Why there is nothing to undo, when there is not. */
  readonly because: string
}

/** What one move did. */
export interface HistoryMoved {
  readonly revision: string
  /** The action that was undone or redone, as the audit log names it. */
  readonly action: string
  readonly target: string
}

const NOTHING: Place = { undo: null, redo: [], because: 'Nothing has been changed yet.' }

function hasChanged(record: JournalRecord): boolean {
  if (record.audit.result !== 'success') return false
  return record.prompts.length > 0 || record.text !== undefined
}

/** Commits that no person can take back by undo, and why. */
function barrier(record: JournalRecord): string | undefined {
  const { action, actor, target } = record.audit
  if (action === 'sequence.import') return 'Another program has edited the file since.'
  if (action === 'init') return NOTHING.because
  return actor === 'system'
    ? `An execution has used the plan since (${action} ${target}).`
    : undefined
}

/** One move through the history of a workspace's commits: found on the revision chain, so it outlives every process. */
class History {
  readonly #chain: RevisionChain
  readonly #workspace: Workspace

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    this.#chain = new RevisionChain(workspace.stateFolder)
  }

  /** Where the history stood after record `n`. */
  placeAt(n: number): Result<Place> {
    for (let at = n; at > 0; at -= 1) {
      const record = this.#chain.read(at)
      if (!record.ok) return record
      if (!record.value) return ok({ ...NOTHING, because: 'Older commits are no longer kept.' })
      const { action, payload } = record.value.audit
      const place =
        action === 'undo' || action === 'redo' ? PlaceSchema.safeParse(payload) : undefined
      if (place?.success) return this.#placeLeft(place.data)
      if (!hasChanged(record.value)) continue
      const because = barrier(record.value)
      return ok(
        because === undefined ? { undo: at, redo: [], because: '' } : { ...NOTHING, because },
      )
    }
    return ok(NOTHING)
  }

  /** Where an undo or redo has left the history. */
  #placeLeft({ record, undo, redo }: z.infer<typeof PlaceSchema>): Result<Place> {
    if (undo !== null) return ok({ undo, redo, because: '' })
    const earlier = this.placeAt(record - 1)
    return earlier.ok ? ok({ undo, redo, because: earlier.value.because }) : earlier
  }

  /** The change that undoes or redoes one commit. */
  changeFor(move: HistoryMove, head: Head, audit: AuditFor): Result<Change> {
    const place = this.placeAt(head.n)
    if (!place.ok) return place
    const n = move === 'undo' ? place.value.undo : place.value.redo.at(-1)
    if (n === undefined || n === null) {
      const because = move === 'undo' ? place.value.because : 'Nothing has been undone.'
      return fail('NOT_FOUND', `There is nothing to ${move}. ${because}`)
    }
    const record = this.#chain.read(n)
    if (!record.ok) return record
    const before = this.#chain.read(n - 1)
    if (!before.ok) return before
    if (!record.value || !before.value) {
      return fail('NOT_FOUND', `There is nothing to ${move}. Older commits are no longer kept.`)
    }
    return this.#change(move, { record: record.value, before: before.value }, head, {
      place: place.value,
      audit,
    })
  }

  #change(
    move: HistoryMove,
    commit: { readonly record: JournalRecord; readonly before: JournalRecord },
    head: Head,
    how: { readonly place: Place; readonly audit: AuditFor },
  ): Result<Change> {
    const { record, before } = commit
    const [from, to] = move === 'undo' ? [record, before] : [before, record]
    if (head.revision !== from.revision) {
      return fail('CONFLICT', `The plan is not as it was when ${record.audit.action} was made.`, {
        hint: 'Change it back by hand.',
      })
    }
    const prompts = this.#prompts(move, record)
    if (!prompts.ok) return prompts
    const text = this.#chain.textOf(to)
    if (!text.ok) return text
    const next = this.#nextPlace(move, record.n, how.place)
    if (!next.ok) return next
    const isSame = to.revision === head.revision
    return ok({
      ...(isSame ? {} : { text: text.value }),
      prompts: prompts.value,
      audit: how.audit(record, next.value, isSame ? head.revision : to.revision),
    })
  }

  #nextPlace(move: HistoryMove, n: number, place: Place): Result<z.infer<typeof PlaceSchema>> {
    if (move === 'redo') return ok({ record: n, undo: n, redo: place.redo.slice(0, -1) })
    const earlier = this.placeAt(n - 1)
    return earlier.ok
      ? ok({ record: n, undo: earlier.value.undo, redo: [...place.redo, n] })
      : earlier
  }

  /** The prompt files as they become; refused when somebody has written to one of them meanwhile. */
  #prompts(move: HistoryMove, record: JournalRecord): Result<PromptState[]> {
    const before = record.promptsBefore ?? []
    const [from, to] = move === 'undo' ? [record.prompts, before] : [before, record.prompts]
    const current = currentPrompts(this.#workspace.root, from)
    if (!current.ok) return current
    const changed = from.find((prompt, at) => current.value[at]?.text !== prompt.text)
    if (!changed) return ok([...to])
    return fail('CONFLICT', `The prompt ${changed.path} has been changed since.`, {
      at: { file: changed.path },
      hint: 'Keep what you need of it, then bring its earlier text back by hand.',
    })
  }
}

type AuditFor = (
  record: JournalRecord,
  place: z.infer<typeof PlaceSchema>,
  revisionAfter: string,
) => AuditDraft

/** Who moves through the history, under which mode. */
export interface HistoryCaller {
  readonly actor: Actor
  readonly mode: PolicyMode
}

/**
 * Undoes the newest commit that still stands, or brings back the last one that was undone (SPEC §6): to the byte,
 * prompts included, as a commit of its own with one audit entry. Works across processes and reloads. Refused
 * (NOT_FOUND) when there is nothing, also once an execution or another program has used the plan since; CONFLICT
 * when the files are no longer as that commit left them; DENIED for everybody but a person.
 */
export async function moveThroughHistory(
  workspace: Workspace,
  move: HistoryMove,
  caller: HistoryCaller,
): Promise<Result<HistoryMoved>> {
  if (caller.actor !== 'user') {
    return fail('DENIED', `Only a person may ${move} a commit.`, {
      hint: 'Propose the change that brings about what you want.',
    })
  }
  const history = new History(workspace)
  let moved = { action: '', target: '' }
  const committed = await workspace.commit((head) =>
    history.changeFor(move, head, (record, place, revisionAfter) => {
      const { action, target } = record.audit
      moved = { action, target }
      return {
        timestamp: workspace.now(),
        actor: caller.actor,
        action: move,
        target: `${action} ${target}`.trim(),
        payload: place,
        policy_mode: caller.mode,
        result: 'success',
        revision_before: head.revision,
        revision_after: revisionAfter,
      }
    }),
  )
  return committed.ok ? ok({ revision: committed.value.revision, ...moved }) : committed
}
