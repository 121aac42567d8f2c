import { createSignal } from 'solid-js'
import { panels } from '../frame/panels.ts'
import { type AppState, useApp } from '../state/app-state.ts'
import type { ChatAttachment } from './chat.ts'
import { chatSettings } from './chat-settings.ts'
import { openChat } from './open-chat.ts'

function createChatDesk(app: AppState) {
  const [draft, setDraft] = createSignal('')
  const [attached, setAttached] = createSignal<readonly ChatAttachment[]>([])
  const [isSettingsOpen, setSettingsOpen] = createSignal(false)
  /** Gives the focus to where one writes: what was pressed may have gone. */
  const goOnWriting = () => panels.setFocusWish('chat')
  const chat = openChat(app)
  return {
    chat,
    settings: chatSettings(),
    /** What is written but not sent; it outlives the panel. */
    draft,
    setDraft,
    attached,
    attach: (one: ChatAttachment) =>
      setAttached((all) => [...all.filter(({ label }) => label !== one.label), one]),
    detach: (label: string) => setAttached((all) => all.filter((one) => one.label !== label)),
    detachAll: () => setAttached([]),
    isSettingsOpen,
    setSettingsOpen: (isOpen: boolean) => {
      setSettingsOpen(isOpen)
      if (!isOpen) goOnWriting()
    },
    goOnWriting,
  }
}

/** The conversation of an open workspace, with what is written but not sent yet. */
export type ChatDesk = ReturnType<typeof createChatDesk>

const desks = new WeakMap<AppState, ChatDesk>()

/** The chat of the open workspace: an answer goes on while its panel is closed. */
export function useChatDesk(): ChatDesk {
  const app = useApp()
  const known = desks.get(app)
  if (known) return known
  const desk = app.keep(() => createChatDesk(app))
  desks.set(app, desk)
  return desk
}
