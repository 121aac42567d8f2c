import type { JSX } from 'solid-js'
import { createEffect, createSignal, on, Show } from 'solid-js'
import Proposed from '~icons/lucide/git-pull-request-create'
import Larger from '~icons/lucide/maximize-2'
import { DiffView } from '../diff/diff-view.tsx'
import { createDecision, SureTick } from '../review/decision.tsx'
import { PromptPreviews } from '../review/prompt-previews.tsx'
import { ProposalDetails } from '../review/review-dialog.tsx'
import { useApp } from '../state/app-state.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import type { CardState, ProposalEntry } from './chat.ts'
import { useChatDesk } from './chat-desk.ts'
import './proposal-card.css'

const STATES: Readonly<Record<CardState, string>> = {
  pending: 'Waits for you',
  applying: 'Applying…',
  applied: 'Applied',
  discarded: 'Discarded',
  superseded: 'Left behind',
}

/** Short enough to be read, long enough to be found again. */
const REVISION_LENGTH = 10

/** True while a person can still decide, or has just decided. */
function isOpen({ state }: ProposalEntry): boolean {
  return state === 'pending' || state === 'applying'
}

/** What the chat proposes: only a person's click applies it, and only as it is shown here. */
export function ProposalCard(props: { readonly entry: ProposalEntry }): JSX.Element {
  const [isLarge, setLarge] = createSignal(false)
  const entry = () => props.entry
  return (
    <article
      class="chat-card"
      aria-label={`Proposal: ${entry().title}`}
      data-state={entry().state}
      data-testid="chat-card"
    >
      <header class="chat-card-head">
        <span class="icon chat-card-icon">
          <Proposed />
        </span>
        <h3>Proposal</h3>
        <span class="chat-state">{STATES[entry().state]}</span>
        <Show when={entry().proposal}>
          <IconButton
            small
            label="Show it large"
            icon={<Larger />}
            onClick={() => setLarge(true)}
          />
        </Show>
      </header>
      <Show when={isOpen(entry())} fallback={<Settled entry={entry()} />}>
        <Pending entry={entry()} />
      </Show>
      <Show when={isLarge() && entry().proposal}>
        {(proposal) => (
          <Dialog size="wide" title={entry().title} onClose={() => setLarge(false)}>
            <ProposalDetails proposal={proposal()} />
          </Dialog>
        )}
      </Show>
    </article>
  )
}

function Pending(props: { readonly entry: ProposalEntry }): JSX.Element {
  const entry = () => props.entry
  return (
    <>
      <div class="chat-card-body">
        <Show when={entry().note}>{(note) => <Notice kind="warning">{note()}</Notice>}</Show>
        <Show when={entry().failure}>
          {(failure) => (
            <Notice kind="error" title="This can't be done as it is.">
              {failure().message} {failure().hint}
            </Notice>
          )}
        </Show>
        <Show
          when={entry().proposal}
          fallback={
            <Show when={!entry().failure}>
              <p class="muted">Working out what would change…</p>
            </Show>
          }
        >
          {(proposal) => (
            <>
              <ProposalDetails brief proposal={proposal()} />
              <Show when={proposal().diff !== ''}>
                <DiffView narrow diff={proposal().diff} />
              </Show>
              <PromptPreviews narrow proposal={proposal()} />
            </>
          )}
        </Show>
      </div>
      <CardButtons entry={entry()} />
    </>
  )
}

function CardButtons(props: { readonly entry: ProposalEntry }): JSX.Element {
  const app = useApp()
  const { chat, goOnWriting } = useChatDesk()
  const entry = () => props.entry
  const decide = async (decision: void | Promise<void>) => {
    await decision
    if (!isOpen(entry())) goOnWriting()
  }
  const isBusy = () => entry().state === 'applying'
  const decision = createDecision({
    proposal: () => entry().proposal,
    block: app.editBlock,
    isAsked: true,
  })
  const runs = () => entry().actions.every(({ action }) => String(action).startsWith('run.'))
  return (
    <footer class="chat-card-foot">
      <SureTick decision={decision} />
      <div class="chat-ways">
        <Button
          kind="quiet"
          testId="chat-discard"
          busy={isBusy()}
          onClick={() => void decide(chat.discard(entry().id))}
        >
          Discard
        </Button>
        <Show when={!runs()}>
          <Button
            title="Apply it, then run everything that is ready"
            testId="chat-apply-run"
            disabledReason={decision.reason() ?? app.runBlock()}
            busy={isBusy()}
            onClick={() => void decide(chat.applyAndRun(entry().id))}
          >
            Apply &amp; Run
          </Button>
        </Show>
        <Button
          kind={decision.isGrave() ? 'danger' : 'primary'}
          testId="chat-apply"
          disabledReason={decision.reason()}
          busy={isBusy()}
          onClick={() => void decide(chat.apply(entry().id))}
        >
          {decision.label()}
        </Button>
      </div>
    </footer>
  )
}

/** What became of a card, with the way back while that is the last thing that was done. */
function Settled(props: { readonly entry: ProposalEntry }): JSX.Element {
  const entry = () => props.entry
  const sentences = () =>
    entry()
      .proposal?.items.map((item) => `${item.description}.`)
      .join(' ') ?? entry().title
  return (
    <div class="chat-card-body">
      <p class="chat-settled">{sentences()}</p>
      <Show when={entry().note}>{(note) => <Notice kind="warning">{note()}</Notice>}</Show>
      <Show when={entry().state === 'superseded'}>
        <p class="muted">You went on without it: it can't be applied any more.</p>
      </Show>
      <Show when={entry().state === 'applied'}>
        <Undo revision={entry().revision} />
      </Show>
    </div>
  )
}

function Undo(props: { readonly revision: string | undefined }): JSX.Element {
  const app = useApp()
  // The number of this very change: Undo here never takes back a later one.
  const [record, setRecord] = createSignal<number>()
  const isNow = () => app.source.workspace.view.revision === props.revision
  createEffect(
    on(isNow, async (now) => {
      const state = now ? await app.source.history() : undefined
      setRecord(state?.ok ? state.value.undo?.record : undefined)
    }),
  )
  const undo = async () => {
    const moved = await app.source.moveHistory('undo', record())
    if (!moved.ok) app.announce({ kind: 'warning', message: moved.failure.message })
  }
  return (
    <div class="chat-applied">
      <Show when={props.revision}>
        {(revision) => (
          <span class="muted">
            Revision <code title={revision()}>{revision().slice(0, REVISION_LENGTH)}</code>
          </span>
        )}
      </Show>
      <span class="bar-space" />
      <Show when={isNow() && record() !== undefined}>
        <Button disabledReason={app.editBlock()} onClick={() => void undo()}>
          Undo
        </Button>
      </Show>
    </div>
  )
}
