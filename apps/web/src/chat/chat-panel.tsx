import type { JSX } from 'solid-js'
import { ChatWelcome } from './chat-welcome.tsx'
import './chat.css'

/** The conversation with a model about the plan. */
export function ChatPanel(): JSX.Element {
  return (
    <div class="chat">
      <div class="chat-talk">
        <ChatWelcome />
      </div>
    </div>
  )
}
