import type { MessageParam, TextBlockParam, Tool } from '@anthropic-ai/sdk/resources/messages'
import type { ChatTrouble, ChatUsage, SaidBlock } from './chat.ts'

/** How a model is reached: with the user's own key, or over the bridge with this browser's token. */
export type ModelWay =
  | { readonly answerer: 'key'; readonly key: string; readonly baseUrl: string }
  | { readonly answerer: 'bridge'; readonly token: string; readonly origin: string }

/** One request to a model. */
export interface ModelRequest {
  readonly model: string
  readonly system: readonly TextBlockParam[]
  readonly tools: readonly Tool[]
  readonly messages: readonly MessageParam[]
}

/** Why an answer ended. */
export type StopReason =
  | 'end_turn'
  | 'tool_use'
  | 'stop_sequence'
  | 'max_tokens'
  | 'refusal'
  | 'pause_turn'
  | 'model_context_window_exceeded'

/** Tokens of one request. */
export type TokenCount = Omit<ChatUsage, 'cost'>

/** What came of a request. Tokens are told for a broken off answer too, which costs the same. */
export type ModelOutcome = { readonly tokens: TokenCount } & (
  | {
      readonly kind: 'reply'
      readonly blocks: readonly SaidBlock[]
      readonly stopReason: StopReason
    }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'trouble'; readonly trouble: ChatTrouble }
)

/** A model that answers piece by piece. */
export interface ModelClient {
  /** Never rejects. `onText` gets each piece of text as it comes. */
  stream(
    request: ModelRequest,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<ModelOutcome>
}

export const NO_TOKENS: TokenCount = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
