import type { Proposal } from '../../shared/commit/proposal.ts'
import { fail } from '../../shared/failure.ts'
import type { LogChunk, LogStream } from '../../shared/protocol/events.ts'
import type { Asker } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Actor } from '../../shared/schema/audit-entry.ts'
import type { AttemptPlace, AttemptStore } from '../scheduler/attempt-store.ts'
import { readLog } from '../scheduler/log-file.ts'
import type { TokenCaller } from './tokens.ts'

/** Who asks for what a person hands on that a model thought of. */
const CHAT_NAME = 'the chat'
const KEPT_PROPOSALS = 50
/** How often a followed log is looked at, in milliseconds. */
const LOOK_EVERY_MS = 50

/** Most logs that one client follows; more than an app can show. */
const MAX_FOLLOWS = 256

interface ShownProposal {
  readonly proposal: Proposal
  readonly actor: Actor
}

/** Where the new stretches of followed logs go. */
export interface LogOutput {
  send(chunk: LogChunk): void
  /** True while the client has not yet taken what was sent before. */
  isBehind(): boolean
}

const NO_OUTPUT: LogOutput = { send: () => undefined, isBehind: () => true }

/** One client: who it is, what it was shown, which logs it follows. */
export class ClientSession {
  readonly caller: TokenCaller
  readonly #store: AttemptStore
  readonly #output: LogOutput
  readonly #proposals = new Map<string, ShownProposal>()
  readonly #questions = new Set<string>()
  readonly #follows = new Map<string, NodeJS.Timeout>()

  /** Without an output logs can't be followed. */
  constructor(caller: TokenCaller, store: AttemptStore, output: LogOutput = NO_OUTPUT) {
    this.caller = caller
    this.#store = store
    this.#output = output
  }

  /** Who asks for a change: whoever holds the token, or less than that where the client says so itself. */
  callerFor(asker: Asker | undefined): TokenCaller {
    return asker === undefined ? this.caller : { ...this.caller, actor: asker, name: CHAT_NAME }
  }

  /** Remembers what the client was shown, and as whose wish: only that can be confirmed. */
  remember(proposal: Proposal, actor: Actor): void {
    this.#proposals.set(proposal.hash, { proposal, actor })
    const [oldest] = this.#proposals.keys()
    if (this.#proposals.size > KEPT_PROPOSALS && oldest !== undefined) {
      this.#proposals.delete(oldest)
    }
  }

  /** A proposal that the client was shown. */
  shown(hash: string): ShownProposal | undefined {
    return this.#proposals.get(hash)
  }

  /** Remembers a question that the client was shown: only such a one can be answered. */
  rememberQuestion(id: string): void {
    this.#questions.add(id)
  }

  /** True for a question that the client was shown. */
  wasAsked(id: string): boolean {
    return this.#questions.has(id)
  }

  /**
   * Sends what a log gets from `offset` on, until it is told to stop. A reader that is behind gets no more until
   * it has caught up; nothing is lost meanwhile, since the log itself is what is read.
   */
  follow(place: AttemptPlace, stream: LogStream, offset: number): Result<undefined> {
    this.unfollow(place, stream)
    if (this.#follows.size >= MAX_FOLLOWS) {
      return fail('TOO_MANY_REQUESTS', `At most ${MAX_FOLLOWS} logs can be followed at once.`, {
        hint: 'End following others with log.unfollow.',
      })
    }
    let next = offset
    const timer = setInterval(() => {
      if (this.#output.isBehind()) return
      const chunk = readLog(this.#store, place, stream, next)
      if (chunk.nextOffset === next) return
      next = chunk.nextOffset
      this.#output.send(chunk)
    }, LOOK_EVERY_MS)
    this.#follows.set(this.#keyOf(place, stream), timer)
    return ok(undefined)
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
