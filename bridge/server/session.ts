import type { Proposal } from '../../shared/commit/proposal.ts'
import type { LogChunk, LogStream } from '../../shared/protocol/events.ts'
import type { Caller } from '../local/commit-actions.ts'
import type { AttemptPlace, AttemptStore } from '../scheduler/attempt-store.ts'
import { readLog } from '../scheduler/log-file.ts'

const KEPT_PROPOSALS = 50
/** How often a followed log is looked at, in milliseconds. */
const LOOK_EVERY_MS = 50

/** One client: who it is, what it was shown, which logs it follows. */
export class ClientSession {
  readonly caller: Caller
  readonly #store: AttemptStore
  readonly #send: (chunk: LogChunk) => void
  readonly #proposals = new Map<string, Proposal>()
  readonly #follows = new Map<string, NodeJS.Timeout>()

  /** `send` gets the new stretches of followed logs. */
  constructor(caller: Caller, store: AttemptStore, send: (chunk: LogChunk) => void) {
    this.caller = caller
    this.#store = store
    this.#send = send
  }

  /** Remembers what the client was shown: only that can be confirmed. */
  remember(proposal: Proposal): void {
    this.#proposals.set(proposal.hash, proposal)
    const [oldest] = this.#proposals.keys()
    if (this.#proposals.size > KEPT_PROPOSALS && oldest !== undefined) {
      this.#proposals.delete(oldest)
    }
  }

  /** A proposal that the client was shown. */
  shown(hash: string): Proposal | undefined {
    return this.#proposals.get(hash)
  }

  /** Sends what a log gets from `offset` on, until it is told to stop. */
  follow(place: AttemptPlace, stream: LogStream, offset: number): void {
    this.unfollow(place, stream)
    let next = offset
    const timer = setInterval(() => {
      const chunk = readLog(this.#store, place, stream, next)
      if (chunk.nextOffset === next) return
      next = chunk.nextOffset
      this.#send(chunk)
    }, LOOK_EVERY_MS)
    this.#follows.set(this.#keyOf(place, stream), timer)
  }

  /** Ends following a log. */
  unfollow(place: AttemptPlace, stream: LogStream): void {
    const key = this.#keyOf(place, stream)
    clearInterval(this.#follows.get(key))
    this.#follows.delete(key)
  }

  /** Ends everything that the client began. */
  close(): void {
    for (const timer of this.#follows.values()) clearInterval(timer)
    this.#follows.clear()
  }

  #keyOf(place: AttemptPlace, stream: LogStream): string {
    return `${place.runId}/${place.stepId}/${place.attempt}/${stream}`
  }
}
