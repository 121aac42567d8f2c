import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import type {
  HistoryChange,
  HistoryMove,
  HistoryState,
} from '../../../../shared/protocol/history.ts'
import type { WorkspaceSource } from '../workspace/source.ts'
import type { Announce } from './app-state.ts'
import type { ReviewDesk } from './review.ts'

/** Changes that come one after the other settle for this long before the history is asked about. */
const PAUSE_MS = 100

/** Undo and redo of an open workspace. */
export interface UndoDesk {
  /** What the move would do, as a few words for a button. */
  readonly label: (move: HistoryMove) => string
  /** Why it can't be made now, as one sentence; undefined when it can. */
  readonly block: (move: HistoryMove) => string | undefined
  /** Makes the move that was shown, and says what it did or why not. */
  readonly move: (move: HistoryMove) => Promise<void>
}

const WORDS = {
  undo: { now: 'Undo', done: 'Undone' },
  redo: { now: 'Redo', done: 'Redone' },
} as const

/** An action as its command has it: `step.edit` of build is "step edit build". */
function commandOf({ action, target }: Omit<HistoryChange, 'record'>): string {
  return `${action.replaceAll('.', ' ')} ${target}`.trim()
}

interface UndoParts {
  readonly review: Pick<ReviewDesk, 'onApplied'>
  readonly announce: Announce
  readonly editBlock: () => string | undefined
}

/** Follows the history of a workspace. */
export function createUndoDesk(source: WorkspaceSource, parts: UndoParts): UndoDesk {
  const [state, setState] = createSignal<HistoryState>()
  const [applied, setApplied] = createSignal(0)
  parts.review.onApplied(() => setApplied((count) => count + 1))
  let ticket = 0
  const look = async () => {
    const mine = ++ticket
    const found = await source.history()
    if (mine === ticket) setState(found.ok ? found.value : undefined)
  }
  createEffect(
    on(
      () => [source.workspace.view.revision, source.connection().kind, applied()],
      () => {
        const timer = setTimeout(() => void look(), PAUSE_MS)
        onCleanup(() => clearTimeout(timer))
      },
    ),
  )
  const block = (move: HistoryMove) => {
    const now = state()
    const because = now && (move === 'undo' ? now.undoBecause : now.redoBecause)
    return parts.editBlock() ?? (because || undefined)
  }
  const move = async (way: HistoryMove) => {
    const reason = block(way)
    if (reason !== undefined) return parts.announce({ kind: 'warning', message: reason })
    const moved = await source.moveHistory(way, state()?.[way]?.record)
    if (moved.ok) {
      parts.announce({ kind: 'success', message: `${WORDS[way].done}: ${commandOf(moved.value)}` })
    } else {
      const { message, hint } = moved.failure
      parts.announce({ kind: 'warning', message: hint ? `${message} ${hint}` : message })
    }
    await look()
  }
  const label = (way: HistoryMove) => {
    const change = state()?.[way]
    return change ? `${WORDS[way].now}: ${commandOf(change)}` : WORDS[way].now
  }
  return { label, block, move }
}
