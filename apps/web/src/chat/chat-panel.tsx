import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import { isBusy } from './chat.ts'
import { useChatDesk } from './chat-desk.ts'
import { ChatSettingsForm } from './chat-settings-form.tsx'
import { ChatTalk } from './chat-talk.tsx'
import { Composer } from './composer.tsx'
import './chat.css'

/** The conversation with a model about the plan; what the model proposes waits here for a person. */
export function ChatPanel(): JSX.Element {
  const { chat, isSettingsOpen, setSettingsOpen } = useChatDesk()
  const ownsEscape = () => isSettingsOpen() || isBusy(chat)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !ownsEscape()) return
    event.stopPropagation()
    if (isSettingsOpen()) setSettingsOpen(false)
    else chat.stop()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard wherever in the chat the focus is
    <div class="chat" data-own-keys={ownsEscape() ? 'Escape' : undefined} onKeyDown={onKeyDown}>
      <Show
        when={!isSettingsOpen()}
        fallback={
          <div class="chat-talk">
            <ChatSettingsForm />
          </div>
        }
      >
        <ChatTalk />
        <Composer />
      </Show>
    </div>
  )
}
