import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, onCleanup, Show } from 'solid-js'
import { stepStatus } from '../../../../shared/schema/defaults.ts'
import { useApp } from '../state/app-state.ts'
import { Notice } from '../ui/notice.tsx'
import { TerminalInput } from './terminal-input.tsx'
import './terminal.css'

const LOOK_EVERY_MS = 500

/**
 * The screen of the terminal session as rows of text, looked at twice a second while the panel is open. Rows instead
 * of a terminal in the page: they need no inline style, which the security policy forbids, and can be read out.
 */
export function Terminal(): JSX.Element {
  const app = useApp()
  const [rows, setRows] = createSignal<readonly string[]>()
  const [trouble, setTrouble] = createSignal<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOpen = true
  const look = async () => {
    const screen = await app.source.screen()
    if (!isOpen) return
    setTrouble(screen.ok ? undefined : screen.failure.message)
    if (screen.ok) setRows(screen.value)
    timer = setTimeout(() => void look(), LOOK_EVERY_MS)
  }
  void look()
  onCleanup(() => {
    isOpen = false
    clearTimeout(timer)
  })
  const session = () => app.source.workspace.view.session
  const text = () => (rows() ?? []).join('\n')
  return (
    <div class="terminal">
      <Show when={app.source.kind === 'bridge'}>
        <div class="terminal-bar">
          <Show when={session().executor === 'mprocs' && session().status === 'ready'}>
            <PaneChoice />
          </Show>
          <TerminalInput />
        </div>
      </Show>
      <Show when={trouble() ?? session().message}>
        {(message) => <Notice kind="warning">{message()}</Notice>}
      </Show>
      <Show
        when={text().trim() !== ''}
        fallback={
          <Show when={trouble() === undefined}>
            <div class="panel-empty">
              <p>There is no session now.</p>
              <p class="muted">
                {session().executor === 'direct'
                  ? 'Steps run as plain processes here; each one’s output is in its attempts.'
                  : 'It starts with the first run, one terminal for each step.'}
              </p>
            </div>
          </Show>
        }
      >
        <section class="terminal-screen" tabindex={0} aria-label="Screen of the session">
          <pre>{text()}</pre>
        </section>
      </Show>
    </div>
  )
}

/** Which step's pane is up on the screen of the session; what one types goes elsewhere if one wants. */
function PaneChoice(): JSX.Element {
  const app = useApp()
  const { workspace } = app.source
  const running = createMemo(() =>
    (workspace.sequence()?.steps ?? []).filter((step) => stepStatus(step) === 'RUNNING'),
  )
  const select = async (id: string) => {
    const selected = await app.source.selectPane(id === '' ? undefined : id)
    if (!selected.ok) app.announce({ kind: 'warning', message: selected.failure.message })
  }
  return (
    <label class="terminal-pane">
      Pane
      <select class="input" onChange={(event) => void select(event.currentTarget.value)}>
        <option value="">None</option>
        <For each={running()}>{(step) => <option value={step.id}>{step.name}</option>}</For>
      </select>
    </label>
  )
}
