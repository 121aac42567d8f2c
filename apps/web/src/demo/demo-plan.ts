import { EMPTY_LINE, lineState, moveAlong } from '../../../../shared/commit/history-line.ts'
import type { PromptState } from '../../../../shared/commit/journal.ts'
import { type ProposedChange, revisionOf } from '../../../../shared/commit/propose.ts'
import { readSequence } from '../../../../shared/commit/read-sequence.ts'
import { unwrap } from '../../../../shared/failure.ts'
import type {
  HistoryMove,
  HistoryMoved,
  HistoryState,
} from '../../../../shared/protocol/history.ts'
import type { Applied } from '../../../../shared/protocol/methods.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { promptPathOf } from '../../../../shared/schema/defaults.ts'
import type { SequenceDocument } from '../../../../shared/yaml/sequence-document.ts'
import { recordChange } from '../workspace/local-history.ts'
import { promptTransitions } from '../workspace/prompt-transitions.ts'
import { DEMO_PROMPTS, DEMO_SEQUENCE } from './demo-sequence.ts'

function read(text: string): Result<SequenceDocument> {
  return readSequence(new TextEncoder().encode(text), { file: 'demo' })
}

/** The demo's plan with its prompts and its history, in memory. */
export class DemoPlan {
  readonly #changed: (document: SequenceDocument) => void
  readonly #prompts = new Map<string, string>()
  #document = unwrap(read(DEMO_SEQUENCE))
  #line = EMPTY_LINE

  /** `changed` is told each new document, the first one included. */
  constructor(changed: (document: SequenceDocument) => void) {
    this.#changed = changed
    for (const step of this.#document.sequence.steps) {
      const text = DEMO_PROMPTS[step.id]
      if (text !== undefined) this.#prompts.set(promptPathOf(step), text)
    }
    changed(this.#document)
  }

  get document(): SequenceDocument {
    return this.#document
  }

  /** A prompt's text; null when there is none. */
  prompt(path: string): string | null {
    return this.#prompts.get(path) ?? null
  }

  /** Carries a change out. */
  async commit(change: ProposedChange): Promise<Result<Applied>> {
    const transitions = await promptTransitions(change.prompts, async (path) =>
      ok(this.prompt(path)),
    )
    if (!transitions.ok) return transitions
    this.#line = recordChange(this.#line, this.#document.text, change, transitions.value)
    const prompts = transitions.value.map(({ path, after }) => ({ path, text: after }))
    this.#put(change.document, prompts)
    const { revision, diff, notes } = change.proposal
    return ok({ revision, diff, notes, started: [] })
  }

  /** What undo and redo would move over. */
  history(): HistoryState {
    return lineState(this.#line, this.#files())
  }

  /** Undoes or redoes one commit. */
  move(way: HistoryMove, record: number | undefined): Result<HistoryMoved> {
    const moved = moveAlong(this.#line, way, this.#files(), record)
    if (!moved.ok) return moved
    const { entry, line, prompts, text } = moved.value
    const next = read(text)
    if (!next.ok) return next
    this.#line = line
    this.#put(next.value, prompts)
    const { action, target } = entry
    return ok({ revision: revisionOf(next.value), action, target })
  }

  #files() {
    return { text: this.#document.text, revision: revisionOf(this.#document) }
  }

  #put(document: SequenceDocument, prompts: readonly PromptState[]): void {
    for (const { path, text } of prompts) {
      if (text === null) this.#prompts.delete(path)
      else this.#prompts.set(path, text)
    }
    this.#document = document
    this.#changed(document)
  }
}
