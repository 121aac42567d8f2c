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
