import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { commandExamples } from '../../../../shared/chat/command-language.ts'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { policyInForce } from '../workspace/policy-in-force.ts'
import { useChatDesk } from './chat-desk.ts'

/** What one may ask a model; without one only the command language answers. */
const QUESTIONS = [
  { text: 'What waits for me, and why?', about: 'Reads the plan and explains it' },
  { text: 'Add a step that checks the docs before the release', about: 'Proposes the change' },
  { text: 'Why did the last attempt fail?', about: 'Choose the step and attach its output' },
] as const

/** The first command with each of these beginnings shows how they are written. */
const BEGINNINGS = ['add step', 'insert gate', 'make ', 'fuse ', 'run ']

/** What a chat without a word in it says: what it is for, who decides, and how to begin. */
export function ChatWelcome(): JSX.Element {
  const app = useApp()
  const { chat, setDraft, setSettingsOpen, goOnWriting } = useChatDesk()
  const isCommands = () => chat.answerer() === 'commands'
  const [isWhole, setWhole] = createSignal(false)
  const all = createMemo(() => commandExamples(policyInForce(app.source)))
  const first = () =>
    BEGINNINGS.flatMap((words) => all().find(({ text }) => text.startsWith(words)) ?? [])
  const commands = () => (isWhole() ? all() : first())
  const examples = () => (isCommands() ? commands() : QUESTIONS)
  const fill = (text: string) => {
    setDraft(text)
    goOnWriting()
  }
  return (
    <div class="chat-welcome">
      <h3>{isCommands() ? 'Change the plan by a command' : 'Ask about the plan, or change it'}</h3>
      <p>
        What you ask for becomes a proposal with its difference and the word of the policy. Nothing
        is changed, started or approved before you press Apply.
      </p>
      <Show
        when={app.editBlock() === undefined}
        fallback={<Notice kind="info">{app.editBlock()}</Notice>}
      >
        <ul class="chat-examples" aria-label="Examples">
          <For each={examples()}>
            {({ text, about }) => (
              <li>
                <button type="button" class="chat-example" onClick={() => fill(text)}>
                  <span classList={{ code: isCommands() }}>{text}</span>
                  <span class="chat-about">{about}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <Show when={isCommands()}>
          <button
            type="button"
            class="text-link chat-all"
            aria-expanded={isWhole()}
            onClick={() => setWhole(!isWhole())}
          >
            {isWhole() ? 'Fewer commands' : `All ${all().length} examples`}
          </button>
          <section class="chat-setup" aria-label="A model">
            <p>
              These commands work without a model. For whole sentences, set your own key, or start
              the bridge with <code>ANTHROPIC_API_KEY</code> in its environment.
            </p>
            <Button onClick={() => setSettingsOpen(true)}>Set up a model</Button>
          </section>
        </Show>
      </Show>
    </div>
  )
}
