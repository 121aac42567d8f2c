import type { JSX } from 'solid-js'
import { For } from 'solid-js'
import { overlays } from '../frame/overlays.ts'
import { PANELS } from '../frame/panels.ts'
import { Dialog } from '../ui/dialog.tsx'
import './shortcuts-sheet.css'

interface Shortcut {
  readonly keys: string
  readonly what: string
}

const GROUPS: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: 'Ctrl K', what: 'Find and do anything' },
      { keys: 'Ctrl Enter', what: 'Run everything that is ready' },
      { keys: 'Ctrl Z', what: 'Undo the last change' },
      { keys: 'Ctrl Shift Z', what: 'Redo what was undone' },
      { keys: '?', what: 'This list' },
      { keys: 'Esc', what: 'Close what is open: a dialog, a panel, the inspector' },
    ],
  },
  {
    title: 'In the picture',
    shortcuts: [
      { keys: '← ↑ → ↓', what: 'Walk along the edges and lanes' },
      { keys: 'Enter', what: 'Inspect the step or gate' },
      { keys: '0', what: 'Show everything' },
      { keys: '+ −', what: 'Zoom in and out' },
    ],
  },
  {
    title: 'Panels',
    shortcuts: [
      ...PANELS.map(({ letter, title, about }) => ({
        keys: `G ${letter.toUpperCase()}`,
        what: `${title}: ${about.toLowerCase()}`,
      })),
      { keys: '↑ ↓ C', what: 'In the history: choose a commit, compare it with the one shown' },
    ],
  },
]

/** All keys on one page. */
export function ShortcutsSheet(): JSX.Element {
  return (
    <Dialog size="wide" title="Keyboard shortcuts" onClose={overlays.close}>
      <div class="keys">
        <For each={GROUPS}>
          {(group) => (
            <section>
              <h3 class="keys-title">{group.title}</h3>
              <dl class="keys-list">
                <For each={group.shortcuts}>
                  {(shortcut) => (
                    <>
                      <dt>
                        <For each={shortcut.keys.split(' ')}>{(key) => <kbd>{key}</kbd>}</For>
                      </dt>
                      <dd>{shortcut.what}</dd>
                    </>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Dialog>
  )
}
