/**
 * What goes on behind a span: the lines of a `pem` block, a token that was `wrapped` at the end of a line, the rest
 * of a long `value`, or a number of `lines`.
 */
export type Continuation =
  | { readonly kind: 'pem' | 'wrapped' | 'value' }
  | { readonly kind: 'lines'; readonly count: number }

/** A part of a text that is hidden. */
export interface SecretSpan {
  readonly start: number
  readonly end: number
  readonly goesOn?: Continuation | undefined
}

/** What the rules remember while one text is scanned. */
export interface ScanMemo {
  /** Up to where names have been judged: a name with two anchor words in it is judged once. */
  nameEnd: number
}

/** Looks at one occurrence of an anchor word and says what to hide there. Never looks beyond the line. */
export interface SecretRule {
  /** Words (ASCII, any letter case) that every such secret has in it or right before it. */
  readonly anchors: readonly string[]
  find(text: string, at: number, memo: ScanMemo): SecretSpan | undefined
}

/** The rest of a value that one look could not reach the end of. */
export const REST_OF_VALUE: Continuation = { kind: 'value' }

/** Longest piece of a secret that one rule reads; what goes on behind it is handled as a continuation. */
export const MAX_PIECE = 4096

const WORD = /[A-Za-z0-9]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals change colours with an escape character
const COLOUR_BEFORE = /\x1b\[[0-9;]{0,16}m$/

/** True when a letter or digit stands right before `at`, and it is not the end of a change of colours. */
export function isInsideWord(text: string, at: number): boolean {
  if (at === 0 || !WORD.test(text.charAt(at - 1))) return false
  return text.charAt(at - 1) !== 'm' || !COLOUR_BEFORE.test(text.slice(Math.max(0, at - 20), at))
}

/** The match of a sticky pattern at a place, or undefined. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
