import type { RawData, WebSocket } from 'ws'
import { failureFrom } from '../../shared/failure.ts'
import type { BridgeEvent } from '../../shared/protocol/events.ts'
import {
  formatAnswer,
  formatEvent,
  formatRefusal,
  parseRequest,
  type RpcRequest,
} from '../../shared/protocol/rpc.ts'
import type { Result } from '../../shared/result.ts'
import { callMethod } from './handlers.ts'
import type { Hub } from './hub.ts'
import { RateLimit } from './rate-limit.ts'
import { ClientSession } from './session.ts'
import type { TokenCaller } from './tokens.ts'

/** Bytes waiting for a slow reader at which the connection is closed. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** Bytes waiting at which followed logs pause until the reader has caught up. */
const BEHIND_BYTES = 1024 * 1024
/** Messages that are no calls after which the connection is closed. */
const MAX_STRIKES = 3
const CLOSE_POLICY = 1008
const CLOSE_NOT_TEXT = 1003
const CLOSE_SLOW = 1013

/** One socket: reads calls, answers them, sends events. */
export class Connection {
  readonly #socket: WebSocket
  readonly #hub: Hub
  readonly #session: ClientSession
  readonly #limit = new RateLimit({ burst: 300, perSecond: 150 })
  readonly #unlisten: () => void
  #strikes = 0
  #isOpen = false

  constructor(socket: WebSocket, hub: Hub, caller: TokenCaller) {
    this.#socket = socket
    this.#hub = hub
    this.#session = new ClientSession(caller, hub.parts.runtime.store, {
      send: (chunk) => this.#sendEvent({ id: hub.lastId, type: 'attempt.output', data: chunk }),
      isBehind: () => socket.bufferedAmount > BEHIND_BYTES,
    })
    this.#unlisten = hub.listen((event) => {
      if (this.#isOpen) this.#sendEvent(event)
    })
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('ping', () => this.#countCall())
    socket.on('close', () => this.#end())
    // The library closes the socket with the right code; a broken peer is nothing to report.
    socket.on('error', () => this.#end())
  }

  #end(): void {
    this.#unlisten()
    this.#session.close()
  }

  #countCall(): boolean {
    if (this.#limit.take()) return true
    this.#socket.close(CLOSE_POLICY, 'too many calls')
    return false
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#socket.close(CLOSE_NOT_TEXT, 'text only')
      return
    }
    if (!this.#countCall()) return
    const parsed = parseRequest(data.toString())
    if (parsed.ok) {
      void this.#answer(parsed.request)
      return
    }
    this.#strikes += 1
    this.#send(formatRefusal(null, parsed))
    if (this.#strikes >= MAX_STRIKES) this.#socket.close(CLOSE_POLICY, 'not JSON-RPC')
  }

  async #answer(request: RpcRequest): Promise<void> {
    let result: Result<unknown>
    try {
      const context = { hub: this.#hub, session: this.#session }
      result = await callMethod(request.method, request.params, context)
    } catch (cause) {
      process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`)
      result = { ok: false, failure: failureFrom(cause) }
    }
    this.#send(formatAnswer(request.id, result))
    if (request.method === 'session.open' && result.ok) this.#resume(request)
  }

  /** From here on the client hears events; first those that it missed. */
  #resume(request: RpcRequest): void {
    this.#isOpen = true
    const since = request.params?.['since']
    if (typeof since !== 'number') return
    for (const event of this.#hub.eventsSince(since) ?? []) this.#sendEvent(event)
  }

  #sendEvent(event: BridgeEvent): void {
    this.#send(formatEvent(event))
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES) {
      this.#socket.close(CLOSE_SLOW, 'the client reads too slowly')
      return
    }
    this.#socket.send(text)
  }
}
