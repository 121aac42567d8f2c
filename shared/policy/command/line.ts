import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { nameSpoofReason } from './text.ts'

/** Characters that mean something to a shell when they stand outside of quotes. */
const ACTIVE = /[;&|<>()`$*?[\]!]/
/** What the shell of Windows expands or escapes. */
const OF_WINDOWS = /^(?:%[A-Za-z_][A-Za-z0-9_]*%|\^[&|<>^%!"])/
/** Words that are commands of a shell, not programs. */
const SHELL_WORDS = new Set(
  `. : alias bg break builtin case cd command continue declare dirs do done echo elif else esac eval exec exit export
  fg fi for function getopts hash history if jobs let local logout popd pushd read readonly return select set shift
  shopt source suspend then time times trap type typeset ulimit umask unalias unset until wait while`.split(
    /\s+/,
  ),
)

function refuse(reason: string): Result<never> {
  return fail('DENIED', `The command line ${reason}.`, {
    hint: 'Commands are lists of arguments and no shell reads them. Quote the text, or write the list.',
  })
}

/** Splits a line at its blanks, with the quotes of a shell and nothing else of it. */
class LineReader {
  readonly words: string[] = []
  readonly #text: string
  #word: string | undefined
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Reads all words; gives a reason when the line needs a shell. */
  read(): string | undefined {
    while (this.#at < this.#text.length) {
      const reason = this.#step(this.#text[this.#at] ?? '')
      if (reason) return reason
    }
    this.#endWord()
    return undefined
  }

  #endWord(): void {
    if (this.#word !== undefined) this.words.push(this.#word)
    this.#word = undefined
  }

  #step(character: string): string | undefined {
    this.#at += 1
    if (character === ' ') {
      this.#endWord()
      return undefined
    }
    if (character === "'" || character === '"') return this.#quoted(character)
    if (character === '\\') return this.#escaped()
    const needsShell = this.#shellReason(character)
    if (needsShell) return needsShell
    this.#word = (this.#word ?? '') + character
    return undefined
  }

  /** Why the character that was just read, outside of quotes, needs a shell. */
  #shellReason(character: string): string | undefined {
    const isFirst = this.#word === undefined
    if (character === '~' && isFirst) return 'begins a word with ~, which is not expanded'
    const isBrace = character === '{' && this.#word?.endsWith('@') !== true
    const isComment = character === '#' && isFirst
    const isOfWindows = OF_WINDOWS.test(this.#text.slice(this.#at - 1, this.#at + 200))
    return ACTIVE.test(character) || isBrace || isComment || isOfWindows
      ? `has an unquoted ${character}, which only a shell understands`
      : undefined
  }

  #escaped(): string | undefined {
    const next = this.#text[this.#at]
    if (next === undefined) return 'ends with a backslash'
    this.#at += 1
    this.#word = (this.#word ?? '') + next
    return undefined
  }

  #quoted(quote: string): string | undefined {
    const end = this.#quoteEnd(quote)
    if (end < 0) return 'has a quote that is never closed'
    const inner = this.#text.slice(this.#at, end)
    this.#at = end + 1
    if (quote === '"' && /(?<!\\)[$`]/.test(inner)) {
      return 'has a $ or ` in double quotes, which only a shell understands'
    }
    const plain = quote === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner
    this.#word = (this.#word ?? '') + plain
    return undefined
  }

  #quoteEnd(quote: string): number {
    let end = this.#text.indexOf(quote, this.#at)
    while (quote === '"' && end >= 0 && this.#text[end - 1] === '\\') {
      end = this.#text.indexOf(quote, end + 1)
    }
    return end
  }
}

/**
 * The words of a command that a person wrote as one line. Quotes group words as in a shell; everything else
 * that only a shell understands is refused, so that nothing is silently taken for something else.
 */
export function splitCommandLine(line: string): Result<string[]> {
  const spoof = nameSpoofReason(line)
  if (spoof) return refuse(spoof)
  const reader = new LineReader(line)
  const reason = reader.read()
  if (reason) return refuse(reason)
  const [program] = reader.words
  if (program === undefined) return refuse('is empty')
  if (/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(program))
    return refuse('begins with a variable, which only a shell sets')
  if (SHELL_WORDS.has(program))
    return refuse(`begins with ${program}, which is a command of the shell`)
  return ok(reader.words)
}
