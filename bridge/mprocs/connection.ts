import { connect, type Socket } from 'node:net'
import { type Failure, fail } from '../../shared/failure.ts'
import type { SessionState } from '../../shared/protocol/state.ts'
import { ok, type Result } from '../../shared/result.ts'
import { readMessages, sendMessage } from './message-stream.ts'
import {
  type ClientMessage,
  HOST_PROTOCOL,
  type HostMessage,
  HostMessageSchema,
} from './messages.ts'

/** How long a host may take to greet a client, in milliseconds. */
const GREETING_MS = 5000

/** A request without its number. */
export type HostRequest = ClientMessage extends infer Message
  ? Message extends { readonly id: number }
    ? Omit<Message, 'id'>
    : never
  : never

/** What is heard of a host. */
export interface ConnectionListener {
  readonly onState: (state: SessionState) => void
  readonly onClose: () => void
}

type Answer = Result<{ readonly rows?: readonly string[] | undefined }>

/** A client's connection to a session's host. */
export class Connection {
  readonly #socket: Socket
  readonly #listener: ConnectionListener
  readonly #pending = new Map<number, (answer: Answer) => void>()
  readonly #greeted: Promise<Result<void>>
  #greet: (result: Result<void>) => void = () => undefined
  #lastId = 0
  #isClosed = false

  private constructor(path: string, token: string, listener: ConnectionListener) {
    this.#listener = listener
    this.#greeted = new Promise((resolve) => {
      this.#greet = resolve
    })
    this.#socket = connect(path)
    this.#socket.setTimeout(GREETING_MS, () => this.#socket.destroy())
    readMessages(this.#socket, HostMessageSchema, {
      onMessage: (message) => this.#take(message),
      onRefused: () => this.#socket.destroy(),
      onClose: () => this.#close(),
    })
    sendMessage(this.#socket, { type: 'hello', protocol: HOST_PROTOCOL, token })
  }

  /** Connects and shows the token; fails when nobody answers or the token is refused. */
  static async open(
    path: string,
    token: string,
    listener: ConnectionListener,
  ): Promise<Result<Connection>> {
    const connection = new Connection(path, token, listener)
    const greeted = await connection.#greeted
    return greeted.ok ? ok(connection) : greeted
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Asks the host for something; fails when the connection ends before the answer. */
  async ask(request: HostRequest): Promise<Answer> {
    if (this.#isClosed) return connectionLost()
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve) => {
      this.#pending.set(id, resolve)
      sendMessage(this.#socket, { ...request, id })
    })
  }

  /** Ends the connection; what was asked and not answered fails. */
  close(): void {
    this.#socket.destroy()
  }

  #take(message: HostMessage): void {
    if (message.type === 'state') {
      this.#socket.setTimeout(0)
      this.#greet(ok(undefined))
      this.#listener.onState(message.state)
    } else if (message.type === 'done') this.#answer(message.id, ok({ rows: message.rows }))
    else if (message.id !== undefined) this.#answer(message.id, failed(message.failure))
    else this.#greet(failed(message.failure))
  }

  #answer(id: number, answer: Answer): void {
    this.#pending.get(id)?.(answer)
    this.#pending.delete(id)
  }

  #close(): void {
    this.#isClosed = true
    this.#greet(connectionLost())
    for (const id of [...this.#pending.keys()]) this.#answer(id, connectionLost())
    this.#listener.onClose()
  }
}

function failed(failure: Failure): Result<never> {
  return { ok: false, failure }
}

function connectionLost(): Result<never> {
  return fail('RUNTIME_UNAVAILABLE', 'The connection to the session host has ended.')
}
