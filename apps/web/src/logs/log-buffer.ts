import { PLAIN, parseAnsiLine, type Span, styleAfter, type TextStyle } from './ansi.ts'

/** Most lines that are kept; older ones are dropped in blocks. */
const MAX_LINES = 200_000
const DROPPED_AT_ONCE = 20_000
/** Most characters of a line that are shown. */
const MAX_SHOWN = 4000

/** A log as lines: grows at the end, in stretches that may break anywhere, and gives any line as spans. */
export class LogBuffer {
  readonly #maxLines: number
  #lines: string[] = ['']
  /** The look that each line begins with. */
  #starts: TextStyle[] = [PLAIN]
  #dropped = 0

  constructor(maxLines = MAX_LINES) {
    this.#maxLines = maxLines
  }

  /** Lines that can be asked for; a last line without text does not count. */
  get count(): number {
    return this.#lines.length - (this.#lines[this.#lines.length - 1] === '' ? 1 : 0)
  }

  /** Lines at the beginning that are no longer kept. */
  get dropped(): number {
    return this.#dropped
  }

  /** Adds the next stretch of the log. */
  append(text: string): void {
    const parts = text.split('\n')
    const last = this.#lines.length - 1
    this.#lines[last] = (this.#lines[last] ?? '') + (parts[0] ?? '')
    for (let at = 1; at < parts.length; at++) {
      const ended = this.#lines.length - 1
      this.#starts.push(styleAfter(this.#lines[ended] ?? '', this.#starts[ended] ?? PLAIN))
      this.#lines.push(parts[at] ?? '')
    }
    if (this.#lines.length > this.#maxLines) this.#dropOldest()
  }

  /** The spans of a kept line, counted from 0. */
  line(index: number): readonly Span[] {
    const text = this.#lines[index] ?? ''
    const shown =
      text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} … (${text.length} characters)` : text
    return parseAnsiLine(shown, this.#starts[index] ?? PLAIN).spans
  }

  #dropOldest(): void {
    const count = Math.max(
      this.#lines.length - this.#maxLines,
      Math.min(DROPPED_AT_ONCE, this.#maxLines >> 1),
    )
    this.#lines = this.#lines.slice(count)
    this.#starts = this.#starts.slice(count)
    this.#dropped += count
  }
}
