import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, Match, Switch } from 'solid-js'
import Send from '~icons/lucide/corner-down-left'
import { stepStatus } from '../../../../shared/schema/defaults.ts'
import { keysOfText } from '../../../../shared/schema/keys.ts'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/**
 * Types into a running step. The keys go to the step that is chosen here, never to whatever pane the session has in
 * front; where none can be typed it says why.
 */
export function TerminalInput(): JSX.Element {
  const app = useApp()
  const { workspace } = app.source
  const policy = () => workspace.view.policy
  const steps = createMemo(() =>
    (workspace.sequence()?.steps ?? []).filter(
      (step) => step.model === 'shell' && stepStatus(step) === 'RUNNING',
    ),
  )
  return (
    <div class="terminal-input">
      <Switch fallback={<InputForm steps={steps()} />}>
        <Match when={!policy().allow_send_key}>
          <Notice kind="info">
            Nothing can be typed into steps here: the policy does not allow it. Who wants it sets
            allow_send_key: true in policy.yaml, and the mode to POWER.
          </Notice>
        </Match>
        <Match when={policy().mode !== 'POWER'}>
          <Notice kind="info">Keys can be sent to a step only in POWER mode.</Notice>
        </Match>
        <Match when={steps().length === 0}>
          <p class="muted">
            No shell step is running. Agents take no keys: their input is their prompt and its end.
          </p>
        </Match>
      </Switch>
    </div>
  )
}

interface InputFormProps {
  readonly steps: readonly { readonly id: string; readonly name: string }[]
}

function InputForm(props: InputFormProps): JSX.Element {
  const app = useApp()
  const [chosen, setChosen] = createSignal<string>()
  const [text, setText] = createSignal('')
  const target = () =>
    props.steps.find(({ id }) => id === (chosen() ?? app.selected())) ?? props.steps[0]
  const send = async (key: string) => {
    const id = target()?.id
    if (id === undefined || app.runBlock() !== undefined) return
    await app.run(`Send keys to ${id}`, [{ action: 'step.sendKey', id, key }])
  }
  return (
    <form
      class="terminal-form"
      aria-label="Type into a step"
      onSubmit={(event) => {
        event.preventDefault()
        void send(`${keysOfText(text())}<Enter>`)
        setText('')
      }}
    >
      <label class="terminal-pane">
        Type into
        <select
          class="input"
          value={target()?.id ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          <For each={props.steps}>{(step) => <option value={step.id}>{step.name}</option>}</For>
        </select>
      </label>
      <input
        class="input code terminal-text"
        type="text"
        autocomplete="off"
        spellcheck={false}
        maxlength={200}
        aria-label="Text to type"
        placeholder="Text, sent with Enter"
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" icon={<Send />} disabledReason={app.runBlock()}>
        Send
      </Button>
      <Button
        kind="quiet"
        title="Ends the input of the step, as Ctrl+D in a terminal"
        disabledReason={app.runBlock()}
        onClick={() => void send('<C-d>')}
      >
        End input
      </Button>
    </form>
  )
}
