/** A step that runs, and when it ends. */
export interface RunningStep {
  readonly position: number
  /** Milliseconds since the beginning of the simulation. */
  readonly endMs: number
}

/** The running steps, the one that ends first in front: a binary heap, O(log n) a change. */
export class Ends {
  readonly #heap: RunningStep[] = []

  /** How many steps run. */
  get size(): number {
    return this.#heap.length
  }

  /** When the next step ends; undefined when none runs. */
  get nextMs(): number | undefined {
    return this.#heap[0]?.endMs
  }

  /** Puts a running step in. */
  add(step: RunningStep): void {
    const heap = this.#heap
    let at = heap.push(step) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (this.#endOf(above) <= step.endMs) break
      this.#move(above, at)
      at = above
    }
    heap[at] = step
  }

  /** Takes the step out that ends first; undefined when none runs. */
  take(): RunningStep | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const below = this.#endOf(left + 1) < this.#endOf(left) ? left + 1 : left
      if (this.#endOf(below) >= last.endMs) break
      this.#move(below, at)
      at = below
    }
    heap[at] = last
    return first
  }

  #endOf(at: number): number {
    return this.#heap[at]?.endMs ?? Number.POSITIVE_INFINITY
  }

  #move(from: number, to: number): void {
    const step = this.#heap[from]
    if (step) this.#heap[to] = step
  }
}
