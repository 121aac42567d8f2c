import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the provider got it. */
interface Asked {
  readonly request: IncomingMessage
  readonly url: string
  readonly body: string
}

type Answer = (response: ServerResponse, asked: Asked) => void

/** A model provider on loopback; each test says how it answers. */
export class ProviderServer {
  readonly asked: Asked[] = []
  readonly url: string
  readonly #server: Server
  #answer: Answer = (response) => response.end()

  private constructor(server: Server) {
    this.#server = server.on('request', (request, response) => void this.#serve(request, response))
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  /** Starts one on a free port. */
  static async start(): Promise<ProviderServer> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new ProviderServer(server)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const asked = { request, url: request.url ?? '', body: Buffer.concat(chunks).toString() }
    this.asked.push(asked)
    this.#answer(response, asked)
  }

  /** Answers so from now on, and forgets what it was asked. */
  play(answer: Answer): void {
    this.#answer = answer
    this.asked.length = 0
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }
}

const EVENTS = [
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 3, output_tokens: 0 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' there' } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 2 },
  },
  { type: 'message_stop' },
].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)

/** The beginning of a streamed answer, up to its first word. */
export const BEGINNING = EVENTS.slice(0, 3).join('')
/** The rest of it. */
export const REST = EVENTS.slice(3).join('')
