import type { JSX } from 'solid-js'
import { createEffect, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js'
import Down from '~icons/lucide/arrow-down'
import Close from '~icons/lucide/x'
import { IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { type ChatEntry, isBusy } from './chat.ts'
import { useChatDesk } from './chat-desk.ts'
import { Entry } from './chat-entry.tsx'
import { ChatWelcome } from './chat-welcome.tsx'

/** This near to its end the talk follows what comes. */
const NEAR_PX = 24
/** More than this of an answer is not read out at once; the text itself can be. */
const SPOKEN = 300

/** What a screen reader is told when an answer is there: once, not word by word. */
function spoken(entry: ChatEntry | undefined): string {
  switch (entry?.kind) {
    case 'assistant':
      return `Answer: ${entry.text.slice(0, SPOKEN)} ${entry.note ?? ''}`
    case 'proposal':
      return `Proposal: ${entry.title}. It waits for you.`
    case 'refused':
      return `Refused: ${entry.reason}`
    case 'trouble':
      return `${entry.trouble.sentence} ${entry.trouble.wayOut}`
    default:
      return ''
  }
}

/** Everything that was said, the newest at the end and in sight. */
export function ChatTalk(): JSX.Element {
  const { chat } = useChatDesk()
  const [isAtEnd, setAtEnd] = createSignal(true)
  const [news, setNews] = createSignal('')
  const isWriting = () => {
    const last = chat.entries().at(-1)
    return last?.kind === 'assistant' && last.isStreaming && last.text !== ''
  }
  let scroller: HTMLElement | undefined
  let content: HTMLDivElement | undefined
  /** A card that is too high for the room begins in sight: people read before they apply. */
  const toEnd = () => {
    if (!scroller || chat.entries().length === 0) return
    const card = content?.querySelector<HTMLElement>(':scope > .chat-card:last-child')
    const end = scroller.scrollHeight - scroller.clientHeight
    scroller.scrollTop = card ? Math.min(end, card.offsetTop - NEAR_PX / 2) : end
  }
  // What grows or is shown anew scrolls as well: only a reader who goes back leaves the end.
  let last = { top: 0, all: 0, shown: 0 }
  const onScroll = () => {
    if (!scroller) return
    const now = {
      top: scroller.scrollTop,
      all: scroller.scrollHeight,
      shown: scroller.clientHeight,
    }
    if (now.top + now.shown >= now.all - NEAR_PX) setAtEnd(true)
    else if (now.top < last.top && now.all === last.all && now.shown === last.shown) setAtEnd(false)
    last = now
  }
  onMount(() => {
    if (!(scroller && content)) return
    const observer = new ResizeObserver(() => {
      if (isAtEnd()) toEnd()
    })
    observer.observe(content)
    observer.observe(scroller)
    onCleanup(() => observer.disconnect())
  })
  createEffect(
    on(
      () => chat.entries().filter(({ kind }) => kind === 'user').length,
      (count, before) => {
        if (count > (before ?? 0)) setAtEnd(true)
      },
    ),
  )
  createEffect(
    on(
      () => isBusy(chat),
      (busy, before) => {
        if (before && !busy) setNews(spoken(chat.entries().at(-1)))
      },
    ),
  )
  return (
    <div class="chat-room">
      <section
        class="chat-talk"
        ref={scroller}
        tabindex={0}
        aria-label="Conversation"
        aria-busy={isBusy(chat)}
        onScroll={onScroll}
      >
        <div class="chat-entries" ref={content}>
          <Show when={chat.notice()}>
            {(notice) => (
              <Notice
                kind="info"
                actions={
                  <IconButton small label="Dismiss" icon={<Close />} onClick={chat.dismissNotice} />
                }
              >
                {notice()}
              </Notice>
            )}
          </Show>
          <For each={chat.entries()} fallback={<ChatWelcome />}>
            {(entry) => <Entry entry={entry} />}
          </For>
          <Show when={!isWriting() && WAITING[chat.state()]}>
            {(words) => <p class="chat-waiting">{words()}</p>}
          </Show>
        </div>
      </section>
      <Show when={!isAtEnd()}>
        <div class="chat-down">
          <IconButton
            label="To the newest"
            icon={<Down />}
            onClick={() => {
              setAtEnd(true)
              toEnd()
            }}
          />
        </div>
      </Show>
      <p class="visually-hidden" role="status">
        {news()}
      </p>
    </div>
  )
}

const WAITING = {
  idle: undefined,
  thinking: 'Thinking…',
  checking: 'Trying the proposal on the plan…',
} as const
