import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'

/** A word, a quoted text or a comma of a sentence. */
export interface Token {
  readonly text: string
  /** True when any part of it stood in quotes: then it is never a word of the language. */
  readonly isQuoted: boolean
  /** Where it stands in the whole text. */
  readonly start: number
  readonly end: number
}

/** One sentence of the command language. */
export interface Sentence {
  /** The sentence as it was written. */
  readonly text: string
  readonly tokens: readonly Token[]
}

/** Quotation marks by what closes them; typographic ones come from phones and word processors. */
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '„': '“',
  '‘': '’',
}

/** Words that may stand before a sentence or behind it without meaning anything. */
const LEADING: ReadonlySet<string> = new Set(['please', 'and', 'now', '-', '*', ','])
const TRAILING: ReadonlySet<string> = new Set(['and', ',', 'please'])

/** True for exactly this word, in any case and not quoted. */
export function isWord(token: Token | undefined, words: ReadonlySet<string>): boolean {
  return token !== undefined && !token.isQuoted && words.has(token.text.toLowerCase())
}

/** Line and column of a place, from 1. */
export function placeOf(source: string, at: number): { line: number; column: number } {
  const before = source.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** A quoted part from its opening mark on; undefined when nothing closes it. A backslash takes a mark as it is. */
function readQuoted(source: string, from: number): { text: string; end: number } | undefined {
  const closing = CLOSING[source[from] ?? '']
  let text = ''
  for (let at = from + 1; at < source.length; at += 1) {
    const next = source[at + 1]
    if (source[at] === '\\' && (next === closing || next === '\\')) {
      text += next
      at += 1
    } else if (source[at] === closing) return { text, end: at + 1 }
    else text += source[at]
  }
  return undefined
}

/** Quotes begin a word or a value behind =, so that apostrophes inside of words are what they are. */
function opensQuote(source: string, at: number, start: number): boolean {
  const mark = source[at] ?? ''
  return Object.hasOwn(CLOSING, mark) && (at === start || source[at - 1] === '=')
}

function readWord(source: string, start: number, breaks: RegExp): Result<Token> {
  let text = ''
  let at = start
  let isQuoted = false
  while (at < source.length && !breaks.test(source[at] ?? '')) {
    if (!opensQuote(source, at, start)) {
      text += source[at]
      at += 1
      continue
    }
    const quoted = readQuoted(source, at)
    if (!quoted) {
      return fail('INVALID_PARAMETERS', `The quotation mark ${source[at]} is not closed.`, {
        at: placeOf(source, at),
        hint: `Close it, or write \\${source[at]} for the mark itself inside of quotes.`,
        details: { part: source.slice(at, at + 80), expected: [CLOSING[source[at] ?? '']] },
      })
    }
    text += quoted.text
    at = quoted.end
    isQuoted = true
  }
  return ok({ text, isQuoted, start, end: at })
}

const BLANK = /\s/
const WORD_ENDS = /[\s,;]/

/** All words, commas and separators of a text; separators are `;` and line feeds. */
function readTokens(source: string): Result<Token[]> {
  const tokens: Token[] = []
  for (let at = 0; at < source.length; ) {
    const sign = source[at] ?? ''
    if (sign === ',' || sign === ';' || sign === '\n') {
      tokens.push({ text: sign, isQuoted: false, start: at, end: at + 1 })
      at += 1
    } else if (BLANK.test(sign)) at += 1
    else {
      const word = readWord(source, at, WORD_ENDS)
      if (!word.ok) return word
      tokens.push(word.value)
      at = word.value.end
    }
  }
  return ok(tokens)
}

/** The words of a command as it was written: only blanks part them. */
export function argumentsOf(command: string): Result<string[]> {
  const words: string[] = []
  for (let at = 0; at < command.length; ) {
    if (BLANK.test(command[at] ?? '')) {
      at += 1
      continue
    }
    const word = readWord(command, at, BLANK)
    if (!word.ok) return word
    words.push(word.value.text)
    at = word.value.end
  }
  return ok(words)
}

/** Without the full stop that ends a sentence. */
function withoutStop(token: Token): Token {
  const isStop = !token.isQuoted && /[\p{L}\p{N}][.!]$/u.test(token.text)
  return isStop ? { ...token, text: token.text.slice(0, -1), end: token.end - 1 } : token
}

function trimmed(tokens: readonly Token[]): Token[] {
  const first = tokens.findIndex((token) => !isWord(token, LEADING))
  const last = tokens.findLastIndex((token) => !isWord(token, TRAILING))
  if (first === -1 || last < first) return []
  const kept = tokens.slice(first, last + 1)
  return kept.map((token, index) => (index === kept.length - 1 ? withoutStop(token) : token))
}

const SEPARATORS: ReadonlySet<string> = new Set([';', '\n', 'then'])

/** The sentences of a text: parted by line feeds, `;` and the word then. */
export function readSentences(source: string): Result<Sentence[]> {
  const tokens = readTokens(source)
  if (!tokens.ok) return tokens
  const sentences: Token[][] = [[]]
  for (const token of tokens.value) {
    if (isWord(token, SEPARATORS)) sentences.push([])
    else sentences.at(-1)?.push(token)
  }
  return ok(
    sentences.map(trimmed).flatMap((words) => {
      const [first, last] = [words[0], words.at(-1)]
      if (!first || !last) return []
      return [{ text: source.slice(first.start, last.end), tokens: words }]
    }),
  )
}
