import type { Accessor } from 'solid-js'
import {
  createContext,
  createEffect,
  createMemo,
  createRoot,
  createSignal,
  getOwner,
  onCleanup,
  useContext,
} from 'solid-js'
import { type Waiting, waitsForPerson } from '../../../../shared/dag/attention.ts'
import { readySet } from '../../../../shared/dag/frontier.ts'
import { bug } from '../../../../shared/failure.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import { hasEnded } from '../../../../shared/schema/run.ts'
import type { Step } from '../../../../shared/schema/step.ts'
import type { Connection, WorkspaceSource } from '../workspace/source.ts'
import { createFolded, type Folded } from './folded.ts'
import { createReviewDesk, type ReviewDesk } from './review.ts'
import { createSelection, type Selection } from './selection.ts'
import { createSettled } from './settled.ts'
import { createUndoDesk, type UndoDesk } from './undo.ts'

/** Apart, so that the two questions are not asked in one breath. */
const WAITING_PAUSE_MS = 200
const READY_PAUSE_MS = 300

/** How a message is shown; the frame of the app does it. */
export type Announce = (toast: {
  readonly kind: 'info' | 'success' | 'warning' | 'error'
  readonly title?: string | undefined
  readonly message: string
}) => void

/** What every part of an open workspace shares. */
export interface AppState extends Selection {
  readonly source: WorkspaceSource
  readonly review: ReviewDesk
  readonly undo: UndoDesk
  readonly announce: Announce
  /** Milliseconds since 1970; moves once a second while something runs. */
  readonly now: Accessor<number>
  /** What waits for a person, and what could start now; of a large plan a moment late. */
  readonly waiting: Accessor<readonly Waiting[] | undefined>
  readonly ready: Accessor<readonly Step[]>
  readonly folded: Folded
  /** The step whose prompt somebody asked for; the inspector shows it and takes the wish back. */
  readonly promptWish: Accessor<string | undefined>
  readonly wishPrompt: (id: string | undefined) => void
  /** Why nothing can be changed now, as one sentence; undefined when it can. */
  readonly editBlock: Accessor<string | undefined>
  /** The same for starting and stopping work. */
  readonly runBlock: Accessor<string | undefined>
  /** Starts or stops work at once and tells when that was refused. */
  readonly run: (title: string, actions: readonly RawAction[]) => Promise<void>
  /** Makes what lives as long as the workspace is open, however often its panel is closed. */
  readonly keep: <T>(make: () => T) => T
}

const Context = createContext<AppState>()

/** Hands the state of an open workspace to the parts inside. */
export const AppStateProvider = Context.Provider

/** The state of the open workspace. Only for parts that are inside one. */
export function useApp(): AppState {
  return useContext(Context) ?? bug('a part of the workspace was used outside of one')
}

function sentenceOf(connection: Connection): string | undefined {
  if (connection.kind === 'online') return undefined
  return connection.kind === 'connecting' ? 'Still connecting.' : connection.message
}

function createClock(isTicking: Accessor<boolean>): Accessor<number> {
  const [now, setNow] = createSignal(Date.now())
  createEffect(() => {
    if (!isTicking()) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    onCleanup(() => clearInterval(timer))
  })
  return now
}

/** Makes the state of an open workspace. */
export function createAppState(source: WorkspaceSource, announce: Announce): AppState {
  const { workspace } = source
  const owner = getOwner()
  const [promptWish, wishPrompt] = createSignal<string>()
  const review = createReviewDesk(source, () => workspace.view.policy.mode === 'POWER')
  const settled = createSettled(workspace.sequence, WAITING_PAUSE_MS)
  const settledLast = createSettled(workspace.sequence, READY_PAUSE_MS)
  const waiting = createMemo(() => {
    const sequence = settled()
    return sequence && waitsForPerson(sequence)
  })
  const ready = createMemo(() => {
    const sequence = settledLast()
    return sequence ? readySet(sequence) : []
  })
  const isTicking = createMemo(() =>
    Object.values(workspace.state()?.attempts ?? {}).some((attempt) => !hasEnded(attempt)),
  )
  const editBlock = createMemo(() => {
    const lost = sentenceOf(source.connection())
    if (lost !== undefined) return lost
    if (!source.capabilities.edit) return 'This workspace can only be read.'
    return workspace.sequence() ? undefined : 'There is no valid sequence to change.'
  })
  const runBlock = createMemo(() =>
    source.capabilities.run
      ? editBlock()
      : (source.capabilities.runHint ?? 'Nothing can run in this workspace.'),
  )
  const run = async (title: string, actions: readonly RawAction[]) => {
    const result = await review.now(title, actions)
    if (result.ok || result.failure.code === 'CONFIRMATION_REQUIRED') return
    const { message, hint } = result.failure
    announce({ kind: 'error', title, message: hint ? `${message} ${hint}` : message })
  }
  const ends: (() => void)[] = []
  onCleanup(() => {
    for (const end of ends) end()
  })
  return {
    source,
    review,
    undo: createUndoDesk(source, { review, announce, editBlock }),
    announce,
    ...createSelection(workspace),
    now: createClock(isTicking),
    waiting,
    ready,
    folded: createFolded(),
    promptWish,
    wishPrompt,
    editBlock,
    runBlock,
    run,
    keep: (make) =>
      createRoot((dispose) => {
        ends.push(dispose)
        return make()
      }, owner),
  }
}
