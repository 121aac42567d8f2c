import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import Clear from '~icons/lucide/eraser'
import Settings from '~icons/lucide/settings-2'
import { IconButton } from '../ui/button.tsx'
import type { Answerer } from './chat.ts'
import { useChatDesk } from './chat-desk.ts'

/** Who answers, in few words and in all of them. */
const WAYS: Readonly<Record<Answerer, readonly [short: string, whole: string]>> = {
  key: ['your key', 'asked by this browser, with your key'],
  bridge: ['the bridge', 'asked through the bridge, with its key'],
  commands: ['commands only, no model', 'commands only, no model'],
}

/** Who answers in the chat, and what can be done with the conversation as a whole. */
export function ChatHead(): JSX.Element {
  const { chat, isSettingsOpen, setSettingsOpen } = useChatDesk()
  const hasModel = () => chat.answerer() !== 'commands'
  const title = () => {
    const [, whole] = WAYS[chat.answerer()]
    return hasModel() ? `${chat.model()}, ${whole}` : whole
  }
  return (
    <>
      <span class="panel-about truncate" title={title()} data-testid="chat-way">
        <Show when={hasModel()}>
          <span class="code">{chat.model()}</span>
          {' · '}
        </Show>
        {WAYS[chat.answerer()][0]}
      </span>
      <IconButton
        small
        label="Forget this conversation"
        icon={<Clear />}
        disabledReason={chat.entries().length === 0 ? 'There is nothing to forget.' : undefined}
        onClick={chat.clear}
      />
      <IconButton
        small
        label="Settings of the chat"
        icon={<Settings />}
        pressed={isSettingsOpen()}
        onClick={() => setSettingsOpen(!isSettingsOpen())}
      />
    </>
  )
}
