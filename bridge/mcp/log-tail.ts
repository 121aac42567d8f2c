import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { LogStream } from '../../shared/protocol/events.ts'
import type { AttemptPlace, AttemptStore } from '../scheduler/attempt-store.ts'
import { readLog } from '../scheduler/log-file.ts'

/** Bytes that one character takes at most. */
const BYTES_A_CHARACTER = 4

/** A stretch of a log of at most so many characters. */
export interface LogStretch {
  readonly text: string
  /** Bytes of the whole log. */
  readonly bytes: number
  /** Where the text begins and ends, in bytes. */
  readonly offset: number
  readonly nextOffset: number
}

/** Most characters that fit in one reading of a log. */
export const MAX_LOG_CHARACTERS = 50_000

/** The last characters of a log, or those from a byte on; at most `characters`, which is at most 50,000. */
export function logStretch(
  store: AttemptStore,
  place: AttemptPlace,
  stream: LogStream,
  wanted: { readonly characters: number; readonly offset?: number | undefined },
): LogStretch {
  const path = join(store.folderOf(place), `${stream}.log`)
  const bytes = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
  const { characters } = wanted
  const from = wanted.offset ?? Math.max(0, bytes - characters * BYTES_A_CHARACTER)
  const chunk = readLog(store, place, stream, from)
  const isTail = wanted.offset === undefined
  // A tail may begin in the middle of a character.
  const whole = isTail ? chunk.text.replace(/^\uFFFD+/, '') : chunk.text
  const text = isTail ? whole.slice(-characters) : whole.slice(0, characters)
  const length = Buffer.byteLength(text)
  return isTail
    ? { text, bytes, offset: chunk.nextOffset - length, nextOffset: chunk.nextOffset }
    : { text, bytes, offset: from, nextOffset: from + length }
}
