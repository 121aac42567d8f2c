import type { JSX } from 'solid-js'
import { lazy, Match, onMount, Suspense, Switch } from 'solid-js'
import type { Session } from '../start/session.ts'
import { overlays } from './overlays.ts'

const loadPalette = async () => ({ default: (await import('../palette/palette.tsx')).Palette })
const Palette = lazy(loadPalette)
const ActionForm = lazy(async () => ({
  default: (await import('../palette/action-form.tsx')).ActionForm,
}))
const ShortcutsSheet = lazy(async () => ({
  default: (await import('../palette/shortcuts-sheet.tsx')).ShortcutsSheet,
}))
const SettingsDialog = lazy(async () => ({
  default: (await import('../settings/settings-dialog.tsx')).SettingsDialog,
}))

/** People type right after Ctrl+K: the palette must be there by then. */
function loadAhead(): void {
  // Only ahead of time: whoever opens the palette loads it again, and is told when that fails.
  loadPalette().catch(() => undefined)
}

/** Shows the dialog that is open over the workspace; each is loaded when it is first needed. */
export function OverlayHost(props: { readonly session: Session }): JSX.Element {
  onMount(() => requestIdleCallback(loadAhead))
  const action = () => {
    const overlay = overlays.current()
    return overlay?.kind === 'action' ? overlay : undefined
  }
  return (
    <Suspense>
      <Switch>
        <Match when={overlays.current()?.kind === 'palette'}>
          <Palette session={props.session} />
        </Match>
        <Match when={overlays.current()?.kind === 'shortcuts'}>
          <ShortcutsSheet />
        </Match>
        <Match when={overlays.current()?.kind === 'settings'}>
          <SettingsDialog />
        </Match>
        <Match when={action()} keyed>
          {(overlay) => <ActionForm name={overlay.name} given={overlay.given} />}
        </Match>
      </Switch>
    </Suspense>
  )
}
