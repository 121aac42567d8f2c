import { METHODS } from '../../shared/protocol/methods.ts'
import { clientFrame } from './raw-socket.ts'

/** Numbers from 0 up to but not 1, the same for the same seed: mulberry32 (Tommy Ettinger, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const NAMES = [...Object.keys(METHODS), '__proto__', 'constructor', 'toString', '', 'x'.repeat(101)]
const KEYS = ['stepId', 'runId', 'actions', 'offset', 'since', 'hash', '__proto__', 'id', 'limit']
const TEXTS = [
  'a',
  '../../etc/passwd',
  '\u202e',
  '\0',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'a'.repeat(5000),
]
const NUMBERS = [0, -1, 1, 1e308, 2 ** 53, 0.1]

/** Frames as a hostile client might send them: calls that are nearly right, texts that are no calls, bytes. */
export class FrameFuzzer {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  #pick<T>(list: readonly T[], fallback: T): T {
    return list[this.below(list.length)] ?? fallback
  }

  #value(depth: number): unknown {
    const kind = this.below(depth > 4 ? 4 : 6)
    if (kind === 0) return this.#pick(NUMBERS, 0)
    if (kind === 1) return null
    if (kind === 2) return this.#random() < 0.5
    if (kind === 3) return this.#pick(TEXTS, '')
    if (kind === 4) return Array.from({ length: this.below(5) }, () => this.#value(depth + 1))
    return this.#object(depth + 1)
  }

  #object(depth: number): Record<string, unknown> {
    const entries = Array.from({ length: this.below(4) }, () => [
      this.#pick(KEYS, 'id'),
      this.#value(depth),
    ])
    return Object.fromEntries(entries)
  }

  #call(): string {
    const method = this.#pick(NAMES, 'sequence.get')
    return JSON.stringify({ jsonrpc: '2.0', id: this.below(1e6), method, params: this.#object(0) })
  }

  #damaged(text: string): Buffer {
    const bytes = Buffer.from(text)
    for (let count = this.below(4); count >= 0; count -= 1) {
      bytes[this.below(bytes.length)] = this.below(256)
    }
    return bytes.subarray(0, 1 + this.below(bytes.length))
  }

  #bytes(): Buffer {
    return Buffer.from(Array.from({ length: this.below(300) }, () => this.below(256)))
  }

  /** One frame. Most are whole calls, so that a connection lives long enough to reach the handlers. */
  next(): Buffer {
    const kind = this.below(100)
    if (kind < 84) return clientFrame(1, Buffer.from(this.#call()))
    if (kind < 90) return clientFrame(1, this.#damaged(this.#call()))
    if (kind < 93) return clientFrame(9, this.#bytes().subarray(0, 125))
    if (kind < 95) return clientFrame(this.below(16), this.#bytes(), this.#random() < 0.5)
    if (kind < 97) return clientFrame(2, this.#bytes())
    if (kind < 98) return Buffer.concat([Buffer.from([0x81, 0xff]), this.#bytes()])
    return this.#bytes()
  }
}
