import { batch, createSignal } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import type { Failure } from '../../../../shared/failure.ts'
import type { Applied, RawAction } from '../../../../shared/protocol/methods.ts'
import type { Result } from '../../../../shared/result.ts'
import type { ApplyOptions, WorkspaceSource } from '../workspace/source.ts'

/** A change that a person looks at before it is made. */
export interface Review {
  readonly title: string
  readonly actions: readonly RawAction[]
  readonly stage: 'preparing' | 'ready' | 'applying'
  readonly proposal?: Proposal | undefined
  /** Why there is no proposal, or why applying it did not work. */
  readonly failure?: Failure | undefined
  /** What people should know about this proposal, as after a rebase. */
  readonly notice?: string | undefined
}

/** How changes get from an intent into the file. */
export interface ReviewDesk {
  readonly current: () => Review | undefined
  /** Shows what the actions would do and waits for a person. */
  readonly open: (title: string, actions: readonly RawAction[]) => Promise<void>
  readonly apply: () => Promise<void>
  readonly discard: () => void
  /** Does it at once: runs and stops of a person. Opens a review when the policy wants a confirmation. */
  readonly now: (title: string, actions: readonly RawAction[]) => Promise<Result<Applied>>
  /** Called after each change that was made. */
  readonly onApplied: (listener: (title: string, applied: Applied) => void) => void
}

const REBASED =
  'The file changed in the meantime. This is the same change on the new version: look at it again.'

type Source = Pick<WorkspaceSource, 'propose' | 'apply'>

/** Makes the desk that every edit of the app goes over. */
export function createReviewDesk(source: Source): ReviewDesk {
  const [current, setCurrent] = createSignal<Review>()
  const listeners: ((title: string, applied: Applied) => void)[] = []
  let ticket = 0

  const prepare = async (review: Review): Promise<void> => {
    const mine = ++ticket
    setCurrent({ ...review, stage: 'preparing' })
    const result = await source.propose(review.actions)
    if (mine !== ticket) return
    setCurrent({
      ...review,
      stage: 'ready',
      proposal: result.ok ? result.value : undefined,
      failure: result.ok ? undefined : result.failure,
    })
  }
  const report = (title: string, applied: Applied) => {
    for (const listener of listeners) listener(title, applied)
  }
  const open = (title: string, actions: readonly RawAction[]) =>
    prepare({ title, actions, stage: 'preparing' })
  const discard = () => {
    ticket++
    setCurrent(undefined)
  }
  const apply = async (): Promise<void> => {
    const review = current()
    const proposal = review?.proposal
    if (!(review && proposal) || review.stage !== 'ready') return
    const mine = ++ticket
    setCurrent({ ...review, stage: 'applying', failure: undefined })
    const needsWord = proposal.verdict.confirmation !== 'none'
    const options: ApplyOptions = {
      baseRevision: proposal.baseRevision,
      ...(needsWord ? { confirmed: proposal } : {}),
    }
    const result = await source.apply(review.actions, options)
    if (result.ok) {
      batch(() => {
        if (mine === ticket) setCurrent(undefined)
        report(review.title, result.value)
      })
    } else if (mine !== ticket) {
      return
    } else if (result.failure.code === 'CONFLICT') {
      await prepare({
        title: review.title,
        actions: review.actions,
        stage: 'preparing',
        notice: REBASED,
      })
    } else {
      setCurrent({ ...review, stage: 'ready', failure: result.failure })
    }
  }
  const now = async (title: string, actions: readonly RawAction[]): Promise<Result<Applied>> => {
    const result = await source.apply(actions, {})
    if (result.ok) report(title, result.value)
    else if (result.failure.code === 'CONFIRMATION_REQUIRED') await open(title, actions)
    return result
  }
  return { current, open, apply, discard, now, onApplied: (listener) => listeners.push(listener) }
}
