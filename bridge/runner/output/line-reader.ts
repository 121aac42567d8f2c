import { StringDecoder } from 'node:string_decoder'

/** Longest line that is handed on, in bytes; agents' events have been seen at 5 MB. */
const MAX_LINE_BYTES = 32 * 1024 * 1024
const LINE_FEED = 0x0a

/** Splits bytes into lines, whatever the chunks; a line that is too long is left out, not cut. */
export class LineReader {
  readonly #take: (line: string) => void
  #parts: Buffer[] = []
  #length = 0

  /** `take` gets each line without its end. */
  constructor(take: (line: string) => void) {
    this.#take = take
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end))
      this.#flush()
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
  }

  /** Hands on what stands after the last line end. */
  end(): void {
    if (this.#length > 0) this.#flush()
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length
    if (bytes.length > 0 && this.#length <= MAX_LINE_BYTES) this.#parts.push(Buffer.from(bytes))
    else if (this.#length > MAX_LINE_BYTES) this.#parts = []
  }

  #flush(): void {
    if (this.#length <= MAX_LINE_BYTES) {
      const line = new StringDecoder('utf8').end(Buffer.concat(this.#parts))
      this.#take(line.endsWith('\r') ? line.slice(0, -1) : line)
    }
    this.#parts = []
    this.#length = 0
  }
}
