import { type Accessor, batch, createEffect, createSignal, on } from 'solid-js'
import { createStore, produce, reconcile, unwrap } from 'solid-js/store'
import type { ChatEntry, ProposalEntry } from './chat.ts'
import { NO_TOKENS, type TokenCount } from './model-client.ts'
import { type ConversationPlace, openShelf } from './shelf.ts'

/** The fields of an entry that change after it was made. */
export type EntryChange = Partial<
  Omit<Extract<ChatEntry, { kind: 'assistant' }>, 'kind' | 'id' | 'turn'> &
    Omit<ProposalEntry, 'kind' | 'id' | 'turn'>
>

/** A conversation as signals, kept on this device. */
export interface Conversation {
  readonly entries: Accessor<readonly ChatEntry[]>
  readonly tokens: Accessor<TokenCount>
  readonly notice: Accessor<string | undefined>
  readonly setNotice: (sentence: string | undefined) => void
  readonly find: (id: string) => ChatEntry | undefined
  readonly add: (entry: ChatEntry) => void
  /** Changes an entry and keeps the conversation; nothing when there is no such entry any more. */
  readonly change: (id: string, change: EntryChange) => void
  /** Puts a piece of text at the end of an answer. Not kept: that is done when the answer is whole. */
  readonly append: (id: string, piece: string) => void
  readonly remove: (isOut: (entry: ChatEntry) => boolean) => void
  readonly count: (tokens: TokenCount) => void
  /** The turn that this page works on: nobody else changes it. */
  readonly own: (turn: string | undefined) => void
  readonly clear: () => void
}

/** A conversation as its store needs it. */
interface Talk {
  entries: ChatEntry[]
  tokens: TokenCount
}

const PUT_ASIDE =
  'The conversation that this device kept could not be read. It was put aside, and a new one begins.'
const NO_ROOM =
  'This device has no room for the conversation. It lasts until the page is closed or something is cleared.'

/** A store writes into what it is given, so each beginning is an object of its own. */
function nothing(): Talk {
  return { entries: [], tokens: { ...NO_TOKENS } }
}

/** An entry of another tab with what this page alone knows of it: what a card would do now. */
function withLocal(entry: ChatEntry, before: readonly ChatEntry[]): ChatEntry {
  if (entry.kind !== 'proposal') return entry
  const mine = before.find(({ id }) => id === entry.id)
  if (mine?.kind !== 'proposal') return entry
  return { ...entry, proposal: mine.proposal, failure: mine.failure }
}

function sum(one: TokenCount, other: TokenCount): TokenCount {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
  }
}

/**
 * Opens the conversation of a repository. Tabs share it: each takes over what another has kept before it adds its own,
 * so that none overwrites what it has not seen. Belongs to the reactive owner that it is made in.
 */
export function createConversation(place: ConversationPlace): Conversation {
  const [notice, setNotice] = createSignal<string>()
  const [talk, setTalk] = createStore<Talk>(nothing())
  let ownTurn: string | undefined

  /** Takes over what another tab has kept, and puts the turn that runs here after it. */
  const absorb = () => {
    const news = shelf.news()
    if (!news) return
    const before = unwrap(talk.entries)
    const isMine = ({ turn }: ChatEntry) => turn === ownTurn
    const others = news.entries.filter((entry) => !isMine(entry))
    const next = [...others.map((entry) => withLocal(entry, before)), ...before.filter(isMine)]
    batch(() => {
      setTalk('entries', reconcile(next, { key: 'id' }))
      setTalk('tokens', news.tokens)
    })
  }
  const shelf = openShelf(place, {
    changed: absorb,
    damaged: () => setNotice(PUT_ASIDE),
    kept: (hasRoom) => {
      if (!hasRoom) setNotice(NO_ROOM)
      else if (notice() === NO_ROOM) setNotice(undefined)
    },
  })
  absorb()
  createEffect(on(place.repoKey, absorb, { defer: true }))

  const update = (change: () => void) =>
    batch(() => {
      absorb()
      change()
      shelf.keep(unwrap(talk))
    })
  const indexOf = (id: string) => unwrap(talk.entries).findIndex((entry) => entry.id === id)
  const edit = (id: string, change: (entry: ChatEntry) => EntryChange) => {
    const index = indexOf(id)
    setTalk(
      produce(({ entries }) => {
        const entry = entries[index]
        if (entry) Object.assign(entry, change(entry))
      }),
    )
  }
  return {
    entries: () => talk.entries,
    tokens: () => talk.tokens,
    notice,
    setNotice: (sentence) => void setNotice(sentence),
    find: (id) => talk.entries[indexOf(id)],
    add: (entry) => update(() => setTalk('entries', talk.entries.length, entry)),
    change: (id, change) => update(() => edit(id, () => change)),
    append: (id, piece) =>
      edit(id, (entry) => (entry.kind === 'assistant' ? { text: entry.text + piece } : {})),
    remove: (isOut) =>
      update(() => setTalk('entries', (entries) => entries.filter((entry) => !isOut(entry)))),
    count: (more) => update(() => setTalk('tokens', (tokens) => sum(tokens, more))),
    own: (turn) => {
      ownTurn = turn
    },
    clear: () =>
      batch(() => {
        shelf.clear()
        setTalk(nothing())
        setNotice(undefined)
      }),
  }
}
