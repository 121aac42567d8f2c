import type { JSX } from 'solid-js'
import { createSignal, onCleanup, Show } from 'solid-js'
import { useApp } from '../state/app-state.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'

const LOOK_EVERY_MS = 500

/** The screen of the terminal session as text, looked at twice a second while it is open. */
export function SessionScreen(props: { readonly onClose: () => void }): JSX.Element {
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
  return (
    <Dialog
      size="full"
      title="Session"
      description="Where the steps run, one terminal each. Close this window at any time: they go on."
      onClose={props.onClose}
    >
      <Show when={trouble() ?? session().message}>
        {(message) => <Notice kind="warning">{message()}</Notice>}
      </Show>
      <Show
        when={(rows() ?? []).length > 0}
        fallback={<p class="muted">There is no session now. It starts with the first run.</p>}
      >
        <section class="screen" tabindex={0} aria-label="Screen of the session">
          <pre>{(rows() ?? []).join('\n')}</pre>
        </section>
      </Show>
    </Dialog>
  )
}
