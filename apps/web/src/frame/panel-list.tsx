import type { Component, JSX } from 'solid-js'
import { lazy } from 'solid-js'
import Inbox from '~icons/lucide/inbox'
import type { PanelId } from './panels.ts'

/** How a panel looks. */
export interface PanelLook {
  readonly icon: () => JSX.Element
  readonly view: Component
}

/** The icon and the content of each panel; the content is loaded when it is first opened. */
export const PANEL_LOOKS: Readonly<Record<PanelId, PanelLook>> = {
  inbox: {
    icon: () => <Inbox />,
    view: lazy(async () => ({ default: (await import('../inbox/inbox.tsx')).Inbox })),
  },
}
