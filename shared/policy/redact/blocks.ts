import { type Continuation, matchAt, type SecretRule } from './rule.ts'

const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y
const PEM_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
/** Longest end of a block, so that one that is cut in two is still seen. */
const PEM_END_LENGTH = 80
/** A line of a key: one word of base64, also behind a diff's or a log's prefix; blank lines and headers. */
const PEM_LINE =
  /^[ \t>|+*#-]*[A-Za-z0-9+/=]*[\\nr"', \t]*$|[A-Za-z0-9+/=]{40,}[\\nr"', \t]*$|^[ \t>|+*#-]*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset):/
const PUTTY_LINES = /private-lines:[ \t]*([0-9]{1,3})/iy
const VALUE_END = /[ \t\r\n"'`,;&]/g
const WRAPPED_PART = /[A-Za-z0-9_.+/=-]*/y

/** Where a secret that spans lines begins. */
export const BLOCK_RULES: readonly SecretRule[] = [
  {
    anchors: ['-----begin '],
    find: (text, at) => {
      const found = matchAt(PEM_BEGIN, text, at)
      return found && { start: at, end: at + found[0].length, goesOn: { kind: 'pem' } }
    },
  },
  {
    anchors: ['private-lines:'],
    find: (text, at) => {
      const found = matchAt(PUTTY_LINES, text, at)
      const end = at + (found?.[0].length ?? 0)
      return found && { start: end, end, goesOn: { kind: 'lines', count: Number(found[1]) + 1 } }
    },
  },
]

/** How far a continuation reaches. Text up to `keepTo` is kept, from there to `end` it is hidden. */
export interface Continued {
  readonly keepTo: number
  readonly end: number
  /** What still goes on behind `end`. */
  readonly goesOn: Continuation | undefined
}

/** The end of the line at `at`, behind its line feed; `limit` when the line goes on behind it. */
function lineEnd(text: string, at: number, limit: number): number {
  const feed = text.indexOf('\n', at)
  return feed < 0 || feed >= limit ? limit : feed + 1
}

function continuePem(text: string, at: number, limit: number): Continued {
  let place = at
  while (place < limit) {
    const end = lineEnd(text, place, limit)
    const line = text.slice(place, end)
    const close = PEM_END.exec(line)
    if (close) {
      return { keepTo: at, end: place + close.index + close[0].length, goesOn: undefined }
    }
    const isWhole = line.endsWith('\n') || end === text.length
    if (!isWhole && line.length > PEM_END_LENGTH) {
      return { keepTo: at, end: end - PEM_END_LENGTH, goesOn: { kind: 'pem' } }
    }
    if (!PEM_LINE.test(line.trimEnd())) return { keepTo: at, end: place, goesOn: undefined }
    place = end
  }
  return { keepTo: at, end: place, goesOn: { kind: 'pem' } }
}

function continueLines(text: string, at: number, limit: number, count: number): Continued {
  let place = at
  let left = count
  while (left > 0 && place < limit) {
    place = lineEnd(text, place, limit)
    if (text.charAt(place - 1) === '\n') left -= 1
  }
  // The last line feed stays, so that the lines behind the block remain lines.
  const end = left === 0 ? place - 1 : place
  return { keepTo: at, end, goesOn: left === 0 ? undefined : { kind: 'lines', count: left } }
}

function continueWrapped(text: string, at: number): Continued {
  let keepTo = at
  while (keepTo - at < 2 && /[\r\n]/.test(text.charAt(keepTo))) keepTo += 1
  if (keepTo === text.length) return { keepTo, end: keepTo, goesOn: { kind: 'wrapped' } }
  const part = matchAt(WRAPPED_PART, text, keepTo)
  return { keepTo, end: keepTo + (part?.[0].length ?? 0), goesOn: undefined }
}

function continueValue(text: string, at: number, limit: number): Continued {
  VALUE_END.lastIndex = at
  const found = VALUE_END.exec(text)
  if (found && found.index <= limit) return { keepTo: at, end: found.index, goesOn: undefined }
  return { keepTo: at, end: limit, goesOn: { kind: 'value' } }
}

/** Follows a secret that goes on at `at`; text from `limit` on is not touched. */
export function continueSecret(
  continuation: Continuation,
  text: string,
  at: number,
  limit: number,
): Continued {
  switch (continuation.kind) {
    case 'pem':
      return continuePem(text, at, limit)
    case 'lines':
      return continueLines(text, at, limit, continuation.count)
    case 'wrapped':
      return continueWrapped(text, at)
    case 'value':
      return continueValue(text, at, limit)
  }
}
