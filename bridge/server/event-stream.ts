import type { IncomingMessage, ServerResponse } from 'node:http'
import { fail } from '../../shared/failure.ts'
import type { BridgeEvent } from '../../shared/protocol/events.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Hub } from './hub.ts'

/**
 * Bytes waiting for a slow reader, besides what its stream began with, at which the stream is ended; it can come back
 * with its last event's id.
 */
const MAX_WAITING_BYTES = 4 * 1024 * 1024
const MAX_STREAMS = 32
/** A comment is sent this often, so that a dead connection is noticed, in milliseconds. */
const BEAT_MS = 15_000

/** Server-sent events for scripts: the whole state first, then every event; text/event-stream as browsers read it. */
export class EventStreams {
  readonly #hub: Hub
  readonly #open = new Set<ServerResponse>()

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** Begins a stream; refused when too many are open. `Last-Event-ID` asks for what was missed instead of the state. */
  begin(request: IncomingMessage, response: ServerResponse): Result<undefined> {
    if (this.#open.size >= MAX_STREAMS) {
      return fail('TOO_MANY_REQUESTS', 'Too many streams are open.')
    }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
    })
    this.#open.add(response)
    let limit = Number.POSITIVE_INFINITY
    const send = (name: string, id: number, data: unknown) => {
      if (response.writableLength > limit) response.destroy()
      else response.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    const sendEvent = (event: BridgeEvent) => send(event.type, event.id, event.data)
    const since = /^\d{1,16}$/.exec(String(request.headers['last-event-id'] ?? ''))?.[0]
    const missed = since === undefined ? undefined : this.#hub.eventsSince(Number(since))
    if (missed) for (const event of missed) sendEvent(event)
    else send('state', this.#hub.lastId, this.#hub.state())
    // The state of a large plan may be more than that by itself: who is still reading it is not slow.
    limit = response.writableLength + MAX_WAITING_BYTES
    const unlisten = this.#hub.listen(sendEvent)
    const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS)
    response.once('close', () => {
      unlisten()
      clearInterval(beat)
      this.#open.delete(response)
    })
    return ok(undefined)
  }

  /** Ends every stream. */
  close(): void {
    for (const response of this.#open) response.end()
  }
}
