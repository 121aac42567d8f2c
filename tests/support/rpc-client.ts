import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Failure } from '../../shared/failure.ts'
import type { BridgeEvent } from '../../shared/protocol/events.ts'
import type { MethodName, MethodParams, MethodResult } from '../../shared/protocol/methods.ts'

/** A client of the bridge as tests need it. */
export class RpcClient {
  readonly events: BridgeEvent[] = []
  readonly #socket: WebSocket
  readonly #waiting = new Map<
    number,
    (message: { result?: unknown; error?: { data: Failure } }) => void
  >()
  readonly #listeners = new Set<() => void>()
  #nextId = 1

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString())
      if (message.method === 'event') {
        this.events.push(message.params)
        for (const listener of this.#listeners) listener()
        return
      }
      this.#waiting.get(message.id)?.(message)
      this.#waiting.delete(message.id)
    })
  }

  /** Connects as the app does, or as a program that is no browser (`origin` null). */
  static async connect(
    url: string,
    token: string,
    origin: string | null = url,
  ): Promise<RpcClient> {
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}/bridge`,
      ['threados.v1', `threados.token.${token}`],
      origin === null ? {} : { origin },
    )
    const client = new RpcClient(socket)
    await once(socket, 'open')
    return client
  }

  /** Calls a method; a failure is thrown as an Error whose cause is the Failure. */
  async call<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<MethodResult<Name>> {
    const id = this.#nextId++
    const answer = new Promise<{ result?: unknown; error?: { data: Failure } }>((resolve) => {
      this.#waiting.set(id, resolve)
    })
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    const { result, error } = await answer
    if (error)
      throw new Error(`${method}: ${error.data.code} ${error.data.message}`, { cause: error.data })
    return result as MethodResult<Name>
  }

  /** Resolves with the first event, past or to come, for which `fits` holds. */
  async until(fits: (event: BridgeEvent) => boolean): Promise<BridgeEvent> {
    for (;;) {
      const found = this.events.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => {
        const listener = () => {
          this.#listeners.delete(listener)
          resolve()
        }
        this.#listeners.add(listener)
      })
    }
  }

  /** Ends the connection. */
  close(): void {
    this.#socket.terminate()
  }
}
