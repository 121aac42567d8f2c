import type { JSX } from 'solid-js'
import { For, Match, Show, Switch } from 'solid-js'
import Attached from '~icons/lucide/paperclip'
import Refused from '~icons/lucide/shield-alert'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type {
  AssistantEntry,
  ChatEntry,
  RefusedEntry,
  TroubleEntry,
  TroubleKind,
  UserEntry,
} from './chat.ts'
import { useChatDesk } from './chat-desk.ts'
import { ProposalCard } from './proposal-card.tsx'
import { Words } from './words-view.tsx'
import './chat-entry.css'

/** One part of the conversation. */
export function Entry(props: { readonly entry: ChatEntry }): JSX.Element {
  // The kind of an entry never changes.
  const { entry } = props
  switch (entry.kind) {
    case 'user':
      return <Asked entry={entry} />
    case 'assistant':
      return <Answer entry={entry} />
    case 'refused':
      return <Refusal entry={entry} />
    case 'proposal':
      return <ProposalCard entry={entry} />
    case 'trouble':
      return <Trouble entry={entry} />
  }
}

function Asked(props: { readonly entry: UserEntry }): JSX.Element {
  return (
    <article class="chat-asked" aria-label="You">
      <p>{props.entry.text}</p>
      <Show when={props.entry.attachments.length > 0}>
        <ul class="chat-chips">
          <For each={props.entry.attachments}>
            {(label) => (
              <li class="chat-chip">
                <span class="icon">
                  <Attached />
                </span>
                <span class="truncate">{label}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </article>
  )
}

/** What the model said; nothing where it only called tools. */
function Answer(props: { readonly entry: AssistantEntry }): JSX.Element {
  const { chat } = useChatDesk()
  const canRetry = () => chat.canRetry() && chat.entries().at(-1)?.id === props.entry.id
  return (
    <Show when={props.entry.text !== '' || props.entry.note !== undefined}>
      <article
        class="chat-answer"
        classList={{ 'chat-live': props.entry.isStreaming }}
        aria-label="Answer"
      >
        <Words text={props.entry.text} />
        <Show when={props.entry.note}>
          {(note) => (
            <p class="chat-note">
              {note()}{' '}
              <Show when={canRetry()}>
                <button type="button" class="text-link" onClick={() => void chat.retry()}>
                  Retry
                </button>
              </Show>
            </p>
          )}
        </Show>
      </article>
    </Show>
  )
}

/** A proposal that could not be made: a line while the model tries again, a notice when it gave up. */
function Refusal(props: { readonly entry: RefusedEntry }): JSX.Element {
  const reason = () => [props.entry.reason, props.entry.hint].filter(Boolean).join(' ')
  return (
    <Switch>
      <Match when={props.entry.isFinal}>
        <Notice
          kind="error"
          title={
            props.entry.rounds > 1 ? 'The proposal was refused.' : "This can't be done as it is."
          }
        >
          {reason()}
        </Notice>
      </Match>
      <Match when={true}>
        <p class="chat-again">
          <span class="icon">
            <Refused />
          </span>
          <span>
            Refused: {props.entry.reason}{' '}
            <span class="muted">
              Asking again, {props.entry.round + 1} of {props.entry.rounds}.
            </span>
          </span>
        </p>
      </Match>
    </Switch>
  )
}

/** Trouble that the settings of the chat can mend. */
const IN_SETTINGS: readonly TroubleKind[] = ['setup', 'key', 'forbidden', 'model']

function Trouble(props: { readonly entry: TroubleEntry }): JSX.Element {
  const { chat, setSettingsOpen, goOnWriting } = useChatDesk()
  const retry = () => {
    void chat.retry()
    goOnWriting()
  }
  const trouble = () => props.entry.trouble
  const isLast = () => chat.entries().at(-1)?.id === props.entry.id
  return (
    <div class="chat-trouble">
      <Notice kind="error" title={trouble().sentence}>
        {trouble().wayOut}
      </Notice>
      <Show when={isLast()}>
        <div class="chat-ways">
          <Show when={IN_SETTINGS.includes(trouble().kind)}>
            <Button kind="quiet" onClick={() => setSettingsOpen(true)}>
              Settings of the chat
            </Button>
          </Show>
          <Button
            testId="chat-retry"
            disabledReason={chat.canRetry() ? undefined : 'There is nothing to send again.'}
            onClick={retry}
          >
            Retry
          </Button>
        </div>
      </Show>
    </div>
  )
}
