import { onCleanup } from 'solid-js'
import { type Kept, keptText, NOTHING_KEPT, readKept } from './stored-conversation.ts'

/** Where conversations are kept, and who tells that another tab has written there. */
export interface ConversationPlace {
  /** Tells one repository from another. */
  readonly repoKey: string
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  readonly events: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
}

/** One conversation on this device, which several tabs may write. */
export interface Shelf {
  /** What is kept, when this page has not read or written exactly that. */
  readonly news: () => Kept | undefined
  readonly keep: (kept: Kept) => void
  readonly clear: () => void
}

/** What there may be to say about the place. */
export interface ShelfListener {
  /** Another tab has written. */
  readonly changed: () => void
  readonly damaged: () => void
  /** The device took the conversation, or had no room for it. */
  readonly kept: (hasRoom: boolean) => void
}

function isStorageEvent(event: Event): event is StorageEvent {
  return 'key' in event
}

/** Opens the place of a repository's conversation. Belongs to the reactive owner that it is made in. */
export function openShelf(place: ConversationPlace, listener: ShelfListener): Shelf {
  const { repoKey, storage, events } = place
  const key = `threados.chat.${repoKey}`
  const asideKey = `${key}.damaged`
  /** The text that this page last read or wrote; another one comes from another tab. */
  let seen: string | null = null

  const write = (name: string, text: string): boolean => {
    try {
      storage.setItem(name, text)
      return true
    } catch {
      // The storage is full or switched off; the caller tells people.
      return false
    }
  }
  const follow = (event: Event) => {
    if (isStorageEvent(event) && (event.key === key || event.key === null)) listener.changed()
  }
  events.addEventListener('storage', follow)
  onCleanup(() => events.removeEventListener('storage', follow))
  return {
    news: () => {
      const text = storage.getItem(key)
      if (text === seen) return undefined
      seen = text
      const kept = text === null ? NOTHING_KEPT : readKept(text)
      if (kept) return kept
      // Without room to put it aside it stays where it is until there is something new to keep.
      if (text !== null) write(asideKey, text)
      listener.damaged()
      return NOTHING_KEPT
    },
    keep: (kept) => {
      const text = keptText(kept)
      const hasRoom = write(key, text)
      if (hasRoom) seen = text
      listener.kept(hasRoom)
    },
    clear: () => {
      storage.removeItem(key)
      storage.removeItem(asideKey)
      seen = null
    },
  }
}
