import { onCleanup, untrack } from 'solid-js'
import { type Kept, keptText, NOTHING_KEPT, readKept } from './stored-conversation.ts'

/** Where conversations are kept, and who tells that another tab has written there. */
export interface ConversationPlace {
  /** Tells one repository from another; undefined until that is known, as before the first state of a bridge. */
  readonly repoKey: () => string | undefined
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
  let key: string | undefined
  /** The name of the kept text. Once known it stays, whatever is shown of the repository meanwhile. */
  const keyNow = (): string | undefined => {
    const repo = key === undefined ? untrack(repoKey) : undefined
    if (repo !== undefined) key = `threados.chat.${repo}`
    return key
  }
  const asideOf = (name: string) => `${name}.damaged`
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
    if (isStorageEvent(event) && (event.key === keyNow() || event.key === null)) listener.changed()
  }
  events.addEventListener('storage', follow)
  onCleanup(() => events.removeEventListener('storage', follow))
  return {
    news: () => {
      const name = keyNow()
      const text = name === undefined ? null : storage.getItem(name)
      if (name === undefined || text === seen) return undefined
      seen = text
      const kept = text === null ? NOTHING_KEPT : readKept(text)
      if (kept) return kept
      // Without room to put it aside it stays where it is until there is something new to keep.
      if (text !== null) write(asideOf(name), text)
      listener.damaged()
      return NOTHING_KEPT
    },
    keep: (kept) => {
      const name = keyNow()
      if (name === undefined) return
      const text = keptText(kept)
      const hasRoom = write(name, text)
      if (hasRoom) seen = text
      listener.kept(hasRoom)
    },
    clear: () => {
      const name = keyNow()
      if (name === undefined) return
      storage.removeItem(name)
      storage.removeItem(asideOf(name))
      seen = null
    },
  }
}
