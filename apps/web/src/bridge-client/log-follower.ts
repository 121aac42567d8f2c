import type { LogChunk } from '../../../../shared/protocol/events.ts'
import type { Result } from '../../../../shared/result.ts'
import type { LogListener, LogPlace } from '../workspace/source.ts'

/** What a follower needs of the bridge. */
export interface LogCalls {
  readonly follow: (place: LogPlace, offset: number) => Promise<Result<LogChunk>>
  readonly read: (place: LogPlace, offset: number) => Promise<Result<LogChunk>>
  readonly unfollow: (place: LogPlace) => void
}

/** Says which log a stretch belongs to. */
export function placeKey(place: LogPlace): string {
  return `${place.runId}/${place.stepId}/${place.attempt}/${place.stream}`
}

/**
 * Hands a log to its listener without a gap or a repetition, by byte offsets: what is there already, then what
 * the bridge sends, and after a lost connection what was missed.
 */
export class LogFollower {
  readonly place: LogPlace
  readonly #calls: LogCalls
  readonly #listener: LogListener
  #next = 0
  #isCatchingUp = false
  #isAgain = false
  #isEnded = false

  constructor(place: LogPlace, calls: LogCalls, listener: LogListener) {
    this.place = place
    this.#calls = calls
    this.#listener = listener
  }

  /** Begins, or goes on after the connection came back. */
  async resume(): Promise<void> {
    const chunk = await this.#calls.follow(this.place, this.#next)
    if (this.#isEnded) return
    if (chunk.ok) this.receive(chunk.value)
    else this.#listener.failed(chunk.failure.message)
  }

  /** Takes a stretch that the bridge sent. */
  receive(chunk: LogChunk): void {
    if (this.#isEnded || chunk.nextOffset <= this.#next) return
    if (chunk.offset === this.#next && !this.#isCatchingUp) this.#deliver(chunk)
    else void this.#catchUp()
  }

  /** Stops; the listener hears nothing more. */
  end(): void {
    this.#isEnded = true
    this.#calls.unfollow(this.place)
  }

  #deliver(chunk: LogChunk): void {
    this.#next = chunk.nextOffset
    this.#listener.chunk(chunk)
  }

  /** Reads from where the listener stands until there is nothing more. */
  async #catchUp(): Promise<void> {
    this.#isAgain = true
    if (this.#isCatchingUp) return
    this.#isCatchingUp = true
    while (this.#isAgain && !this.#isEnded) {
      this.#isAgain = false
      const chunk = await this.#calls.read(this.place, this.#next)
      if (this.#isEnded || !chunk.ok) break
      if (chunk.value.nextOffset > this.#next) {
        this.#deliver(chunk.value)
        this.#isAgain = true
      }
    }
    this.#isCatchingUp = false
  }
}
