import { CST, Lexer, Parser } from 'yaml'
import type { Problem } from './problem.ts'

/** Deepest nesting of lists and maps that is read. */
export const MAX_DEPTH = 64

/** Most lexemes that are read: more than any real file of the largest size has, and what few seconds can read. */
const MAX_LEXEMES = 4_000_000

/** Most lines that are read. A line of a real file has several lexemes, so this refuses next to nothing that they allow. */
const MAX_LINES = 2_000_000

/** The tokens of a text; `undefined` when it nests too deeply to go on. */
export interface Tokens {
  readonly tokens: readonly CST.Token[] | undefined
  readonly problems: readonly Problem[]
  readonly unclosed: Unclosed
}

/** Offsets of a quote and a bracket that are opened but never closed. */
export interface Unclosed {
  readonly quote?: number
  readonly bracket?: number
}

/** Follows quotes and brackets, so that an error can point at the one that was opened. */
class Openings {
  #quote: number | undefined
  #bracket: number | undefined
  readonly #open: number[] = []

  see(lexeme: string, offset: number): void {
    const first = lexeme[0]
    if (first === '"' || first === "'") {
      if (lexeme.length < 2 || !lexeme.endsWith(first)) this.#quote ??= offset
    } else if (lexeme === '[' || lexeme === '{') this.#open.push(offset)
    else if (lexeme === ']' || lexeme === '}') this.#open.pop()
    else if (lexeme === CST.FLOW_END) this.#bracket ??= this.#open.pop()
  }

  end(): Unclosed {
    const quote = this.#quote
    const bracket = this.#bracket ?? this.#open.at(-1)
    return {
      ...(quote === undefined ? {} : { quote }),
      ...(bracket === undefined ? {} : { bracket }),
    }
  }
}

const INDICATORS: Readonly<Record<string, Pick<Problem, 'code' | 'message' | 'hint'>>> = {
  tag: {
    code: 'YAML_TAG',
    message: 'A tag stands here (a word that begins with !); ThreadOS reads no tags.',
    hint: 'Remove the tag; if the text itself begins with !, put it in quotes.',
  },
  anchor: {
    code: 'YAML_ALIAS',
    message: 'An anchor stands here (a word that begins with &); ThreadOS reads no anchors.',
    hint: 'Write the value out wherever it is needed; if the text itself begins with &, put it in quotes.',
  },
  alias: {
    code: 'YAML_ALIAS',
    message: 'An alias stands here (a word that begins with *); ThreadOS reads no aliases.',
    hint: 'Write the value out; if the text itself begins with *, put it in quotes.',
  },
}

const ESCAPE = /\\(?:[0abtnvfre "/\\NL_P\r\n\t]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y

/** Offset in a text between double quotes of an escape that YAML does not know, or -1. */
function badEscape(lexeme: string): number {
  let at = lexeme.indexOf('\\')
  while (at !== -1) {
    ESCAPE.lastIndex = at
    if (!ESCAPE.test(lexeme)) return at
    at = lexeme.indexOf('\\', at + 2)
  }
  return -1
}

const BAD_ESCAPE: Pick<Problem, 'code' | 'message' | 'hint'> = {
  code: 'YAML_SYNTAX',
  message: 'A backslash between double quotes begins an escape that YAML does not know.',
  hint: "Write \\\\ for a backslash, or use single quotes, as in 'C:\\dir'.",
}

/** Offset of the line end that is one too many, or -1. Counted before any lexeme is made, which costs far more. */
function excessLine(text: string): number {
  let at = text.indexOf('\n')
  for (let lines = 1; at !== -1; lines += 1) {
    if (lines >= MAX_LINES) return at
    at = text.indexOf('\n', at + 1)
  }
  return -1
}

const TOO_MUCH = 'The file has too many lines, words and marks to be read.'

function nesting(stack: readonly CST.Token[]): number {
  return stack.filter((token) => CST.isCollection(token)).length
}

/** First characters of the lexemes that need a look; nearly all others are white space, words and colons. */
const LOOKED_AT: ReadonlySet<string | undefined> = new Set([...'!&*"\'[]{}', CST.FLOW_END])

/** What a lexeme by itself already makes wrong. */
function lexemeProblem(lexeme: string, offset: number): Problem | undefined {
  const type = CST.tokenType(lexeme)
  const at = type === 'double-quoted-scalar' ? badEscape(lexeme) : -1
  // Told here, since the parser would make an error object of each, and a hostile file could have millions.
  if (at !== -1) return { ...BAD_ESCAPE, offset: offset + at }
  const found = type === null ? undefined : INDICATORS[type]
  return found && { ...found, offset }
}

function unexpectedProblem(offset: number): Problem {
  return {
    code: 'YAML_SYNTAX',
    message: 'What stands here does not belong here.',
    offset,
    hint: 'Look for a bracket that nothing opened, or a quote or comma that is missing before.',
  }
}

function tokenProblem(token: CST.Token, documents: number): Problem | undefined {
  if (token.type === 'document' && documents > 0) {
    return {
      code: 'YAML_MULTIPLE_DOCUMENTS',
      message: 'A second document begins here; the file must hold one.',
      offset: token.offset,
      hint: 'Remove the line --- or ... and what follows it.',
    }
  }
  if (token.type === 'directive' && !/^%YAML[ \t]+1\.2[ \t]*(#.*)?$/.test(token.source)) {
    return {
      code: 'YAML_SYNTAX',
      message: 'A directive stands here (a line that begins with %); only %YAML 1.2 is known.',
      offset: token.offset,
      hint: 'Remove the line.',
    }
  }
  // Told here for the same reason as wrong escapes: the composer would make an error object of each.
  return token.type === 'error' ? unexpectedProblem(token.offset) : undefined
}

/**
 * Splits a text into tokens and finds what must never reach the composer: nesting beyond MAX_DEPTH (found
 * before any recursion could overflow the stack), tags, anchors, aliases, directives, further documents.
 */
export function readTokens(text: string): Tokens {
  const excess = excessLine(text)
  if (excess !== -1) {
    const problem: Problem = { code: 'LIMIT_EXCEEDED', message: TOO_MUCH, offset: excess }
    return { tokens: undefined, problems: [problem], unclosed: {} }
  }
  const parser = new Parser()
  const tokens: CST.Token[] = []
  const problems: Problem[] = []
  const kinds = new Set<string>()
  let documents = 0
  const add = (problem: Problem | undefined) => {
    // One of a kind is enough, and a hostile file could have millions.
    if (!problem || kinds.has(problem.code)) return
    kinds.add(problem.code)
    problems.push(problem)
  }
  const take = (token: CST.Token) => {
    add(tokenProblem(token, documents))
    if (token.type === 'document') documents += 1
    tokens.push(token)
  }
  const openings = new Openings()
  let previous = ''
  let count = 0
  for (const lexeme of new Lexer().lex(text)) {
    count += 1
    if (count > MAX_LEXEMES) {
      add({ code: 'LIMIT_EXCEEDED', message: TOO_MUCH, offset: parser.offset })
      return { tokens: undefined, problems, unclosed: {} }
    }
    if (previous !== CST.SCALAR && LOOKED_AT.has(lexeme[0])) {
      add(lexemeProblem(lexeme, parser.offset))
      openings.see(lexeme, parser.offset)
    }
    previous = lexeme
    const before = parser.offset
    for (const token of parser.next(lexeme)) take(token)
    if (parser.stack.length > MAX_DEPTH && nesting(parser.stack) > MAX_DEPTH) {
      const message = `Lists and maps are nested more than ${MAX_DEPTH} levels deep here.`
      add({ code: 'TOO_DEEP', message, offset: before })
      return { tokens: undefined, problems, unclosed: {} }
    }
  }
  for (const token of parser.end()) take(token)
  return { tokens, problems, unclosed: openings.end() }
}
