import type { Component, JSX } from 'solid-js'
import { lazy } from 'solid-js'
import Metrics from '~icons/lucide/chart-column'
import Timeline from '~icons/lucide/chart-gantt'
import Compare from '~icons/lucide/columns-2'
import History from '~icons/lucide/history'
import Inbox from '~icons/lucide/inbox'
import Chat from '~icons/lucide/messages-square'
import Audit from '~icons/lucide/scroll-text'
import Terminal from '~icons/lucide/square-terminal'
import type { PanelId } from './panels.ts'

/** How a panel looks. */
export interface PanelLook {
  readonly icon: () => JSX.Element
  readonly view: Component
  /** What stands beside its title in place of what it is about. */
  readonly head?: Component
}

/** The icon and the content of each panel; the content is loaded when it is first opened. */
export const PANEL_LOOKS: Readonly<Record<PanelId, PanelLook>> = {
  inbox: {
    icon: () => <Inbox />,
    view: lazy(async () => ({ default: (await import('../inbox/inbox.tsx')).Inbox })),
  },
  chat: {
    icon: () => <Chat />,
    view: lazy(async () => ({ default: (await import('../chat/chat-panel.tsx')).ChatPanel })),
    head: lazy(async () => ({ default: (await import('../chat/chat-head.tsx')).ChatHead })),
  },
  timeline: {
    icon: () => <Timeline />,
    view: lazy(async () => ({ default: (await import('../timeline/timeline.tsx')).Timeline })),
  },
  compare: {
    icon: () => <Compare />,
    view: lazy(async () => ({ default: (await import('../compare/compare.tsx')).Compare })),
  },
  history: {
    icon: () => <History />,
    view: lazy(async () => ({ default: (await import('../history/history.tsx')).History })),
  },
  metrics: {
    icon: () => <Metrics />,
    view: lazy(async () => ({ default: (await import('../metrics/metrics.tsx')).Metrics })),
  },
  audit: {
    icon: () => <Audit />,
    view: lazy(async () => ({ default: (await import('../audit/audit.tsx')).Audit })),
  },
  terminal: {
    icon: () => <Terminal />,
    view: lazy(async () => ({ default: (await import('../terminal/terminal.tsx')).Terminal })),
  },
}
