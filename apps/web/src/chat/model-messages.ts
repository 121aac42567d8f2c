import type {
  ContentBlockParam,
  MessageParam,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages'
import { fenced } from '../../../../shared/chat/untrusted.ts'
import { redactText } from '../../../../shared/policy/redact.ts'
import type { ChatEntry, ProposalEntry, RefusedEntry, SaidBlock, UserEntry } from './chat.ts'
import { turnsOf } from './stored-conversation.ts'

/** The plan's text, and the turn in whose message it stands. */
export interface PlacedPlan {
  readonly turn: string
  readonly text: string
}

/** What goes along with the words. */
export interface MessageParts {
  readonly plan: PlacedPlan
  /** The fenced text of what was attached to a turn's message; undefined when it is not here any more. */
  readonly attached: (turn: string) => string | undefined
  /** The mark of fences. */
  readonly mark: string
}

/** With the plan and new attachments a request stays below what a bridge takes. */
const MOST_CHARACTERS = 240_000
const NEVER_CHECKED = 'This was stopped before it was tried out. Nothing came of it.'

/**
 * The turns that a model is told, the newest among them. When they become too long, the older half goes at once
 * instead of one turn a message: the beginning stays the same for many messages, and with it the provider's cache.
 */
function toldTurns(
  entries: readonly ChatEntry[],
  attached: MessageParts['attached'],
): readonly (readonly ChatEntry[])[] {
  const turns = turnsOf(entries).filter(([first]) => first?.kind === 'user')
  const sizes = turns.map((turn) => {
    const said = [...turn.map(saidIn), attached(turn[0]?.turn ?? '') ?? '']
    return JSON.stringify(said).length
  })
  let first = 0
  let size = 0
  for (const [index, more] of sizes.entries()) {
    size += more
    if (size <= MOST_CHARACTERS) continue
    while (first < index && size > MOST_CHARACTERS / 2) {
      size -= sizes[first] ?? 0
      first += 1
    }
  }
  return turns.slice(first)
}

/** What of an entry a model is told, to measure it. */
function saidIn(entry: ChatEntry): unknown {
  if (entry.kind === 'assistant') return entry.said
  return entry.kind === 'user' ? entry.text : ''
}

/**
 * Where the plan stands in the conversation. While it has not changed it stays in the message where it first stood,
 * so that all up to there can come from the provider's cache. A changed plan goes into the newest message, and the
 * old one is taken out: a conversation holds one plan, whatever its length, and never one that no longer holds.
 */
export function placePlan(
  entries: readonly ChatEntry[],
  attached: MessageParts['attached'],
  before: PlacedPlan | undefined,
  now: PlacedPlan,
): PlacedPlan {
  if (before?.text !== now.text) return now
  const isTold = toldTurns(entries, attached).some(([first]) => first?.turn === before.turn)
  return isTold ? before : now
}

function decisionOn({ state, revision }: ProposalEntry): string {
  switch (state) {
    case 'applied':
      return `The person applied it${revision === undefined ? '' : `; the plan is at revision ${revision}`}.`
    case 'discarded':
      return 'The person discarded it.'
    case 'superseded':
      return 'The person did not decide and wrote the next message instead. It can no longer be applied; propose it again if it is still wanted.'
    default:
      return 'The person has not decided yet.'
  }
}

function refusalOf({ code, reason, hint }: RefusedEntry, mark: string): string {
  const text = redactText(hint === undefined ? reason : `${reason} ${hint}`)
  // A reason may quote names and commands of the plan, which are as untrusted there as anywhere.
  const why = fenced({ source: 'why ThreadOS can not do it', text }, mark)
  return `Refused with ${code}. Nothing was shown to the person as a proposal.\n${why}`
}

/** An answer as the API takes it back: no empty text, and no thoughts that nothing follows. */
function blocksOf(said: readonly SaidBlock[]): SaidBlock[] {
  const filled = said.filter((block) => block.type !== 'text' || block.text.trim() !== '')
  const last = filled.findLastIndex(({ type }) => type === 'text' || type === 'tool_use')
  return filled.slice(0, last + 1)
}

function toParam(block: SaidBlock): ContentBlockParam {
  if (block.type !== 'tool_use') return { ...block }
  const { type, id, name, input } = block
  // The API takes objects alone, and a model may have written something else.
  const isObject = input !== null && typeof input === 'object' && !Array.isArray(input)
  return { type, id, name, input: isObject ? input : {} }
}

/** Puts messages together in the order that the API asks for. */
class Messages {
  readonly list: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = []
  /** Tool calls without an answer. */
  #open: string[] = []

  /** Roles take turns: what one of them says on end is one message. */
  #put(role: 'user' | 'assistant', content: ContentBlockParam[]): void {
    if (content.length === 0) return
    const last = this.list.at(-1)
    if (last?.role === role) last.content.push(...content)
    else this.list.push({ role, content })
  }

  /** Index of the last answer of the model; -1 without one. */
  get lastAnswer(): number {
    return this.list.findLastIndex(({ role }) => role === 'assistant')
  }

  get hasOpenCalls(): boolean {
    return this.#open.length > 0
  }

  /** Answers all open calls; the API asks for that before anything else is said. */
  answer(text: string, isError: boolean): void {
    const results = this.#open.map(
      (id): ToolResultBlockParam => ({
        type: 'tool_result',
        tool_use_id: id,
        content: text,
        ...(isError ? { is_error: true } : {}),
      }),
    )
    this.#open = []
    this.#put('user', results)
  }

  user(texts: readonly string[]): void {
    const filled = texts.filter((text) => text.trim() !== '')
    this.#put(
      'user',
      filled.map((text) => ({ type: 'text', text })),
    )
  }

  assistant(said: readonly SaidBlock[]): void {
    const blocks = blocksOf(said)
    this.#put('assistant', blocks.map(toParam))
    this.#open.push(...blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])))
  }
}

function userTexts(entry: UserEntry, isAfterPlan: boolean, parts: MessageParts): string[] {
  const { plan } = parts
  const attached = parts.attached(entry.turn)
  const isGone = entry.attachments.length > 0 && attached === undefined
  return [
    plan.turn === entry.turn ? plan.text : '',
    isAfterPlan ? 'The plan is still exactly as it stands above.' : '',
    attached ?? '',
    isGone ? `(${entry.attachments.length} attached texts are left out by now.)` : '',
    // The person's own words come last: the model reads everything before as what they are about.
    entry.text,
  ]
}

/** Puts one entry after what was said before. `fate` is what became of the calls that are still open. */
function tell(messages: Messages, entry: ChatEntry, fate: string, parts: MessageParts): void {
  const isNext = entry.kind === 'user' || entry.kind === 'assistant'
  if (isNext && messages.hasOpenCalls) messages.answer(fate, false)
  if (entry.kind === 'assistant') messages.assistant(entry.said)
  if (entry.kind === 'refused') messages.answer(refusalOf(entry, parts.mark), true)
  if (entry.kind === 'proposal' && !messages.hasOpenCalls) {
    messages.user([`(ThreadOS made a proposal of this without you. ${decisionOn(entry)})`])
  }
}

/**
 * The conversation as the Messages API takes it: every tool call is answered in the next message, roles take turns,
 * no text is empty. The last message is the person's, or the answer to calls of the model.
 */
export function messagesOf(entries: readonly ChatEntry[], parts: MessageParts): MessageParam[] {
  const told = toldTurns(entries, parts.attached)
  const messages = new Messages()
  let fate = NEVER_CHECKED
  /** Index of the message before the one with the plan. */
  let beforePlan = -1
  let isAfterPlan = false
  for (const entry of told.flat()) {
    tell(messages, entry, fate, parts)
    if (entry.kind === 'assistant') fate = NEVER_CHECKED
    if (entry.kind === 'proposal') {
      fate = `Shown to the person as one proposal. ${decisionOn(entry)}`
    }
    if (entry.kind !== 'user') continue
    const hasPlan = entry.turn === parts.plan.turn
    if (hasPlan) beforePlan = messages.lastAnswer
    messages.user(userTexts(entry, isAfterPlan, parts))
    isAfterPlan ||= hasPlan
  }
  if (messages.hasOpenCalls) messages.answer(fate, false)
  return withCachePoint(messages.list, beforePlan)
}

/**
 * Marks the end of what stays when the plan changes. The request's own mark, at its very end, is of use while the
 * plan is the same; this one when it is not: then all before the old plan still comes from the cache.
 */
function withCachePoint(messages: Messages['list'], index: number): MessageParam[] {
  return messages.map((message, at) => {
    if (at !== index) return message
    const content = message.content.map((block, place) =>
      place === message.content.length - 1 && (block.type === 'text' || block.type === 'tool_use')
        ? { ...block, cache_control: { type: 'ephemeral' as const } }
        : block,
    )
    return { ...message, content }
  })
}
