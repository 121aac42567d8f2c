import type { JSX } from 'solid-js'
import { createSignal, onCleanup, onMount, Show } from 'solid-js'
import Pulse from '~icons/lucide/activity'
import { useApp } from '../state/app-state.ts'
import { formatElapsed } from '../status/duration.ts'

/** A bridge tells of beginnings and ends only, so the beats between are asked for. */
const LOOK_EVERY_MS = 5000

/** When a long step gave its last sign of life. */
export function Heartbeat(props: { readonly id: string }): JSX.Element {
  const app = useApp()
  const [newest, setNewest] = createSignal<string>()
  const look = async () => {
    const attempts = await app.source.attempts(props.id)
    if (attempts.ok) setNewest(attempts.value[0]?.heartbeat)
  }
  onMount(() => {
    void look()
    const timer = setInterval(() => void look(), LOOK_EVERY_MS)
    onCleanup(() => clearInterval(timer))
  })
  const beat = () => newest() ?? app.source.workspace.view.attempts[props.id]?.heartbeat
  return (
    <Show when={beat()}>
      {(at) => (
        <span class="card-beat" title="Time since the runner’s last sign of life">
          <Pulse class="icon" />
          beat {formatElapsed(Math.max(0, app.now() - Date.parse(at())))} ago
        </span>
      )}
    </Show>
  )
}
