/** Keeps the last bytes of a stream, for the few lines that people want to see of it. */
export class TextTail {
  readonly #maxBytes: number
  #bytes: Buffer = Buffer.alloc(0)

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Appends bytes. */
  push(chunk: Uint8Array): void {
    const recent = chunk.subarray(Math.max(0, chunk.length - this.#maxBytes))
    const kept = this.#bytes.subarray(
      Math.max(0, this.#bytes.length + recent.length - this.#maxBytes),
    )
    this.#bytes = Buffer.concat([kept, recent])
  }

  /** The last lines, at most `count`, without escape sequences, control characters and blank lines at the end. */
  lines(count: number): string[] {
    const text = plainText(this.#bytes.toString('utf8')).trimEnd()
    return text === '' ? [] : text.split('\n').slice(-count)
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Text without terminal escape sequences (ECMA-48) and control characters; line ends and tabs stay. */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(ESCAPES, '').replace(CONTROLS, '')
}
