import { z } from 'zod'
import type { JournalRecord, PromptState } from '../../shared/commit/journal.ts'
import { fail } from '../../shared/failure.ts'
import type {
  HistoryChange,
  HistoryMove,
  HistoryMoved,
  HistoryState,
} from '../../shared/protocol/history.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Actor, AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'
import type { PolicyMode } from '../../shared/schema/policy-mode.ts'
import { denyAgent } from './deny-agent.ts'
import { currentPrompts } from './prompt-files.ts'
import type { Head } from './read-head.ts'
import { RevisionChain } from './revision-chain.ts'
import type { Change, Workspace } from './workspace.ts'

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

const TOO_OLD = 'Older commits are no longer kept.'
const FOREIGN = 'Another program has edited the file since.'
const UNDONE_NOTHING = 'Nothing has been undone.'

const NOTHING: Place = { undo: null, redo: [], because: 'Nothing has been changed yet.' }

function hasChanged(record: JournalRecord): boolean {
  if (record.audit.result !== 'success') return false
  return record.prompts.length > 0 || record.text !== undefined
}

/** Commits that no person can take back by undo, and why. */
function barrier(record: JournalRecord): string | undefined {
  const { action, actor, target } = record.audit
  if (action === 'sequence.import') return FOREIGN
  if (action === 'init') return NOTHING.because
  return actor === 'system'
    ? `An execution has used the plan since (${action} ${target}).`
    : undefined
}

/** The plan on one side of a commit. */
interface Side {
  readonly revision: string
  readonly text: () => Result<string>
}

/** A commit between the two plans. */
interface Sides {
  readonly record: JournalRecord
  readonly before: Side
  readonly after: Side
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
      if (!record.value) return ok({ ...NOTHING, because: TOO_OLD })
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

  /** What undo and redo would move over, for people. */
  stateAt(head: Head): Result<HistoryState> {
    const place = head.isForeign ? ok({ ...NOTHING, because: FOREIGN }) : this.placeAt(head.n)
    if (!place.ok) return place
    const { undo, redo, because } = place.value
    const [back, forth] = [this.#named(undo), this.#named(redo.at(-1) ?? null)]
    if (!back.ok) return back
    if (!forth.ok) return forth
    return ok({
      undo: back.value,
      redo: forth.value,
      undoBecause: because === '' && back.value === null ? TOO_OLD : because,
      redoBecause: forth.value ? '' : UNDONE_NOTHING,
    })
  }

  #named(n: number | null): Result<HistoryChange | null> {
    const sides = n === null ? ok(undefined) : this.#sidesOf(n)
    if (!sides.ok || !sides.value) return sides.ok ? ok(null) : sides
    const { audit } = sides.value.record
    return ok({ record: sides.value.record.n, action: audit.action, target: audit.target })
  }

  /** The change that undoes or redoes one commit. */
  changeFor(move: HistoryMove, head: Head, { audit, expected }: MoveRequest): Result<Change> {
    const place = this.placeAt(head.n)
    if (!place.ok) return place
    const n = move === 'undo' ? place.value.undo : place.value.redo.at(-1)
    if (n === undefined || n === null) {
      const because = move === 'undo' ? place.value.because : UNDONE_NOTHING
      return fail('NOT_FOUND', `There is nothing to ${move}. ${because}`)
    }
    if (expected !== undefined && expected !== n) {
      return fail(
        'CONFLICT',
        `Something else was changed meanwhile; nothing was ${move === 'undo' ? 'undone' : 'redone'}.`,
        {
          hint: `Look at what ${move} would do now.`,
        },
      )
    }
    const sides = this.#sidesOf(n)
    if (!sides.ok) return sides
    if (!sides.value) return fail('NOT_FOUND', `There is nothing to ${move}. ${TOO_OLD}`)
    return this.#change(move, sides.value, head, { place: place.value, audit })
  }

  /** A commit with the plan before and after it; undefined when that is no longer kept. */
  #sidesOf(n: number): Result<Sides | undefined> {
    const record = this.#chain.read(n)
    if (!record.ok || !record.value) return record.ok ? ok(undefined) : record
    const after = this.#sideOf(record.value)
    const { base, baseText } = record.value
    if (base !== undefined && baseText !== undefined) {
      const before: Side = { revision: base, text: () => ok(baseText) }
      return ok({ record: record.value, before, after })
    }
    const earlier = this.#chain.read(n - 1)
    if (!earlier.ok || !earlier.value) return earlier.ok ? ok(undefined) : earlier
    return ok({ record: record.value, before: this.#sideOf(earlier.value), after })
  }

  #sideOf(record: JournalRecord): Side {
    return { revision: record.revision, text: () => this.#chain.textOf(record) }
  }

  #change(
    move: HistoryMove,
    { record, before, after }: Sides,
    head: Head,
    how: { readonly place: Place; readonly audit: AuditFor },
  ): Result<Change> {
    const [from, to] = move === 'undo' ? [after, before] : [before, after]
    if (head.revision !== from.revision) {
      return fail('CONFLICT', `The plan is not as it was when ${record.audit.action} was made.`, {
        hint: 'Change it back by hand.',
      })
    }
    const prompts = this.#prompts(move, record)
    if (!prompts.ok) return prompts
    const text = to.text()
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

/** How one move is made. */
interface MoveRequest {
  readonly audit: AuditFor
  /** The commit that the caller was shown; undefined when whichever is next will do. */
  readonly expected: number | undefined
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
  /** The commit that the caller was shown: nothing else is moved over. */
  readonly expected?: number | undefined
}

/** What undo and redo would move over in a workspace now, or why they can't. */
export function historyState(workspace: Workspace): Result<HistoryState> {
  const head = workspace.readHead()
  return head.ok ? new History(workspace).stateAt(head.value) : head
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
): Promise<Result<HistoryMoved & { readonly entry: AuditEntry }>> {
  if (caller.actor !== 'user') {
    const hint = 'Propose the change that brings about what you want.'
    const message = `Only a person may ${move} a commit.`
    const deed = { action: move, target: '', policy_mode: caller.mode }
    return denyAgent(workspace, deed, { code: 'DENIED', message, hint })
  }
  const history = new History(workspace)
  let moved = { action: '', target: '' }
  const committed = await workspace.commit((head) => {
    const audit: AuditFor = (record, place, revisionAfter) => {
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
    }
    return history.changeFor(move, head, { audit, expected: caller.expected })
  })
  if (!committed.ok) return committed
  const { revision, entry } = committed.value
  return ok({ revision, ...moved, entry })
}
