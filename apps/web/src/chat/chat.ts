import type { Accessor } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import type { Failure } from '../../../../shared/failure.ts'
import type { RawAction } from '../../../../shared/protocol/methods.ts'

/** `checking` is the dry run of what the model proposed. */
export type ChatState = 'idle' | 'thinking' | 'checking'

/** Who answers: a model with the user's key, one behind the bridge, or the command language without a model. */
export type Answerer = 'key' | 'bridge' | 'commands'

/** What kept an answer away. */
export type TroubleKind =
  | 'setup'
  | 'connection'
  | 'timeout'
  | 'request'
  | 'key'
  | 'forbidden'
  | 'model'
  | 'too-large'
  | 'rate'
  | 'overloaded'
  | 'server'

/** Trouble with the model, told to people. */
export interface ChatTrouble {
  readonly kind: TroubleKind
  /** What happened, as one sentence. */
  readonly sentence: string
  /** What to do about it, as one sentence. */
  readonly wayOut: string
}

/** A text of the repository that goes along with a message: a log, a diff, a summary. Never an instruction. */
export interface ChatAttachment {
  /** A few words for people, as "Log of build". */
  readonly label: string
  /** Where the text comes from, for the model. */
  readonly source: string
  readonly text: string
}

/** A call of a tool as the model wrote it. */
export interface ToolCall {
  readonly type: 'tool_use'
  readonly id: string
  readonly name: string
  readonly input: unknown
}

/** A part of an answer that goes back to the model word for word. */
export type SaidBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | ToolCall

interface EntryBase {
  readonly id: string
  /** The id of the person's message that it belongs to; that one's own has the same. */
  readonly turn: string
}

/** What a person wrote. */
export interface UserEntry extends EntryBase {
  readonly kind: 'user'
  readonly text: string
  /** Labels of what was attached. */
  readonly attachments: readonly string[]
}

/** What the model said. */
export interface AssistantEntry extends EntryBase {
  readonly kind: 'assistant'
  readonly text: string
  readonly isStreaming: boolean
  /** Why the answer ended early, as one sentence. */
  readonly note?: string | undefined
  /** What of it goes back to the model; a broken off answer has lost its calls. */
  readonly said: readonly SaidBlock[]
}

/** A proposal that can't be made. Before the last round the model tries again. */
export interface RefusedEntry extends EntryBase {
  readonly kind: 'refused'
  readonly round: number
  readonly rounds: number
  readonly code: string
  readonly reason: string
  readonly hint?: string | undefined
  readonly isFinal: boolean
}

export type CardState = 'pending' | 'applying' | 'applied' | 'discarded' | 'superseded'

/** A proposal that only a person can apply. */
export interface ProposalEntry extends EntryBase {
  readonly kind: 'proposal'
  readonly title: string
  readonly actions: readonly RawAction[]
  readonly state: CardState
  /** What it would do on the plan as it is now; not there while that is worked out, as after a reload. */
  readonly proposal?: Proposal | undefined
  /** Why it can't be applied now, or why applying it did not work. */
  readonly failure?: Failure | undefined
  /** What people should know about it, as that the plan changed in the meantime. */
  readonly note?: string | undefined
  /** The revision that it made. */
  readonly revision?: string | undefined
}

/** An answer did not come. */
export interface TroubleEntry extends EntryBase {
  readonly kind: 'trouble'
  readonly trouble: ChatTrouble
}

/** One part of a conversation, as people see it. */
export type ChatEntry = UserEntry | AssistantEntry | RefusedEntry | ProposalEntry | TroubleEntry

/** Tokens of a conversation, as the provider counted them. */
export interface ChatUsage {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  /** US dollars; only when the user has entered prices. */
  readonly cost?: number | undefined
}

/** A conversation about the open workspace. Entries are a store: each field of each of them is reactive by itself. */
export interface Chat {
  readonly entries: Accessor<readonly ChatEntry[]>
  readonly state: Accessor<ChatState>
  readonly answerer: Accessor<Answerer>
  /** The model that answers when one does: the chosen one, or the one that the bridge names. */
  readonly model: Accessor<string>
  readonly usage: Accessor<ChatUsage>
  /** What people should know about the kept conversation, as one or two sentences. */
  readonly notice: Accessor<string | undefined>
  readonly dismissNotice: () => void
  /** True when the last turn ended without a whole answer and can be sent again. */
  readonly canRetry: Accessor<boolean>
  /** Ends with the turn. Does nothing while another one runs, or without words. */
  readonly send: (text: string, attachments?: readonly ChatAttachment[]) => Promise<void>
  readonly stop: () => void
  /** Sends the last turn again, without what came of it. */
  readonly retry: () => Promise<void>
  /** Forgets the conversation, on this device too. */
  readonly clear: () => void
  /** The person's yes to exactly the proposal that the card shows; for a double confirmation the caller asks twice. */
  readonly apply: (cardId: string) => Promise<void>
  /** The same, and then starts what can start, as the person. */
  readonly applyAndRun: (cardId: string) => Promise<void>
  readonly discard: (cardId: string) => void
}

/** True while an answer is on its way. */
export function isBusy(chat: Pick<Chat, 'state'>): boolean {
  return chat.state() !== 'idle'
}
