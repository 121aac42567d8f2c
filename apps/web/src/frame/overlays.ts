import { createSignal } from 'solid-js'

/** What lies over the workspace, one thing at a time. */
export type Overlay =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings' }
  /** The form of an action, with the parameters that are known already. */
  | {
      readonly kind: 'action'
      readonly name: string
      readonly given: Readonly<Record<string, unknown>>
    }

const [current, setCurrent] = createSignal<Overlay>()

/** The dialog that is open over the workspace, if any. */
export const overlays = {
  current,
  show: (overlay: Overlay): void => void setCurrent(overlay),
  close: (): void => void setCurrent(undefined),
}
