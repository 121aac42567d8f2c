import { StringDecoder } from 'node:string_decoder'
import { plainText } from './text-tail.ts'

/** Longest line that is shown, in columns: it must fit the pane, so that nothing wraps. */
const MAX_COLUMNS = 110
/** Lines that may come at once, and how many follow in a second after that. */
const BURST_LINES = 100
const LINES_PER_SECOND = 5
/** Longest line that is collected before it is shown cut. */
const MAX_LINE_CHARACTERS = 4096

/** One line as printable ASCII of at most `columns` characters: nothing in it can steer a terminal. */
export function printableLine(line: string, columns: number): string {
  const plain = plainText(line)
    .replace(/\s/g, ' ')
    .replace(/[^\x20-\x7e]/gu, '?')
  return plain.length <= columns ? plain : `${plain.slice(0, columns - 3)}...`
}

/**
 * Shows an attempt's output in a terminal that can't be trusted to survive it: printable ASCII, cut lines, at
 * most five lines a second after a first hundred. What is left out is counted and said.
 */
export class TerminalEcho {
  readonly #write: (line: string) => void
  readonly #nowMs: () => number
  readonly #decoders = new Map<string, StringDecoder>()
  readonly #partial = new Map<string, string>()
  #allowance = BURST_LINES
  #lastMs: number
  #hidden = 0

  /** `write` takes one line without its end; `nowMs` is a monotonic clock in milliseconds. */
  constructor(write: (line: string) => void, nowMs: () => number) {
    this.#write = write
    this.#nowMs = nowMs
    this.#lastMs = nowMs()
  }

  /** Shows a line of the runner's own, always. */
  say(line: string): void {
    this.#tellHidden()
    this.#write(printableLine(line, MAX_COLUMNS))
  }

  /** Shows what a stream printed. */
  push(stream: string, chunk: Buffer): void {
    const decoder = this.#decoders.get(stream) ?? new StringDecoder('utf8')
    this.#decoders.set(stream, decoder)
    const lines = ((this.#partial.get(stream) ?? '') + decoder.write(chunk)).split('\n')
    const rest = lines.pop() ?? ''
    this.#partial.set(stream, rest.slice(0, MAX_LINE_CHARACTERS))
    for (const line of lines) this.#show(line)
  }

  /** Shows what is left of lines that were not ended. */
  end(): void {
    for (const rest of this.#partial.values()) if (rest !== '') this.#show(rest)
    this.#partial.clear()
    this.#tellHidden()
  }

  #show(line: string): void {
    const now = this.#nowMs()
    const earned = ((now - this.#lastMs) / 1000) * LINES_PER_SECOND
    this.#allowance = Math.min(BURST_LINES, this.#allowance + earned)
    this.#lastMs = now
    if (this.#allowance < 1) {
      this.#hidden += 1
      return
    }
    this.#allowance -= 1
    this.#tellHidden()
    this.#write(printableLine(line.slice(0, MAX_LINE_CHARACTERS), MAX_COLUMNS))
  }

  #tellHidden(): void {
    if (this.#hidden === 0) return
    this.#write(`[... ${this.#hidden} lines not shown here; they are in the log ...]`)
    this.#hidden = 0
  }
}
