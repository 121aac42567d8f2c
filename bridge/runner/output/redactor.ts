import type { LogStream } from '../../../shared/protocol/events.ts'

/** Hides secrets in one stream, across the borders of its chunks. */
export interface Redactor {
  /** Takes the next bytes; gives those that are sure by now. */
  push(chunk: Buffer): Buffer
  /** Gives what was held back. */
  end(): Buffer
  /** How many secrets were hidden. */
  readonly count: number
}

/** Makes the redactor of a stream. */
export type RedactorMaker = (stream: LogStream) => Redactor

/** Hides nothing. */
export function plainRedactor(): Redactor {
  return { push: (chunk) => chunk, end: () => Buffer.alloc(0), count: 0 }
}

/** A short text with its secrets hidden by a maker's rules, and how many they were. */
export function hideSecrets(maker: RedactorMaker, text: string): { text: string; count: number } {
  const redactor = maker('stdout')
  const shown = Buffer.concat([redactor.push(Buffer.from(text)), redactor.end()])
  return { text: shown.toString('utf8'), count: redactor.count }
}
