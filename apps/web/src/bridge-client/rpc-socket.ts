import { fail } from '../../../../shared/failure.ts'
import type { BridgeEvent } from '../../../../shared/protocol/events.ts'
import {
  METHODS,
  type MethodName,
  type MethodParams,
  type MethodResult,
  SUBPROTOCOL,
  TOKEN_PREFIX,
} from '../../../../shared/protocol/methods.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { setPlainStepsAside } from './plain-steps.ts'
import { parseFrame } from './rpc-messages.ts'

/** A bridge that says nothing for so long does not work. */
const ANSWER_TIMEOUT_MS = 30_000

/** What the owner of a socket is told. */
export interface SocketListener {
  readonly opened: () => void
  readonly event: (event: BridgeEvent) => void
  /** An event came that this app can't read: what is shown may be old from here on. */
  readonly missed: () => void
  /** The end; `wasOpen` is false when the bridge was not reached or did not let us in. */
  readonly closed: (wasOpen: boolean) => void
}

/** One connection to the bridge: calls with their answers, and events. It lives once; see `reconnect.ts`. */
export interface RpcSocket {
  call<Name extends MethodName>(
    method: Name,
    params: MethodParams<Name>,
  ): Promise<Result<MethodResult<Name>>>
  close(): void
}

function lost(): Result<never> {
  return fail('BRIDGE_UNREACHABLE', 'The connection to the bridge was lost before it answered.', {
    hint: 'Look at the present state before you do it again: it may have been done.',
  })
}

/** Opens a connection. The token travels as a subprotocol, never in the address. */
export function openSocket(url: string, token: string, listener: SocketListener): RpcSocket {
  const socket = new WebSocket(url, [SUBPROTOCOL, `${TOKEN_PREFIX}${token}`])
  const waiting = new Map<number, (result: Result<unknown>) => void>()
  let nextId = 1
  let wasOpen = false

  const settle = (id: number, result: Result<unknown>) => {
    waiting.get(id)?.(result)
    waiting.delete(id)
  }
  socket.addEventListener('open', () => {
    wasOpen = true
    listener.opened()
  })
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const frame = parseFrame(String(data))
    if (!frame.ok || frame.value.kind === 'unknown') listener.missed()
    else if (frame.value.kind === 'event') listener.event(frame.value.event)
    else settle(frame.value.id, frame.value.result)
  })
  socket.addEventListener('close', () => {
    for (const id of [...waiting.keys()]) settle(id, lost())
    listener.closed(wasOpen)
  })

  const send = (method: string, params: unknown): Promise<Result<unknown>> => {
    if (socket.readyState !== WebSocket.OPEN) {
      return Promise.resolve(fail('BRIDGE_UNREACHABLE', 'The bridge is not connected.'))
    }
    const id = nextId++
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        settle(id, fail('TIMEOUT', `The bridge did not answer ${method} within 30 seconds.`))
      }, ANSWER_TIMEOUT_MS)
      waiting.set(id, (result) => {
        clearTimeout(timer)
        resolve(result)
      })
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  }
  return {
    async call<Name extends MethodName>(method: Name, params: MethodParams<Name>) {
      const answer = await send(method, params)
      if (!answer.ok) return answer
      const putBack = setPlainStepsAside(answer.value)
      const known = METHODS[method].result.safeParse(answer.value)
      if (!known.success) {
        return fail(
          'UNSUPPORTED_VERSION',
          `This app does not understand the answer to ${method}.`,
          {
            hint: 'Reload the page: the bridge may be newer than the app.',
          },
        )
      }
      putBack?.(known.data)
      // The schema was chosen by the method, which TypeScript can't follow through the table.
      return ok(known.data as MethodResult<Name>)
    },
    close: () => socket.close(1000),
  }
}
