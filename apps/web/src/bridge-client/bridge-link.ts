import { createSignal } from 'solid-js'
import { fail } from '../../../../shared/failure.ts'
import type { BridgeEvent, LogChunk } from '../../../../shared/protocol/events.ts'
import {
  type MethodName,
  type MethodParams,
  type MethodResult,
  SOCKET_PATH,
} from '../../../../shared/protocol/methods.ts'
import type { WorkspaceState } from '../../../../shared/protocol/state.ts'
import type { Result } from '../../../../shared/result.ts'
import { askBridge } from '../start/pairing.ts'
import type { Connection } from '../workspace/source.ts'
import { createRetry } from './reconnect.ts'
import { reduceEvent } from './reduce.ts'
import { openSocket, type RpcSocket } from './rpc-socket.ts'

const LOST = 'The bridge does not answer. What is shown may be old; trying again.'
const REFUSED =
  'This browser is not paired with the bridge any more. Type the code that its terminal shows.'

/** What a link tells its owner. */
export interface LinkListener {
  readonly show: (state: WorkspaceState) => void
  readonly output: (chunk: LogChunk) => void
  /** The connection is there, for the first time or again. */
  readonly online: () => void
  readonly unauthorized: (sentence: string) => void
}

/** Keeps a connection to the bridge and the state that goes with it, over any number of sockets. */
export class BridgeLink {
  readonly connection
  readonly #setConnection
  readonly #token: string
  readonly #listener: LinkListener
  readonly #retry = createRetry(() => this.#connect())
  #state: WorkspaceState | undefined
  /** Events that came while the whole state is on its way. */
  #early: BridgeEvent[] | undefined
  #socket: RpcSocket | undefined
  #isClosed = false

  constructor(token: string, listener: LinkListener) {
    const [connection, setConnection] = createSignal<Connection>({ kind: 'connecting' })
    this.connection = connection
    this.#setConnection = setConnection
    this.#token = token
    this.#listener = listener
    this.#connect()
  }

  /** Calls a method; without a connection it fails at once, and nothing is kept for later. */
  call<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<Result<MethodResult<Name>>> {
    if (this.#socket) return this.#socket.call(method, params)
    return Promise.resolve(fail('BRIDGE_UNREACHABLE', 'The bridge is not connected.'))
  }

  /** Tries at once instead of after the pause. */
  tryNow(): void {
    if (!this.#socket) this.#retry.now()
  }

  /** Ends the connection for good. */
  close(): void {
    this.#isClosed = true
    this.#retry.end()
    this.#socket?.close()
  }

  #connect(): void {
    if (this.#isClosed || this.#socket) return
    this.#socket = openSocket(`ws://${location.host}${SOCKET_PATH}`, this.#token, {
      opened: () => void this.#greet(),
      event: (event) => this.#receive(event),
      missed: () => void this.#resync(),
      closed: (wasOpen) => void this.#lose(wasOpen),
    })
  }

  async #greet(): Promise<void> {
    this.#early = []
    const since = this.#state?.lastEventId
    const opened = await this.call('session.open', since === undefined ? {} : { since })
    if (!opened.ok) {
      this.#socket?.close()
      return
    }
    if (opened.value.state) this.#show(opened.value.state)
    this.#replay()
    this.#retry.succeeded()
    this.#setConnection({ kind: 'online' })
    this.#listener.online()
  }

  async #lose(wasOpen: boolean): Promise<void> {
    this.#socket = undefined
    this.#early = undefined
    if (this.#isClosed) return
    this.#setConnection({ kind: 'lost', message: LOST })
    // A browser does not say why a socket was refused, so the question is put again where it can answer.
    const answer = wasOpen ? 'none' : await askBridge(this.#token)
    if (this.#isClosed) return
    if (answer === 'refused') {
      this.#setConnection({ kind: 'unauthorized', message: REFUSED })
      this.#listener.unauthorized(REFUSED)
    } else this.#retry.later()
  }

  #show(state: WorkspaceState): void {
    this.#state = state
    this.#listener.show(state)
  }

  #receive(event: BridgeEvent): void {
    if (event.type === 'attempt.output') this.#listener.output(event.data)
    else if (this.#early) this.#early.push(event)
    else if (this.#state) {
      const next = reduceEvent(this.#state, event)
      if (next === 'resync') void this.#resync()
      else if (next !== this.#state) this.#show(next)
    }
  }

  /** Fetches the whole state; what happens meanwhile is applied to it afterwards. */
  async #resync(): Promise<void> {
    if (this.#early) return
    this.#early = []
    const fresh = await this.call('sequence.get', {})
    if (fresh.ok) this.#show(fresh.value)
    this.#replay()
  }

  #replay(): void {
    const events = this.#early ?? []
    this.#early = undefined
    for (const event of events) this.#receive(event)
  }
}
