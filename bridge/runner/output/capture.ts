import type { Readable } from 'node:stream'
import type { Failure } from '../../../shared/failure.ts'
import type { LogStream } from '../../../shared/protocol/events.ts'
import { LineReader } from './line-reader.ts'
import { LogFile } from './log-file.ts'
import type { Redactor, RedactorMaker } from './redactor.ts'
import type { TerminalEcho } from './terminal-echo.ts'
import { TextTail } from './text-tail.ts'

/** Bytes of each stream that are remembered for summary and messages. */
const TAIL_BYTES = 8192
/** How often logs are made durable, in milliseconds. */
const SYNC_EVERY_MS = 1000

/** Where an attempt's output goes. */
export interface CaptureParts {
  readonly folder: string
  readonly maxLogBytes: number
  readonly redactor: RedactorMaker
  readonly echo: TerminalEcho | undefined
  /** Gets each line of standard output, with its secrets hidden. */
  readonly onLine?: ((line: string) => void) | undefined
  /** The same for standard error. */
  readonly onErrorLine?: ((line: string) => void) | undefined
  /** Called once when a log can't be written. */
  readonly onTrouble: (failure: Failure) => void
}

/** How much was printed, kept and hidden. */
export interface OutputCounts {
  readonly bytesOut: number
  readonly bytesErr: number
  readonly redactions: number
}

interface Channel {
  readonly stream: LogStream
  readonly redactor: Redactor
  readonly log: LogFile
  readonly tail: TextTail
  bytes: number
}

/** The name of a stream's log in the attempt's folder. */
export function logName(stream: LogStream): string {
  return `${stream}.log`
}

/** Brings an agent's output through the redactor to the logs, the terminal, and the last lines that are kept. */
export class Capture {
  readonly #out: Channel
  readonly #err: Channel
  readonly #echo: TerminalEcho | undefined
  readonly #lines: LineReader | undefined
  readonly #errorLines: LineReader | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(parts: CaptureParts) {
    const channel = (stream: LogStream): Channel => ({
      stream,
      redactor: parts.redactor(stream),
      log: new LogFile(parts.folder, logName(stream), parts.maxLogBytes, parts.onTrouble),
      tail: new TextTail(TAIL_BYTES),
      bytes: 0,
    })
    this.#out = channel('stdout')
    this.#err = channel('stderr')
    this.#echo = parts.echo
    this.#lines = parts.onLine && new LineReader(parts.onLine)
    this.#errorLines = parts.onErrorLine && new LineReader(parts.onErrorLine)
  }

  /** Creates the logs. */
  open(): void {
    for (const { log } of [this.#out, this.#err]) log.open()
    this.#timer = setInterval(() => {
      for (const { log } of [this.#out, this.#err]) log.sync()
    }, SYNC_EVERY_MS)
  }

  /** Takes what a stream prints from now on. */
  follow(stream: LogStream, source: Readable): void {
    const channel = stream === 'stdout' ? this.#out : this.#err
    source.on('data', (chunk: Buffer) => {
      channel.bytes += chunk.length
      this.#pass(channel, channel.redactor.push(chunk))
    })
    // A pipe that breaks has nothing more to say; the process's end tells the rest.
    source.on('error', () => undefined)
  }

  /** What is known so far. */
  counts(): OutputCounts {
    return {
      bytesOut: this.#out.bytes,
      bytesErr: this.#err.bytes,
      redactions: this.#out.redactor.count + this.#err.redactor.count,
    }
  }

  /** The last lines of a stream, without control characters. */
  lastLines(stream: LogStream, count: number): string[] {
    return (stream === 'stdout' ? this.#out : this.#err).tail.lines(count)
  }

  /** Takes the end: writes what was held back and makes the logs whole and durable. Gives the bytes left out. */
  async finish(): Promise<number> {
    clearInterval(this.#timer)
    for (const channel of [this.#out, this.#err]) this.#pass(channel, channel.redactor.end())
    this.#lines?.end()
    this.#errorLines?.end()
    this.#echo?.end()
    const omitted = [await this.#out.log.finish(), await this.#err.log.finish()]
    return omitted.reduce((sum, bytes) => sum + bytes, 0)
  }

  #pass(channel: Channel, bytes: Buffer): void {
    if (bytes.length === 0) return
    channel.log.write(bytes)
    channel.tail.push(bytes)
    const lines = channel === this.#out ? this.#lines : this.#errorLines
    lines?.push(bytes)
    this.#echo?.push(channel.stream, bytes)
  }
}
