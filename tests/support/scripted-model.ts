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

type Json = Readonly<Record<string, unknown>>
type Streamed = Extract<ScriptedAnswer, { readonly say?: unknown; readonly calls?: unknown }>

let count = 0

function block(index: number, start: Json, deltas: readonly Json[]): Json[] {
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

function blocksOf({ say = [], think, calls = [] }: Streamed): Json[] {
  count += 1
  const blocks: ((index: number) => Json[])[] = []
  if (think !== undefined) {
    const deltas = [
      { type: 'thinking_delta', thinking: think },
      { type: 'signature_delta', signature: 'signed' },
    ]
    blocks.push((at) => block(at, { type: 'thinking', thinking: '', signature: '' }, deltas))
  }
  if (say.length > 0) {
    const deltas = say.map((text) => ({ type: 'text_delta', text }))
    blocks.push((at) => block(at, { type: 'text', text: '' }, deltas))
  }
  for (const [place, { name, input }] of calls.entries()) {
    const start = { type: 'tool_use', id: `toolu_${count}_${place}`, name, input: {} }
    const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) }
    blocks.push((at) => block(at, start, [delta]))
  }
  return blocks.flatMap((make, at) => make(at))
}

function eventsOf(answer: Streamed, model: unknown): Json[] {
  const { calls = [], stop = calls.length > 0 ? 'tool_use' : 'end_turn', end = 'whole' } = answer
  const message = {
    id: `msg_${count}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...SCRIPTED_USAGE, output_tokens: 1 },
  }
  const beginning = [{ type: 'message_start', message }, ...blocksOf(answer)]
  if (end === 'overloaded') {
    const error = { type: 'overloaded_error', message: 'Overloaded' }
    return [...beginning, { type: 'error', error }]
  }
  if (end !== 'whole') return beginning
  const delta = { stop_reason: stop, stop_sequence: null }
  return [
    ...beginning,
    { type: 'message_delta', delta, usage: SCRIPTED_USAGE },
    { type: 'message_stop' },
  ]
}

function streamed(answer: Streamed, model: unknown, signal: AbortSignal | null | undefined) {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const event of eventsOf(answer, model)) {
        const text = `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`
        controller.enqueue(encoder.encode(text))
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
