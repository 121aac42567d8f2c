import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { zstdDecompressSync } from 'node:zlib'
import { messageEvents } from './message-events.ts'
import {
  claudeCall,
  codexCall,
  geminiCall,
  type Json,
  list,
  type ModelCall,
} from './model-calls.ts'

/** One request of an agent to the model, as far as tests ask about it. */
export interface ModelRequest {
  readonly path: string
  /** Everything that the request says, as text. */
  readonly text: string
}

/**
 * What the stub answers to the agent's next turn: words, the words that a pattern finds last in what it was asked, or
 * a call of one of the agent's tools.
 */
export type ModelTurn = { readonly say: string } | { readonly repeat: RegExp } | ModelCall

/** What the model does in answer to a prompt; `turn` counts the answers of one prompt from 0. */
export type ModelScript =
  | { readonly kind: 'turns'; readonly turns: readonly ModelTurn[] }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hang' }

/** Speaks the three providers' protocols on loopback, from a script. */
export interface ModelStub {
  readonly url: string
  readonly requests: readonly ModelRequest[]
  /** What the model does from now on. */
  play(script: ModelScript): void
  close(): Promise<void>
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const bytes = request.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(raw) : raw
  return bytes.length === 0 ? {} : (JSON.parse(bytes.toString('utf8')) as Json)
}

/** How many answers of tools the conversation holds since the last words of a person. */
function answersSince(items: readonly Json[], isAnswer: (item: Json) => boolean): number {
  const flags = items.filter((item) => item['role'] !== 'assistant' && item['role'] !== 'model')
  let count = 0
  for (const item of flags) count = isAnswer(item) ? count + 1 : item['role'] === 'user' ? 0 : count
  return count
}

/** The events of a server-sent stream; `event` names each one where the protocol has names. */
function stream(response: ServerResponse, events: readonly Json[], isNamed: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) {
    const name = isNamed ? `event: ${String(event['type'])}\n` : ''
    response.write(`${name}data: ${JSON.stringify(event)}\n\n`)
  }
  response.end()
}

const ids = { next: 0 }
function id(prefix: string): string {
  ids.next += 1
  return `${prefix}_${ids.next}`
}

/** A turn whose words are known. */
type SaidTurn = Exclude<ModelTurn, { readonly repeat: RegExp }>

function said(body: Json, turn: ModelTurn): SaidTurn {
  if (!('repeat' in turn)) return turn
  return { say: [...JSON.stringify(body).matchAll(turn.repeat)].at(-1)?.[0] ?? '' }
}

function anthropic(body: Json, turn: SaidTurn): Json[] {
  const call = 'say' in turn ? undefined : claudeCall(body, turn)
  const words = 'say' in turn ? turn.say : ''
  return messageEvents({
    id: id('msg'),
    model: body['model'],
    blocks: [call ? { call: call.name, id: id('toolu'), input: call.args } : { say: [words] }],
    stop: call ? 'tool_use' : 'end_turn',
    usage: { input_tokens: 120, cache_read_input_tokens: 1000, output_tokens: 42 },
  })
}

function openai(body: Json, turn: SaidTurn): Json[] {
  const item: Json =
    'say' in turn
      ? {
          type: 'message',
          id: id('msg'),
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: turn.say, annotations: [] }],
        }
      : { id: id('fc'), call_id: id('call'), status: 'completed', ...codexCall(body, turn) }
  const usage = {
    input_tokens: 1150,
    input_tokens_details: { cached_tokens: 1000 },
    output_tokens: 42,
    output_tokens_details: { reasoning_tokens: 7 },
    total_tokens: 1192,
  }
  const response = { id: id('resp'), object: 'response', status: 'in_progress', output: [] }
  const done = { ...response, status: 'completed', output: [item], usage }
  return [
    { type: 'response.created', response },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: done },
  ].map((event, index) => ({ ...event, sequence_number: index }))
}

function gemini(body: Json, turn: SaidTurn): Json[] {
  const part =
    'say' in turn
      ? { text: turn.say }
      : { functionCall: { id: id('fc'), ...geminiCall(body, turn) } }
  const candidate = { index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }
  const usageMetadata = {
    promptTokenCount: 1150,
    candidatesTokenCount: 42,
    totalTokenCount: 1192,
    cachedContentTokenCount: 1000,
  }
  return [{ candidates: [candidate], usageMetadata, responseId: id('r') }]
}

/** How many turns of the current prompt the request has behind it. */
function turnOf(path: string, body: Json): number {
  if (path.includes('GenerateContent')) {
    return answersSince(list(body['contents']), (item) =>
      list(item['parts']).some((part) => part['functionResponse'] !== undefined),
    )
  }
  if (path.endsWith('/responses')) {
    return answersSince(list(body['input']), (item) =>
      String(item['type']).endsWith('_call_output'),
    )
  }
  return answersSince(list(body['messages']), (item) =>
    list(item['content']).some((part) => part['type'] === 'tool_result'),
  )
}

function answer(response: ServerResponse, path: string, body: Json, script: ModelScript): void {
  if (script.kind === 'hang') return
  if (script.kind === 'status') {
    const error = { type: 'stub_error', code: script.status, message: `stub ${script.status}` }
    response.writeHead(script.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ type: 'error', error }))
    return
  }
  const next = script.turns[Math.min(turnOf(path, body), script.turns.length - 1)]
  if (!next) return
  const turn = said(body, next)
  if (path.endsWith('/messages')) stream(response, anthropic(body, turn), true)
  else if (path.endsWith('/responses')) stream(response, openai(body, turn), true)
  else if (path.includes('treamGenerateContent')) stream(response, gemini(body, turn), false)
  else {
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end('{}')
  }
}

/** Starts the stub on a free port of 127.0.0.1. */
export async function startModelStub(): Promise<ModelStub> {
  const requests: ModelRequest[] = []
  let script: ModelScript = { kind: 'turns', turns: [{ say: 'ok' }] }
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stub').pathname
    void bodyOf(request).then((body) => {
      if (request.method === 'POST') requests.push({ path, text: JSON.stringify(body) })
      answer(response, path, body, script)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    play: (next) => {
      script = next
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
