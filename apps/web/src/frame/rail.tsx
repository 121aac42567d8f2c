import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import Keyboard from '~icons/lucide/keyboard'
import Search from '~icons/lucide/search'
import Settings from '~icons/lucide/settings'
import { useApp } from '../state/app-state.ts'
import { IconButton } from '../ui/button.tsx'
import { overlays } from './overlays.ts'
import { PANEL_LOOKS } from './panel-list.tsx'
import { PANELS, panels } from './panels.ts'
import './rail.css'

/** The strip at the left that opens panels; the inbox tells how much waits for a person. */
export function Rail(): JSX.Element {
  const app = useApp()
  const waiting = () => app.waiting()?.length ?? 0
  return (
    <nav class="rail" aria-label="Panels">
      <For each={PANELS}>
        {(panel) => (
          <div class="rail-place">
            <IconButton
              label={
                panel.id === 'inbox' && waiting() > 0
                  ? `${panel.title}: ${waiting()} waiting`
                  : `${panel.title}: ${panel.about} (G ${panel.letter.toUpperCase()})`
              }
              icon={PANEL_LOOKS[panel.id].icon()}
              pressed={panels.isOpen(panel.id)}
              onClick={() => panels.toggle(panel.id)}
            />
            <Show when={panel.id === 'inbox' && waiting() > 0}>
              <span class="rail-count" aria-hidden="true">
                {waiting() > 99 ? '99+' : waiting()}
              </span>
            </Show>
          </div>
        )}
      </For>
      <span class="rail-space" />
      <IconButton
        label="Commands (Ctrl+K)"
        icon={<Search />}
        onClick={() => overlays.show({ kind: 'palette' })}
      />
      <IconButton
        label="Keyboard shortcuts (?)"
        icon={<Keyboard />}
        onClick={() => overlays.show({ kind: 'shortcuts' })}
      />
      <IconButton
        label="Settings"
        icon={<Settings />}
        onClick={() => overlays.show({ kind: 'settings' })}
      />
    </nav>
  )
}
