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

/** A change that was made at once, for a person to look at afterwards. */
export interface AfterReview {
  readonly title: string
  readonly proposal: Proposal
}

/** How changes get from an intent into the file. */
export interface ReviewDesk {
  readonly current: () => Review | undefined
  /** The last change that was made without asking, until it is put away. */
  readonly after: () => AfterReview | undefined
  readonly putAway: () => void
  /**
   * Shows what the actions would do and waits for a person. In POWER what is harmless is made at once, and shown
   * afterwards.
   */
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

/** True for what a person can take back and the policy has no question about. */
function isHarmless({ verdict, items }: Proposal): boolean {
  if (!verdict.allowed || verdict.confirmation !== 'none') return false
  return items.every((item) => item.reversible && !item.destructive)
}

/** A person's yes to exactly this proposal. */
export function yesTo(proposal: Proposal): ApplyOptions {
  const { baseRevision, verdict } = proposal
  return verdict.confirmation === 'none' ? { baseRevision } : { baseRevision, confirmed: proposal }
}

/** Makes a harmless change; undefined when a person should look at it first, and then nothing was done. */
async function makeAtOnce(source: Source, actions: readonly RawAction[]) {
  const proposed = await source.propose(actions)
  if (!proposed.ok || !isHarmless(proposed.value)) return undefined
  const proposal = proposed.value
  const applied = await source.apply(actions, yesTo(proposal))
  return applied.ok ? { proposal, applied: applied.value } : undefined
}

/** Makes the desk that every edit of the app goes over. `isPower` tells whether harmless changes are made at once. */
export function createReviewDesk(source: Source, isPower: () => boolean = () => false): ReviewDesk {
  const [current, setCurrent] = createSignal<Review>()
  const [after, setAfter] = createSignal<AfterReview>()
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
  const open = async (title: string, actions: readonly RawAction[]): Promise<void> => {
    const made = isPower() ? await makeAtOnce(source, actions) : undefined
    if (!made) return prepare({ title, actions, stage: 'preparing' })
    setAfter({ title, proposal: made.proposal })
    report(title, made.applied)
  }
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
    const result = await source.apply(review.actions, yesTo(proposal))
    if (result.ok) {
      batch(() => {
        if (mine === ticket) setCurrent(undefined)
        report(review.title, result.value)
      })
    } else if (mine !== ticket) {
      return
    } else if (result.failure.code === 'CONFLICT') {
      const { title, actions } = review
      await prepare({ title, actions, stage: 'preparing', notice: REBASED })
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
  return {
    current,
    after,
    putAway: () => void setAfter(undefined),
    open,
    apply,
    discard,
    now,
    onApplied: (listener) => listeners.push(listener),
  }
}
