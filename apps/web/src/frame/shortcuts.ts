import type { AppState } from '../state/app-state.ts'
import { runRunnable } from '../state/intents.ts'
import { overlays } from './overlays.ts'
import { PANELS, type PanelId, panels } from './panels.ts'

/** After G the letter of a panel must follow within this time. */
const LETTER_MS = 1500

function runShortcut(app: AppState): void {
  const block = app.runBlock()
  if (block === undefined) void app.run('Run runnable', runRunnable())
  else app.announce({ kind: 'warning', message: block })
}

/** Keys with Ctrl (or the Mac's command key). False for those that are not the app's. */
function handleCommand(app: AppState, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase()
  if (key === 'enter') runShortcut(app)
  else if (key === 'k') overlays.show({ kind: 'palette' })
  // While one types, undo belongs to the text.
  else if (key === 'z' && !isTyping(event.target)) {
    void app.undo.move(event.shiftKey ? 'redo' : 'undo')
  } else return false
  return true
}

/** Closes the inspector and gives the focus back to the step or gate that it showed. */
function closeInspector(app: AppState, selected: string): void {
  app.select(undefined)
  document.querySelector<HTMLElement>(`[data-node="${selected}"] button`)?.focus()
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

/** True for a key that a part of the page keeps for itself while the focus is in it: `data-own-keys`. */
function isOwnKey(event: KeyboardEvent): boolean {
  const keeper = document.activeElement?.closest<HTMLElement>('[data-own-keys]')
  return keeper?.dataset['ownKeys']?.split(' ').includes(event.key) ?? false
}

/** The panel that the focus is in. */
function focusedPanel(): PanelId | undefined {
  const panel = document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel']
  return PANELS.find(({ id }) => id === panel)?.id
}

/** Escape closes one thing: the panel that the focus is in, else the inspector. False when there is none. */
function closeOne(app: AppState): boolean {
  const panel = focusedPanel()
  const selected = app.selected()
  if (panel !== undefined) panels.close(panel)
  else if (selected !== undefined) closeInspector(app, selected)
  else return false
  return true
}

/** Opens panels by G and a letter; a panel that opens gets the focus. */
class LetterKeys {
  #since = Number.NEGATIVE_INFINITY

  /** True when the key belonged to a pair. */
  hear(event: KeyboardEvent): boolean {
    if (event.key.toLowerCase() === 'g' && !isTyping(event.target)) {
      this.#since = event.timeStamp
      return true
    }
    const isPair = event.timeStamp - this.#since < LETTER_MS
    this.#since = Number.NEGATIVE_INFINITY
    const panel = PANELS.find(({ letter }) => letter === event.key.toLowerCase())
    if (!(isPair && panel)) return false
    panels.toggle(panel.id)
    if (panel.place === 'right') {
      panels.setFocusWish(panels.isOpen(panel.id) ? panel.id : undefined)
      return true
    }
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>(`[data-panel="${panel.id}"] button`)?.focus()
    })
    return true
  }
}

/**
 * The keys that work everywhere in a workspace (the sheet under "?" lists them). A dialog or menu that is open
 * keeps its keys. The result ends it.
 */
export function listenForShortcuts(app: AppState): () => void {
  const ending = new AbortController()
  const letters = new LetterKeys()
  const handle = (event: KeyboardEvent): boolean => {
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand) return handleCommand(app, event)
    if (event.key === 'Escape') return closeOne(app)
    if (event.altKey || isTyping(event.target)) return false
    if (event.key !== '?') return letters.hear(event)
    overlays.show({ kind: 'shortcuts' })
    return true
  }
  const onKey = (event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"], [role="menu"]') || isOwnKey(event)) return
    if (!handle(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  // Before anybody else hears the key: a menu that it closes would be gone otherwise.
  window.addEventListener('keydown', onKey, { signal: ending.signal, capture: true })
  return () => ending.abort()
}
