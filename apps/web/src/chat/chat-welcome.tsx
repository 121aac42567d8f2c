import type { JSX } from 'solid-js'

/** What a chat without a word in it says: what it is for, and who decides. */
export function ChatWelcome(): JSX.Element {
  return (
    <div class="chat-welcome">
      <h3>Change the plan by asking for it</h3>
      <p>
        Say what you want. What would change is shown as a card with its difference and the word of
        the policy.
      </p>
      <p class="muted">Nothing is changed, started or approved before you press Apply.</p>
    </div>
  )
}
