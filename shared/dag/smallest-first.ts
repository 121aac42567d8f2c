const BITS = 5
const WIDTH = 1 << BITS

/**
 * A set of whole numbers below a bound that gives out its smallest member. Levels of 32-bit words, each bit
 * telling whether the word below has any: add and take cost one word a level, four levels for a million.
 */
export class SmallestFirst {
  readonly #levels: Uint32Array[] = []

  constructor(bound: number) {
    let size = Math.max(1, bound)
    do {
      size = Math.ceil(size / WIDTH)
      this.#levels.push(new Uint32Array(size))
    } while (size > 1)
  }

  /** Puts a number in. */
  add(value: number): void {
    let rest = value
    for (const level of this.#levels) {
      const word = rest >>> BITS
      level[word] = (level[word] ?? 0) | (1 << (rest & (WIDTH - 1)))
      rest = word
    }
  }

  /** Takes the smallest number out; undefined when there is none. */
  take(): number | undefined {
    let word = 0
    for (let depth = this.#levels.length - 1; depth >= 0; depth -= 1) {
      const bits = this.#levels[depth]?.[word] ?? 0
      if (bits === 0) return undefined
      word = word * WIDTH + (31 - Math.clz32(bits & -bits))
    }
    this.#clear(word)
    return word
  }

  #clear(value: number): void {
    let rest = value
    for (const level of this.#levels) {
      const word = rest >>> BITS
      const left = (level[word] ?? 0) & ~(1 << (rest & (WIDTH - 1)))
      level[word] = left
      if (left !== 0) return
      rest = word
    }
  }
}
