import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import Snapshot from '~icons/lucide/camera'
import Demo from '~icons/lucide/flask-conical'
import Folder from '~icons/lucide/folder-open'
import Plug from '~icons/lucide/plug'
import Terminal from '~icons/lucide/square-terminal'
import Unplug from '~icons/lucide/unplug'
import type { SessionState } from '../../../../shared/protocol/state.ts'
import { useApp } from '../state/app-state.ts'
import { panels } from './panels.ts'

interface Shown {
  readonly word: string
  readonly tone: 'done' | 'running' | 'failed' | 'blocked' | 'ready'
  readonly title: string
}

/** What stands behind the page and whether it answers: dot, icon and word. */
export function ConnectionState(): JSX.Element {
  const app = useApp()
  const shown = (): Shown => {
    const connection = app.source.connection()
    if (connection.kind === 'connecting') {
      return { word: 'Connecting', tone: 'running', title: 'Waiting for the first answer.' }
    }
    if (connection.kind === 'permission') {
      return { word: 'No access', tone: 'failed', title: connection.message }
    }
    if (connection.kind !== 'online') {
      return { word: 'Bridge lost', tone: 'failed', title: connection.message }
    }
    if (app.source.kind === 'demo') {
      return { word: 'Demo', tone: 'ready', title: 'A built-in demo; nothing is saved.' }
    }
    if (app.source.kind === 'snapshot') {
      return { word: 'Snapshot', tone: 'ready', title: 'A file that was opened to be looked at.' }
    }
    if (app.source.kind === 'folder') {
      return { word: 'Folder', tone: 'done', title: 'Reads and writes the folder itself.' }
    }
    return { word: 'Bridge', tone: 'done', title: 'Connected to the bridge.' }
  }
  const icon = () => {
    if (shown().tone === 'failed') return <Unplug />
    if (app.source.kind === 'demo') return <Demo />
    if (app.source.kind === 'snapshot') return <Snapshot />
    return app.source.kind === 'folder' ? <Folder /> : <Plug />
  }
  return (
    <span
      class={`state tone-${shown().tone}`}
      title={shown().title}
      role="status"
      data-testid="connection"
    >
      <span class="state-dot" />
      <span class="icon">{icon()}</span>
      {shown().word}
    </span>
  )
}

/** How a session stands, in a word. */
function sessionWord({ executor, status, busy, slots, message }: SessionState): Shown {
  const name = executor === 'mprocs' ? 'mprocs' : 'Processes'
  switch (status) {
    case 'ready': {
      const word = slots > 0 ? `${busy} of ${slots} busy` : `${busy} running`
      return { word, tone: 'done', title: `${name} is ready.` }
    }
    case 'starting':
      return { word: 'Starting', tone: 'running', title: `${name} starts.` }
    case 'none':
      return { word: 'Idle', tone: 'blocked', title: `${name} starts with the first run.` }
    case 'lost':
      return { word: 'Session lost', tone: 'failed', title: message ?? `${name} ended.` }
    case 'unavailable':
      return { word: 'Unavailable', tone: 'failed', title: message ?? `${name} is not there.` }
  }
}

/** How the terminal session is doing; opens its screen. Only a bridge has one. */
export function SessionIndicator(): JSX.Element {
  const app = useApp()
  const shown = (): Shown =>
    app.source.connection().kind === 'online'
      ? sessionWord(app.source.workspace.view.session)
      : { word: 'Unknown', tone: 'blocked', title: 'Not known while the bridge is lost.' }
  return (
    <Show when={app.source.kind === 'bridge'}>
      <button
        type="button"
        class={`state state-button tone-${shown().tone}`}
        title={`Session: ${shown().title} Click to see its screen.`}
        data-testid="session"
        onClick={() => panels.toggle('terminal')}
      >
        <span class="state-dot" />
        <span class="icon">
          <Terminal />
        </span>
        {shown().word}
      </button>
    </Show>
  )
}
