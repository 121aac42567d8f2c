import { createHash, timingSafeEqual } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { fail } from '../../../shared/failure.ts'
import { FailureSchema, type SessionState } from '../../../shared/protocol/state.ts'
import type { Result } from '../../../shared/result.ts'
import { readMessages, sendMessage } from '../message-stream.ts'
import { type ClientMessage, ClientMessageSchema, type HostMessage } from '../messages.ts'

/** How long a connection may take until it has shown the token, in milliseconds. */
const HELLO_MS = 5000

/** Something that a client asks for. */
export type ClientRequest = Exclude<ClientMessage, { type: 'hello' }>

/** What the server asks of the session. */
export interface HostHandlers {
  readonly state: () => SessionState
  /** Answers one request of the client that `owner` stands for. */
  readonly handle: (
    request: ClientRequest,
    owner: object,
  ) => Promise<Result<{ readonly rows?: string[] }>>
  /** Called when a client came or left. */
  readonly onClients: (left: object | undefined) => void
}

function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** Serves a session on a socket: one line in, one line out. Nothing is done for who does not know the token. */
export class HostServer {
  readonly #token: string
  readonly #handlers: HostHandlers
  readonly #server: Server
  readonly #clients = new Set<Socket>()

  constructor(token: string, handlers: HostHandlers) {
    this.#token = token
    this.#handlers = handlers
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** How many clients have shown the token. */
  get clients(): number {
    return this.#clients.size
  }

  /** Listens; rejects with the system's error when it can't. */
  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(path, resolve)
    })
    if (process.platform !== 'win32') chmodSync(path, 0o600)
  }

  /** Tells every client how the session is doing. */
  broadcast(): void {
    for (const client of this.#clients) this.#tellState(client)
  }

  /** Takes no more clients, says what is left to say to those that are there, and lets them go. */
  async close(): Promise<void> {
    this.#server.close()
    await Promise.all(
      [...this.#clients].map(
        (client) =>
          new Promise<void>((resolve) => {
            client.once('close', () => resolve())
            client.end()
            // Who does not read is not waited for.
            setTimeout(() => client.destroy(), 500).unref()
          }),
      ),
    )
  }

  #tellState(client: Socket): void {
    this.#send(client, { type: 'state', state: this.#handlers.state() })
  }

  #send(client: Socket, message: HostMessage): void {
    sendMessage(client, message)
  }

  #accept(socket: Socket): void {
    const timer = setTimeout(() => socket.destroy(), HELLO_MS)
    readMessages(socket, ClientMessageSchema, {
      onMessage: (message) => {
        if (message.type !== 'hello') void this.#request(socket, message)
        else if (isEqual(message.token, this.#token)) {
          clearTimeout(timer)
          this.#clients.add(socket)
          this.#tellState(socket)
          this.#handlers.onClients(undefined)
        } else this.#refuse(socket, 'UNAUTHORIZED', 'The token is not that of this session.')
      },
      onRefused: (reason) => this.#refuse(socket, 'INVALID_PARAMETERS', reason),
      onClose: () => {
        clearTimeout(timer)
        if (this.#clients.delete(socket)) this.#handlers.onClients(socket)
      },
    })
  }

  #refuse(socket: Socket, code: 'UNAUTHORIZED' | 'INVALID_PARAMETERS', reason: string): void {
    this.#send(socket, { type: 'failed', failure: { code, message: reason } })
    socket.end()
  }

  async #request(socket: Socket, request: ClientRequest): Promise<void> {
    if (!this.#clients.has(socket)) {
      this.#refuse(socket, 'UNAUTHORIZED', 'The first message must be hello with the token.')
      return
    }
    const result = await this.#handlers
      .handle(request, socket)
      .catch((cause: unknown) => fail('INTERNAL', String(cause)))
    const { id } = request
    if (result.ok) this.#send(socket, { type: 'done', id, ...result.value })
    else this.#send(socket, { type: 'failed', id, failure: FailureSchema.parse(result.failure) })
  }
}
