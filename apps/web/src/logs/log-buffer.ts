import { PLAIN, parseAnsiLine, type Span, styleAfter, type TextStyle } from './ansi.ts'

/** Most lines that are kept; older ones are dropped in blocks. More rows than this no browser can scroll. */
const MAX_LINES = 1_500_000
/** Stretches are put together up to this length, so that a log that comes line by line is not a block a line. */
const BLOCK_LENGTH = 64 * 1024
/** Most characters of a line that are shown. */
const MAX_SHOWN = 4000

/** A stretch of whole lines, kept as it came: lines become strings of their own only when they are shown. */
interface Block {
  text: string
  /** Where each line begins in the text. */
  starts: number[]
  /** The look that the first line begins with. */
  readonly look: TextStyle
  /** The look that each line begins with; made when the first of them is shown. */
  looks: readonly TextStyle[] | undefined
}

function lineOf({ text, starts }: Block, at: number): string {
  const next = starts[at + 1] ?? text.length
  return text.slice(starts[at] ?? 0, next - 1)
}

/** Where lines begin in a text that ends with a line break. */
function lineStarts(text: string, offset: number): number[] {
  const starts: number[] = []
  for (let from = 0; from < text.length; ) {
    starts.push(offset + from)
    const end = text.indexOf('\n', from)
    from = end < 0 ? text.length : end + 1
  }
  return starts
}

/** The look after whole lines. Most lines end what they begin, so usually only the last ones are looked at. */
function lookAfter(text: string, before: TextStyle): TextStyle {
  const full = text.lastIndexOf('\u001b[0m')
  const short = text.lastIndexOf('\u001b[m')
  const from = Math.max(full, short)
  let look = from < 0 ? before : PLAIN
  for (const line of text.slice(Math.max(0, from)).split('\n')) look = styleAfter(line, look)
  return look
}

function looksOf(block: Block): readonly TextStyle[] {
  let look = block.look
  return block.starts.map((_, at) => {
    const own = look
    look = styleAfter(lineOf(block, at), look)
    return own
  })
}

/** A log as lines: grows at the end, in stretches that may break anywhere, and gives any line as spans. */
export class LogBuffer {
  readonly #maxLines: number
  #blocks: Block[] = []
  /** Number of the first line of each block, dropped ones counted. */
  #firsts: number[] = []
  /** The look after all blocks. */
  #look: TextStyle = PLAIN
  /** The last line as far as it is there. */
  #open = ''
  #lines = 0
  #dropped = 0

  constructor(maxLines = MAX_LINES) {
    this.#maxLines = maxLines
  }

  /** Lines that can be asked for; a last line without text does not count. */
  get count(): number {
    return this.#lines - this.#dropped + (this.#open === '' ? 0 : 1)
  }

  /** Lines at the beginning that are no longer kept. */
  get dropped(): number {
    return this.#dropped
  }

  /** How many stretches of lines there are to search; see `block`. */
  get blocks(): number {
    return this.#blocks.length
  }

  /** The text of a stretch and the number of its first line, counted as `line` does. */
  block(at: number): { readonly text: string; readonly first: number } | undefined {
    const block = this.#blocks[at]
    return block && { text: block.text, first: (this.#firsts[at] ?? 0) - this.#dropped }
  }

  /** Adds the next stretch of the log. */
  append(text: string): void {
    const end = text.lastIndexOf('\n') + 1
    if (end === 0) {
      this.#open += text
      return
    }
    this.#appendLines(this.#open + text.slice(0, end))
    this.#open = text.slice(end)
    while (this.#lines - this.#dropped > this.#maxLines && this.#blocks.length > 1) {
      this.#dropped += this.#blocks.shift()?.starts.length ?? 0
      this.#firsts.shift()
    }
  }

  /** The spans of a kept line, counted from 0. */
  line(index: number): readonly Span[] {
    const wanted = index + this.#dropped
    if (wanted >= this.#lines) return this.#shown(this.#open, this.#look)
    const at = this.#blockOf(wanted)
    const block = this.#blocks[at]
    if (!block) return []
    const own = wanted - (this.#firsts[at] ?? 0)
    block.looks ??= looksOf(block)
    return this.#shown(lineOf(block, own), block.looks[own] ?? PLAIN)
  }

  #shown(text: string, look: TextStyle): readonly Span[] {
    const shown =
      text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} … (${text.length} characters)` : text
    return parseAnsiLine(shown, look).spans
  }

  #appendLines(lines: string): void {
    const last = this.#blocks[this.#blocks.length - 1]
    // Dropping goes by blocks, so with few lines to keep blocks must be small too.
    const isRoomy = last && last.starts.length < this.#maxLines / 4
    if (isRoomy && last.text.length + lines.length <= BLOCK_LENGTH) {
      const starts = lineStarts(lines, last.text.length)
      for (const start of starts) last.starts.push(start)
      last.text += lines
      last.looks = undefined
      this.#lines += starts.length
    } else {
      const starts = lineStarts(lines, 0)
      this.#blocks.push({ text: lines, starts, look: this.#look, looks: undefined })
      this.#firsts.push(this.#lines)
      this.#lines += starts.length
    }
    this.#look = lookAfter(lines, this.#look)
  }

  /** The block that holds a line: binary search. */
  #blockOf(line: number): number {
    let low = 0
    let high = this.#firsts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#firsts[middle] ?? 0) <= line) low = middle
      else high = middle - 1
    }
    return low
  }
}
