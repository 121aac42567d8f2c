import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js'
import type { PlanFacts } from '../../../../shared/chat/context.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import type { Result } from '../../../../shared/result.ts'
import { type AskingParts, answererOf, createAsking, modelOf } from './asking.ts'
import { type CardParts, type Cards, createCards } from './cards.ts'
import type {
  Chat,
  ChatAttachment,
  ChatEntry,
  ChatState,
  ChatTrouble,
  ProposalEntry,
} from './chat.ts'
import { costOf } from './chat-settings.ts'
import type { Conversation } from './conversation.ts'
import { runCommandTurn, type TurnParts, tellTrouble } from './turn.ts'

/** What a chat is made of. */
export interface ChatParts extends CardParts, AskingParts {
  readonly conversation: Conversation
  /** What is told of the open plan; undefined while there is no valid one. */
  readonly planFacts: () => PlanFacts | undefined
  /** Of the plan's file; moves with every change of it. */
  readonly revision: Accessor<string>
  /** The command language, for who has no model. */
  readonly readCommands: (text: string, facts: PlanFacts) => Result<readonly RawAction[]>
  readonly newId: () => string
}

const NO_PLAN: ChatTrouble = {
  kind: 'setup',
  sentence: 'There is no valid plan to talk about.',
  wayOut: 'Open one, or correct sequence.yaml, and send it again.',
}

/** True when nothing whole came after a person's message. */
function isUnanswered(last: ChatEntry | undefined): boolean {
  if (!last) return false
  if (last.kind === 'assistant') return last.note !== undefined && !last.isStreaming
  return last.kind === 'trouble' || last.kind === 'user'
}

/** Keeps what open cards would do true to the plan. */
function followPlan({ source, conversation, revision }: ChatParts, cards: Cards): void {
  const refreshWhere = (isMeant: (card: ProposalEntry) => boolean) => {
    if (source.connection().kind !== 'online') return
    for (const entry of conversation.entries()) {
      if (entry.kind !== 'proposal' || entry.state !== 'pending') continue
      if (isMeant(entry)) void cards.refresh(entry.id)
    }
  }
  // A kept card knows only its actions: what they would do is worked out when the plan can be reached.
  createEffect(() => refreshWhere(({ proposal, failure }) => !(proposal || failure)))
  // What stood in a card's way may be gone with the next change of the plan.
  createEffect(
    on(revision, () => refreshWhere(({ failure }) => failure !== undefined), { defer: true }),
  )
}

/** Waits for something, but no longer than until the person stops it. */
function untilStopped(done: Promise<void>, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  return Promise.race([done, stopped])
}

/** Runs turns, one at a time. */
function createTurns(parts: ChatParts, turnParts: TurnParts) {
  const { conversation } = parts
  const asking = createAsking(parts, conversation, turnParts)
  let stopper: AbortController | undefined

  const answer = async (turn: string, text: string, signal: AbortSignal): Promise<void> => {
    // Who writes at once must not be answered by the commands because the bridge has not been asked yet.
    await untilStopped(parts.isKnown(), signal)
    if (signal.aborted) return
    const facts = parts.planFacts()
    if (!facts) tellTrouble(turnParts, turn, NO_PLAN)
    else if (answererOf(parts) !== 'commands') await asking.ask(turn, facts, signal)
    else await runCommandTurn(turnParts, turn, parts.readCommands(text, facts), signal)
  }
  const end = () => {
    stopper = undefined
    conversation.own(undefined)
    turnParts.setState('idle')
  }
  const run = async (turn: string, text: string): Promise<void> => {
    const mine = new AbortController()
    stopper = mine
    turnParts.setState('thinking')
    conversation.own(turn)
    try {
      await answer(turn, text, mine.signal)
    } finally {
      if (stopper === mine) end()
    }
  }
  return {
    run,
    attach: (turn: string, attachments: readonly ChatAttachment[]) =>
      asking.attach(turn, attachments, parts.planFacts()?.policy.redact ?? []),
    stop: () => stopper?.abort(),
    /** Stops, and leaves nothing behind that could still come into the conversation. */
    forget: () => {
      const running = stopper
      end()
      conversation.clear()
      asking.forget()
      running?.abort()
    },
  }
}

/** Makes the chat of an open workspace. Belongs to the reactive owner that it is made in. */
export function createChat(parts: ChatParts): Chat {
  const { conversation, settings, newId } = parts
  const [state, setState] = createSignal<ChatState>('idle')
  const cards = createCards(parts)
  const turns = createTurns(parts, { conversation, cards, setState, newId })
  followPlan(parts, cards)

  const send = async (words: string, attachments: readonly ChatAttachment[] = []) => {
    const text = words.trim()
    if (text === '' || state() !== 'idle') return
    cards.supersede()
    const turn = newId()
    if (attachments.length > 0) turns.attach(turn, attachments)
    const labels = attachments.map(({ label }) => label)
    conversation.add({ kind: 'user', id: turn, turn, text, attachments: labels })
    await turns.run(turn, text)
  }
  const canRetry = () => state() === 'idle' && isUnanswered(conversation.entries().at(-1))
  const retry = async () => {
    const turn = canRetry() ? conversation.entries().at(-1)?.turn : undefined
    const asked = turn === undefined ? undefined : conversation.find(turn)
    if (asked?.kind !== 'user') return
    const { id, text } = asked
    conversation.remove((entry) => entry.turn === id && entry.id !== id)
    await turns.run(id, text)
  }
  return {
    entries: conversation.entries,
    state,
    answerer: createMemo(() => answererOf(parts)),
    model: () => modelOf(parts),
    usage: () => {
      const tokens = conversation.tokens()
      return { ...tokens, cost: costOf(tokens, settings.prices()) }
    },
    notice: conversation.notice,
    dismissNotice: () => conversation.setNotice(undefined),
    canRetry,
    send,
    stop: turns.stop,
    retry,
    clear: turns.forget,
    apply: async (id) => void (await cards.apply(id)),
    applyAndRun: cards.applyAndRun,
    discard: cards.discard,
  }
}
