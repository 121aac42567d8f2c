import type { JSX } from 'solid-js'
import { createEffect, For, Show } from 'solid-js'
import Send from '~icons/lucide/arrow-up'
import Attach from '~icons/lucide/paperclip'
import Stop from '~icons/lucide/square'
import Remove from '~icons/lucide/x'
import { isStep } from '../../../../shared/schema/defaults.ts'
import { panels } from '../frame/panels.ts'
import { useApp } from '../state/app-state.ts'
import { costWords, shortCount } from '../status/usage.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { ATTACHABLE, type Attachable, readAttachment } from './attach.ts'
import { isBusy } from './chat.ts'
import { useChatDesk } from './chat-desk.ts'

/** The field grows with its text up to this height. */
const MAX_HEIGHT_PX = 220

/** Where one writes to the chat. Enter sends, Shift+Enter begins a line. */
export function Composer(): JSX.Element {
  const app = useApp()
  const { chat, draft, setDraft, attached, detach, detachAll } = useChatDesk()
  let field: HTMLTextAreaElement | undefined
  createEffect(() => {
    draft()
    if (!field) return
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight + 2, MAX_HEIGHT_PX)}px`
  })
  createEffect(() => {
    if (panels.focusWish() !== 'chat') return
    panels.setFocusWish(undefined)
    field?.focus()
  })
  const block = () => app.editBlock()
  const send = () => {
    if (isBusy(chat) || block() !== undefined || draft().trim() === '') return
    const [text, parts] = [draft(), attached()]
    setDraft('')
    detachAll()
    void chat.send(text, parts)
  }
  const reason = () => block() ?? (draft().trim() === '' ? 'Write something first.' : undefined)
  return (
    <form
      class="chat-composer"
      aria-label="Write to the chat"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Show when={attached().length > 0}>
        <ul class="chat-chips" aria-label="What goes along">
          <For each={attached()}>
            {({ label }) => (
              <li class="chat-chip">
                <span class="truncate">{label}</span>
                <IconButton
                  small
                  label={`Leave out ${label}`}
                  icon={<Remove />}
                  onClick={() => detach(label)}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <textarea
        ref={field}
        class="input chat-field"
        rows={2}
        aria-label="Message"
        placeholder={block() ?? placeholder(chat.answerer() === 'commands')}
        readonly={block() !== undefined}
        data-own-keys={isBusy(chat) ? 'Enter Escape' : 'Enter'}
        value={draft()}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <div class="chat-foot">
        <AttachMenu />
        <Usage />
        <span class="bar-space" />
        <Show
          when={isBusy(chat)}
          fallback={
            <button
              type="submit"
              class="icon-button icon chat-send"
              aria-label="Send (Enter)"
              aria-disabled={reason() === undefined ? undefined : 'true'}
              title={reason() ?? 'Send (Enter)'}
            >
              <Send />
            </button>
          }
        >
          <button
            type="button"
            class="icon-button icon chat-send chat-stop"
            aria-label="Stop (Esc)"
            title="Stop (Esc)"
            onClick={() => {
              chat.stop()
              field?.focus()
            }}
          >
            <Stop />
          </button>
        </Show>
      </div>
    </form>
  )
}

function placeholder(isCommands: boolean): string {
  return isCommands
    ? 'A command, such as: add step docs after build'
    : 'Ask, or say what should change'
}

/** What of the chosen step can go along. */
function AttachMenu(): JSX.Element {
  const app = useApp()
  const { chat, attach } = useChatDesk()
  const step = () => {
    const id = app.selected()
    const node = id === undefined ? undefined : app.source.workspace.view.nodes[id]
    return node && isStep(node) ? node.id : undefined
  }
  const read = async (id: string, what: Attachable) => {
    const found = await readAttachment(app.source, id, what)
    if (found.ok) attach(found.value)
    else app.announce({ kind: 'warning', message: found.failure.message })
  }
  return (
    <Show when={chat.answerer() !== 'commands'}>
      <Show
        when={step()}
        fallback={
          <IconButton
            label="Attach"
            icon={<Attach />}
            disabledReason="Choose a step, and its output or changes can go along."
            onClick={() => undefined}
          />
        }
      >
        {(id) => (
          <Menu
            label={`Attach something of ${id()}`}
            triggerClass="icon-button icon"
            trigger={<Attach />}
            groups={[
              {
                title: id(),
                items: ATTACHABLE.map((what) => ({
                  label: what.label,
                  onSelect: () => void read(id(), what),
                })),
              },
            ]}
          />
        )}
      </Show>
    </Show>
  )
}

/** Tokens of the conversation so far, and what they cost where the prices are known. */
function Usage(): JSX.Element {
  const { chat } = useChatDesk()
  const all = () => {
    const { input, output, cacheRead, cacheWrite } = chat.usage()
    return { sent: input + cacheRead + cacheWrite, output, cacheRead }
  }
  const title = () =>
    `${all().sent} tokens sent (${all().cacheRead} read from the provider's cache), ${all().output} received`
  return (
    <Show when={all().sent + all().output > 0}>
      <span class="chat-usage" title={title()} data-testid="chat-usage">
        {shortCount(all().sent)} in, {shortCount(all().output)} out
        <Show when={chat.usage().cost}>{(cost) => <>, {costWords(cost())}</>}</Show>
      </span>
    </Show>
  )
}
