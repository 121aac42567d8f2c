import { eventText, type MessageBlock, messageEvents } from './message-events.ts'
import type { Json } from './model-calls.ts'

/** A call of a tool in a scripted answer. */
export interface ScriptedCall {
  readonly name: string
  readonly input: unknown
}

/** One answer of a scripted model. */
export type ScriptedAnswer =
  /** Words in pieces, then calls of tools, and why it ended. */
  | {
      readonly say?: readonly string[]
      readonly think?: string
      readonly calls?: readonly ScriptedCall[]
      readonly stop?: string
      /** How it ends: whole, with an error inside the stream, cut off, or not until it is stopped. */
      readonly end?: 'whole' | 'overloaded' | 'cut' | 'hang'
    }
  | {
      readonly status: number
      readonly type: string
      readonly message?: string
      readonly details?: Readonly<Record<string, unknown>>
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Something else than an answer of a model. */
  | { readonly page: string }
  /** Nobody there. */
  | 'down'

/** A request as it went out. */
export interface SentRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

/** `fetch` with a model of the test behind it, which speaks the Messages API. */
export interface ScriptedModel {
  readonly fetch: typeof fetch
  readonly sent: readonly SentRequest[]
  /** What it answers from now on, one after the other; the last again and again. */
  play(...answers: readonly ScriptedAnswer[]): void
}

export const SCRIPTED_USAGE = {
  input_tokens: 100,
  cache_read_input_tokens: 1000,
  cache_creation_input_tokens: 10,
  output_tokens: 40,
}

type Streamed = Extract<ScriptedAnswer, { readonly say?: unknown; readonly calls?: unknown }>

let count = 0

function blocksOf({ say = [], think, calls = [] }: Streamed): MessageBlock[] {
  count += 1
  return [
    ...(think === undefined ? [] : [{ think }]),
    ...(say.length > 0 ? [{ say }] : []),
    ...calls.map(({ name, input }, place) => ({
      call: name,
      id: `toolu_${count}_${place}`,
      input,
    })),
  ]
}

function eventsOf(answer: Streamed, model: unknown): Json[] {
  const { calls = [], stop = calls.length > 0 ? 'tool_use' : 'end_turn', end = 'whole' } = answer
  const blocks = blocksOf(answer)
  const events = messageEvents({ id: `msg_${count}`, model, blocks, stop, usage: SCRIPTED_USAGE })
  if (end === 'whole') return events
  // Without the two events that end it.
  const beginning = events.slice(0, -2)
  const error = { type: 'overloaded_error', message: 'Overloaded' }
  return end === 'overloaded' ? [...beginning, { type: 'error', error }] : beginning
}

function streamed(answer: Streamed, model: unknown, signal: AbortSignal | null | undefined) {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const event of eventsOf(answer, model)) {
        controller.enqueue(encoder.encode(eventText(event)))
      }
      if (answer.end !== 'hang') {
        controller.close()
        return
      }
      signal?.addEventListener('abort', () =>
        controller.error(new DOMException('stopped', 'AbortError')),
      )
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

function respond(answer: ScriptedAnswer, model: unknown, signal: AbortSignal | null | undefined) {
  if (answer === 'down') throw new TypeError('Failed to fetch')
  if ('page' in answer) return new Response(answer.page)
  if (!('status' in answer)) return streamed(answer, model, signal)
  const { status, type, message = 'no', details, headers } = answer
  const body = JSON.stringify({ type: 'error', error: { type, message, details } })
  return new Response(body, { status, headers: { 'retry-after-ms': '1', ...headers } })
}

/** Makes a model that answers from a script. */
export function scriptModel(): ScriptedModel {
  const sent: SentRequest[] = []
  let answers: readonly ScriptedAnswer[] = []
  let next = 0
  return {
    sent,
    play: (...script) => {
      answers = script
      next = 0
    },
    fetch: async (url, init) => {
      const body = JSON.parse(String(init?.body)) as Json
      sent.push({
        url: String(url),
        headers: Object.fromEntries(new Headers(init?.headers)),
        body,
      })
      init?.signal?.throwIfAborted()
      const answer = answers[Math.min(next, answers.length - 1)] ?? 'down'
      next += 1
      return respond(answer, body['model'], init?.signal)
    },
  }
}
