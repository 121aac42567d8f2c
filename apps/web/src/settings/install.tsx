import type { JSX } from 'solid-js'
import { createSignal, Show } from 'solid-js'
import Install from '~icons/lucide/download'
import { Button } from '../ui/button.tsx'

/** Chromium's event that offers to install a page; it is not in the type definitions. */
interface InstallOffer extends Event {
  readonly prompt: () => Promise<unknown>
}

function isOffer(event: Event): event is InstallOffer {
  return 'prompt' in event
}

const [offer, setOffer] = createSignal<InstallOffer>()

/** Keeps the browser's offer to install the app until somebody wants it. */
export function listenForInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    if (!isOffer(event)) return
    event.preventDefault()
    setOffer(event)
  })
  window.addEventListener('appinstalled', () => setOffer(undefined))
}

/** Offers to install the app where the browser can. */
export function InstallRow(): JSX.Element {
  return (
    <Show when={offer()}>
      {(ready) => (
        <section class="settings" aria-label="Install">
          <div class="choice">
            <div>
              <span class="choice-label">As an app</span>
              <span class="choice-hint">A window of its own; opens also without the bridge</span>
            </div>
            <Button
              icon={<Install />}
              onClick={() => {
                setOffer(undefined)
                void ready().prompt()
              }}
            >
              Install
            </Button>
          </div>
        </section>
      )}
    </Show>
  )
}
