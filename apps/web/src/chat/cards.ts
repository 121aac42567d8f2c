import { unwrap } from 'solid-js/store'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import { type Failure, fail } from '../../../../shared/failure.ts'
import type { Applied, RawAction } from '../../../../shared/protocol/methods.ts'
import type { Result } from '../../../../shared/result.ts'
import { type ReviewDesk, yesTo } from '../state/review.ts'
import type { WorkspaceSource } from '../workspace/source.ts'
import type { ProposalEntry } from './chat.ts'
import type { Conversation } from './conversation.ts'

/** What proposals of the chat are tried, applied and recorded with. */
export type ChatSource = Pick<WorkspaceSource, 'propose' | 'apply' | 'connection' | 'chatDesk'>

/** Where cards come from and go. */
export interface CardParts {
  readonly source: ChatSource
  readonly conversation: Conversation
  /** Starts work as the person does everywhere else in the app, and asks where the policy wants that. */
  readonly now: ReviewDesk['now']
  /** Told after each card that was applied. */
  readonly onApplied?: ((title: string, applied: Applied) => void) | undefined
}

/** The cards of a conversation. */
export interface Cards {
  /** Dry run of what was proposed. What the policy denies is a failure too. */
  readonly dryRun: (actions: readonly RawAction[]) => Promise<Result<Proposal>>
  /** Shows a proposal that can be applied. */
  readonly show: (place: Pick<ProposalEntry, 'id' | 'turn'>, proposed: Proposed) => void
  /** No card that is still open can be applied from now on. */
  readonly supersede: () => void
  /** Works out anew what a card would do, as after a reload. */
  readonly refresh: (id: string) => Promise<void>
  readonly apply: (id: string) => Promise<boolean>
  readonly applyAndRun: (id: string) => Promise<void>
  readonly discard: (id: string) => void
}

/** Actions with what came of their dry run. */
export interface Proposed {
  readonly actions: readonly RawAction[]
  readonly proposal: Proposal
}

const CHANGED =
  'The plan changed in the meantime. This is the same proposal on the new version: look at it again.'
const RUN = [{ action: 'run.runnable' }]
/** How often a plan may move on under somebody's click before they are asked to look again. */
const MOST_TRIES = 3

function titleOf({ items }: Proposal): string {
  const [only] = items
  return items.length === 1 && only ? only.description : `${items.length} changes`
}

/** Dry run of what was proposed. What the policy denies is a failure too. */
async function tryOut(
  source: ChatSource,
  actions: readonly RawAction[],
): Promise<Result<Proposal>> {
  const proposed = await source.propose(actions, { asker: 'orchestrator' })
  if (!proposed.ok || proposed.value.verdict.allowed) return proposed
  return fail('DENIED', proposed.value.verdict.reason)
}

/** What came of a click: it was done or not, or the plan has moved on and this is what it would do now. */
type Outcome = Result<Applied> | { readonly moved: Result<Proposal> }

/**
 * Applies exactly what a person said yes to. While steps run the file changes all the time; as long as the hash
 * stays, which covers the actions and all that they change or start, the yes holds for the new version too.
 */
async function carryOut(
  source: ChatSource,
  actions: readonly RawAction[],
  seen: Proposal,
): Promise<Outcome> {
  let proposal = seen
  for (let tries = 1; ; tries += 1) {
    const applied = await source.apply(actions, { ...yesTo(proposal), asker: 'orchestrator' })
    if (applied.ok || applied.failure.code !== 'CONFLICT') return applied
    const fresh = await tryOut(source, actions)
    const isSame = fresh.ok && fresh.value.hash === seen.hash
    if (!isSame || tries === MOST_TRIES) return { moved: fresh }
    proposal = fresh.value
  }
}

/** What a card would do now, as fields of it. */
function prospect(fresh: Result<Proposal>): Pick<ProposalEntry, 'proposal' | 'failure'> {
  return fresh.ok
    ? { proposal: fresh.value, failure: undefined }
    : { proposal: undefined, failure: fresh.failure }
}

/** The audit log's part. When that can't be written people are told: they may rely on it. */
async function record(
  { source, conversation }: Pick<CardParts, 'source' | 'conversation'>,
  event: 'proposed' | 'discarded',
  actions: readonly RawAction[],
): Promise<void> {
  const recorded = await source.chatDesk?.[event](actions)
  if (!recorded || recorded.ok) return
  const word = event === 'proposed' ? 'proposal' : 'decision'
  conversation.setNotice(`The audit log did not take this ${word}: ${recorded.failure.message}`)
}

/** Makes the cards of a conversation. */
export function createCards(parts: CardParts): Cards {
  const { source, conversation, now, onApplied } = parts
  const { change } = conversation

  const openCard = (id: string): ProposalEntry | undefined => {
    const entry = conversation.find(id)
    return entry?.kind === 'proposal' && entry.state === 'pending' ? unwrap(entry) : undefined
  }
  const show: Cards['show'] = ({ id, turn }, { actions, proposal }) => {
    const title = titleOf(proposal)
    conversation.add({ kind: 'proposal', id, turn, title, actions, state: 'pending', proposal })
    void record(parts, 'proposed', actions)
  }
  const close = (id: string, state: 'discarded' | 'superseded') =>
    change(id, { state, failure: undefined, note: undefined })
  const refresh = async (id: string): Promise<void> => {
    const card = openCard(id)
    if (!card) return
    const fresh = await tryOut(source, card.actions)
    if (openCard(id)) change(id, prospect(fresh))
  }
  const apply = async (id: string): Promise<boolean> => {
    const card = openCard(id)
    if (!card?.proposal) return false
    const { actions, proposal, title } = card
    change(id, { state: 'applying', failure: undefined, note: undefined })
    const done = await carryOut(source, actions, proposal)
    const wasApplied = !('moved' in done) && done.ok
    // Somebody may have written on meanwhile: then it is left behind as any other open card.
    if (!wasApplied && conversation.entries().at(-1)?.turn !== card.turn) close(id, 'superseded')
    else if ('moved' in done) {
      change(id, { state: 'pending', note: CHANGED, ...prospect(done.moved) })
    } else if (!done.ok) change(id, { state: 'pending', failure: done.failure })
    else {
      change(id, { state: 'applied', revision: done.value.revision })
      onApplied?.(title, done.value)
      return true
    }
    return false
  }
  const applyAndRun = async (id: string): Promise<void> => {
    if (!(await apply(id))) return
    const started = await now('Run what is ready', RUN)
    if (started.ok || started.failure.code === 'CONFIRMATION_REQUIRED') return
    change(id, { note: notStarted(started.failure) })
  }
  return {
    dryRun: (actions) => tryOut(source, actions),
    show,
    supersede: () => {
      // Ids first: a change may bring in what another tab has kept.
      const ids = conversation.entries().map(({ id }) => id)
      for (const id of ids) if (openCard(id)) close(id, 'superseded')
    },
    refresh,
    apply,
    applyAndRun,
    discard: (id) => {
      const card = openCard(id)
      if (!card) return
      close(id, 'discarded')
      void record(parts, 'discarded', card.actions)
    },
  }
}

function notStarted({ message, hint }: Failure): string {
  return `Applied, but nothing was started: ${hint === undefined ? message : `${message} ${hint}`}`
}
