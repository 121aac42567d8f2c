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
  const { chat, isSettingsOpen } = useChatDesk()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isBusy(chat)) return
    event.stopPropagation()
    chat.stop()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape stops the answer wherever in the chat the focus is
    <div class="chat" data-own-keys={isBusy(chat) ? 'Escape' : undefined} onKeyDown={onKeyDown}>
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
