/** A token bucket: `burst` calls at once, `perSecond` in the long run. */
export class RateLimit {
  readonly #burst: number
  readonly #perSecond: number
  readonly #now: () => number
  #tokens: number
  #last: number

  /** `now` gives milliseconds; only differences count. */
  constructor(
    rate: { readonly burst: number; readonly perSecond: number },
    now: () => number = () => performance.now(),
  ) {
    this.#burst = rate.burst
    this.#perSecond = rate.perSecond
    this.#now = now
    this.#tokens = rate.burst
    this.#last = now()
  }

  /** True when one more call is allowed. */
  take(): boolean {
    const now = this.#now()
    const gained = ((now - this.#last) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + gained)
    this.#last = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
