import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventText, messageEvents } from './message-events.ts'
import type { Json } from './model-calls.ts'

/** One answer: words in pieces, then calls of tools; a refusal with a status; or a connection that breaks. */
export type ChatAnswer =
  | {
      readonly say?: readonly string[]
      readonly calls?: readonly { readonly name: string; readonly input: unknown }[]
      readonly stop?: string
      /** True when only the first piece is sent until the test says `go`. */
      readonly held?: true
    }
  | { readonly status: number; readonly type: string }
  | { readonly broken: true }

/** One request as the provider got it. */
export interface AskedChat {
  readonly headers: IncomingHttpHeaders
  readonly body: Json
  /** The body as text. */
  readonly text: string
}

/** A model provider on loopback for a browser: it answers what the test says, as fast as the test says. */
export interface ChatProvider {
  readonly url: string
  readonly asked: readonly AskedChat[]
  /** What it answers from now on, one after the other; the last one again and again. */
  play(...answers: readonly ChatAnswer[]): void
  /** Lets a held answer go on. */
  go(): void
  /** Resolves when somebody has gone before their answer was whole. */
  readonly left: Promise<void>
  close(): Promise<void>
}

const USAGE = { input_tokens: 120, cache_read_input_tokens: 1000, output_tokens: 42 }

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** What a browser asks before it sends a page's request to another origin. */
function allow(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
  const asked = request.headers['access-control-request-headers']
  if (asked) response.setHeader('access-control-allow-headers', asked)
  response.setHeader('access-control-allow-private-network', 'true')
}

/** Starts a provider on a free port of 127.0.0.1. */
export async function startChatProvider(): Promise<ChatProvider> {
  const asked: AskedChat[] = []
  let answers: readonly ChatAnswer[] = []
  let count = 0
  let go: () => void = () => undefined
  let tellLeft: () => void = () => undefined
  const left = new Promise<void>((resolve) => {
    tellLeft = resolve
  })

  const stream = async (response: ServerResponse, answer: ChatAnswer, body: Json) => {
    if ('broken' in answer) {
      response.destroy()
      return
    }
    if ('status' in answer) {
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      const error = { type: answer.type, message: `the provider says ${answer.status}` }
      response.end(JSON.stringify({ type: 'error', error }))
      return
    }
    const { say = [], calls = [] } = answer
    const events = messageEvents({
      id: `msg_${asked.length}`,
      model: body['model'],
      blocks: [
        ...(say.length > 0 ? [{ say }] : []),
        ...calls.map(({ name, input }, at) => ({
          call: name,
          id: `toolu_${asked.length}_${at}`,
          input,
        })),
      ],
      stop: answer.stop ?? (calls.length > 0 ? 'tool_use' : 'end_turn'),
      usage: USAGE,
    }).map(eventText)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    // The start of the message, of its first block, and the first piece.
    const first = answer.held ? 3 : events.length
    response.write(events.slice(0, first).join(''))
    if (answer.held) {
      await new Promise<void>((resolve) => {
        go = resolve
        response.once('close', resolve)
      })
    }
    response.end(events.slice(first).join(''))
  }
  const server = createServer((request, response) => {
    allow(request, response)
    if (request.method !== 'POST') {
      response.writeHead(204).end()
      return
    }
    response.once('close', () => {
      if (!response.writableFinished) tellLeft()
    })
    void readBody(request).then((text) => {
      const body = JSON.parse(text) as Json
      asked.push({ headers: request.headers, body, text })
      const answer = answers[Math.min(count++, answers.length - 1)]
      void stream(response, answer ?? { status: 500, type: 'api_error' }, body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    play: (...next) => {
      answers = next
      count = 0
    },
    go: () => go(),
    left,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
