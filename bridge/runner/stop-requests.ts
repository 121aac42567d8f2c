/** Why an attempt is to end early from outside. */
export type StopReason = 'stopped' | 'session_lost' | 'budget'

/** The wish that an attempt ends: made at any time, heard once. */
export class StopRequests {
  #reason: StopReason | undefined
  #listener: ((reason: StopReason) => void) | undefined

  /** The first wish, if there was one. */
  get reason(): StopReason | undefined {
    return this.#reason
  }

  /** Asks for the end. Only the first one counts. */
  request(reason: StopReason): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    this.#listener?.(reason)
  }

  /** Calls `listener` on the first wish, at once when it was made already. */
  listen(listener: (reason: StopReason) => void): void {
    this.#listener = listener
    if (this.#reason !== undefined) listener(this.#reason)
  }
}
