import { type Continuation, matchAt, type SecretRule } from './rule.ts'

const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y
const PEM_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
/** Longest end of a block, so that one that is cut in two is still seen. */
const PEM_END_LENGTH = 80
/** A line of a key: one word of base64, also behind a diff's or a log's prefix; blank lines and headers. */
const PEM_LINE =
  /^[ \t>|+*#-]*[A-Za-z0-9+/=]*[\\nr"', \t]*$|[A-Za-z0-9+/=]{40,}[\\nr"', \t]*$|^[ \t>|+*#-]*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset):/
/** What stands right behind the first dashes: the end of the line (also written \\n), or base64. */
const PEM_START = /[\\nr"', \t]{0,16}(?:[A-Za-z0-9+/=]{16}|\r|\n|$)/y
/** A line with its line feed, or a piece of one that is too long. */
const PIECE = /[^\n]{0,8192}\n?/y
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
      return found && { start: end, end, goesOn: { kind: 'lines', count: Number(found[1]) } }
    },
  },
]

/** How far a continuation reaches. Text up to `keepTo` is kept, from there to `end` it is hidden. */
export interface Continued {
  readonly keepTo: number
  readonly end: number
  /** What still goes on behind `end`. */
  readonly goesOn: Continuation | undefined
  /** Nothing more can be said before more text has come. */
  readonly waits?: true
}

/** True when a key's text can begin here: behind the first line's dashes stands its end, or base64 at once. */
function mayBeKey(text: string, at: number): boolean {
  const isLineStart = at === 0 || /[\r\n]/.test(text.charAt(at - 1))
  return isLineStart || matchAt(PEM_START, text, at) !== undefined
}

/** Hides lines as long as they look like a key's, up to the end mark. One look takes at most 8 KB of a line. */
function continuePem(text: string, at: number, limit: number): Continued {
  let place = at
  while (place < limit && mayBeKey(text, place)) {
    const rest = text.slice(
      place,
      Math.min(limit, place + (matchAt(PIECE, text, place)?.[0].length ?? 0)),
    )
    const close = PEM_END.exec(rest)
    if (close) {
      return { keepTo: at, end: place + close.index + close[0].length, goesOn: undefined }
    }
    const isCut = !rest.endsWith('\n') && place + rest.length < text.length
    if (isCut && rest.length > PEM_END_LENGTH) {
      const end = place + rest.length - PEM_END_LENGTH
      const continued = { keepTo: at, end, goesOn: { kind: 'pem' } } as const
      return place + rest.length < limit ? continued : { ...continued, waits: true }
    }
    if (!PEM_LINE.test(rest.trimEnd())) return { keepTo: at, end: place, goesOn: undefined }
    place += rest.length
  }
  if (place < limit) return { keepTo: at, end: place, goesOn: undefined }
  return { keepTo: at, end: place, goesOn: { kind: 'pem' }, waits: true }
}

/** Behind the line feed that a line ends with, when `at` stands before it. */
function behindLineFeed(text: string, at: number): number {
  const start = text.charAt(at) === '\r' ? at + 1 : at
  return text.charAt(start) === '\n' ? start + 1 : start
}

function continueLines(text: string, at: number, limit: number, count: number): Continued {
  const keepTo = behindLineFeed(text, at)
  if (keepTo >= limit) return { keepTo, end: keepTo, goesOn: { kind: 'lines', count }, waits: true }
  const line = /[^\r\n]*/y
  const end = keepTo + (matchAt(line, text, keepTo)?.[0].length ?? 0)
  const goesOn = count > 1 ? ({ kind: 'lines', count: count - 1 } as const) : undefined
  return { keepTo, end, goesOn }
}

function continueWrapped(text: string, at: number, limit: number): Continued {
  const keepTo = behindLineFeed(text, at)
  if (keepTo >= limit) return { keepTo, end: keepTo, goesOn: { kind: 'wrapped' }, waits: true }
  const part = matchAt(WRAPPED_PART, text, keepTo)
  return { keepTo, end: keepTo + (part?.[0].length ?? 0), goesOn: undefined }
}

function continueValue(text: string, at: number, limit: number): Continued {
  VALUE_END.lastIndex = at
  const found = VALUE_END.exec(text)
  if (found && found.index <= limit) return { keepTo: at, end: found.index, goesOn: undefined }
  return { keepTo: at, end: limit, goesOn: { kind: 'value' }, waits: true }
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
      return continueWrapped(text, at, limit)
    case 'value':
      return continueValue(text, at, limit)
  }
}
