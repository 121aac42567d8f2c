import type { AppState } from '../state/app-state.ts'
import { runRunnable } from '../state/intents.ts'

function runShortcut(app: AppState): void {
  const block = app.runBlock()
  if (block === undefined) void app.run('Run runnable', runRunnable())
  else app.announce({ kind: 'warning', message: block })
}

/** Closes the inspector and gives the focus back to the step or gate that it showed. */
function closeInspector(app: AppState, selected: string): void {
  app.select(undefined)
  document.querySelector<HTMLElement>(`[data-node="${selected}"] button`)?.focus()
}

/**
 * The keys that work everywhere in a workspace: Ctrl+Enter runs what is ready, Escape closes the inspector.
 * A dialog or menu that is open keeps its keys. The result ends it.
 */
export function listenForShortcuts(app: AppState): () => void {
  const ending = new AbortController()
  const onKey = (event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"], [role="menu"]')) return
    const selected = app.selected()
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) runShortcut(app)
    else if (event.key === 'Escape' && selected !== undefined) closeInspector(app, selected)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  // Before anybody else hears the key: a menu that it closes would be gone otherwise.
  window.addEventListener('keydown', onKey, { signal: ending.signal, capture: true })
  return () => ending.abort()
}
