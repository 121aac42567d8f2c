import { Anthropic } from '@anthropic-ai/sdk'
import type { Message, MessageCreateParams, Usage } from '@anthropic-ai/sdk/resources/messages'
import { CHAT_PATH } from '../../../../shared/protocol/methods.ts'
import type { SaidBlock } from './chat.ts'
import {
  type ModelClient,
  type ModelOutcome,
  type ModelRequest,
  type ModelWay,
  NO_TOKENS,
  type TokenCount,
} from './model-client.ts'
import { isStopped, troubleOf } from './trouble.ts'

const MAX_ANSWER_TOKENS = 16_000
/** Until the answer begins; then it may take its time, and a person can stop it. */
const KEY_TIMEOUT_MS = 60_000
/** The bridge waits as long itself and knows better what was the matter. */
const BRIDGE_TIMEOUT_MS = 75_000
/** Far longer than the API's signs of life are apart; the bridge watches by itself. */
const SILENCE_MS = 120_000
/** What of the SDK's headers the bridge has a use for. */
const BRIDGE_HEADERS = ['authorization', 'content-type', 'anthropic-version'] as const

/** Sends whatever the SDK asks for to the one path that the bridge has for it. */
function bridgeFetch(origin: string): typeof fetch {
  return (_url, init) => {
    const asked = new Headers(init?.headers)
    const headers = new Headers()
    for (const name of BRIDGE_HEADERS) headers.set(name, asked.get(name) ?? '')
    return fetch(`${origin}${CHAT_PATH}`, { ...init, headers, credentials: 'omit' })
  }
}

/** Ends an answer that has fallen silent, as after a sleep of the computer: the SDK would wait for ever. */
function endSilence(body: ReadableStream<Uint8Array>, ms: number): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const watch = (controller: TransformStreamDefaultController<Uint8Array>) => {
    clearTimeout(timer)
    timer = setTimeout(() => controller.error(new Error('silence')), ms)
  }
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    start: watch,
    transform: (piece, controller) => {
      watch(controller)
      controller.enqueue(piece)
    },
    flush: () => clearTimeout(timer),
  })
  return body.pipeThrough(watched)
}

function watchedFetch(silenceMs: number): typeof fetch {
  return async (url, init) => {
    const response = await fetch(url, init)
    if (!(response.ok && response.body)) return response
    return new Response(endSilence(response.body, silenceMs), response)
  }
}

function open(way: ModelWay, silenceMs: number): Anthropic {
  const shared = {
    // The user's own key on the user's own device: what the SDK warns of does not apply.
    dangerouslyAllowBrowser: true,
    authToken: null,
    // The SDK's log would repeat what is said.
    logLevel: 'off',
  } as const
  if (way.answerer === 'bridge') {
    return new Anthropic({
      ...shared,
      apiKey: way.token,
      baseURL: way.origin,
      fetch: bridgeFetch(way.origin),
      timeout: BRIDGE_TIMEOUT_MS,
      // What the bridge refuses it refuses again a second later.
      maxRetries: 0,
    })
  }
  return new Anthropic({
    ...shared,
    apiKey: way.key,
    baseURL: way.baseUrl,
    fetch: watchedFetch(silenceMs),
    timeout: KEY_TIMEOUT_MS,
    // One hiccup is bridged over; an overload is told soon, and people decide how long they wait.
    maxRetries: 1,
  })
}

function tokensOf(usage: Usage | undefined): TokenCount {
  if (!usage) return NO_TOKENS
  return {
    input: usage.input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
  }
}

/** What goes back to the model. Blocks of tools that nobody offered are left out. */
function saidBlocks({ content }: Message): SaidBlock[] {
  return content.flatMap((block): SaidBlock[] => {
    switch (block.type) {
      case 'text':
        return [{ type: 'text', text: block.text }]
      case 'thinking':
        return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }]
      case 'redacted_thinking':
        return [{ type: 'redacted_thinking', data: block.data }]
      case 'tool_use':
        return [{ type: 'tool_use', id: block.id, name: block.name, input: block.input }]
      default:
        return []
    }
  })
}

function paramsOf({ model, system, tools, messages }: ModelRequest): MessageCreateParams {
  return {
    model,
    max_tokens: MAX_ANSWER_TOKENS,
    cache_control: { type: 'ephemeral' },
    system: [...system],
    tools: [...tools],
    messages: [...messages],
  }
}

/** A client of the Messages API. */
export function anthropicClient(way: ModelWay, silenceMs = SILENCE_MS): ModelClient {
  const anthropic = open(way, silenceMs)
  const secret = way.answerer === 'key' ? way.key : way.token
  const host = way.answerer === 'key' ? new URL(way.baseUrl).host : 'the bridge'
  return {
    async stream(request, onText, signal): Promise<ModelOutcome> {
      const stream = anthropic.messages.stream(paramsOf(request), { signal })
      stream.on('text', onText)
      let tokens = NO_TOKENS
      let hasBegun = false
      stream.on('streamEvent', (_event, message) => {
        hasBegun = true
        tokens = tokensOf(message.usage)
      })
      try {
        const message = await stream.finalMessage()
        const stopReason = message.stop_reason ?? 'end_turn'
        return { kind: 'reply', blocks: saidBlocks(message), stopReason, tokens }
      } catch (cause) {
        if (isStopped(cause)) return { kind: 'stopped', tokens }
        const { answerer } = way
        const asked = { answerer, host, model: request.model, secret, hasBegun }
        return { kind: 'trouble', trouble: troubleOf(cause, asked), tokens }
      }
    },
  }
}
