import type { YAMLParseError } from 'yaml'
import type { Problem } from './problem.ts'
import type { Unclosed } from './tokens.ts'

interface Wording {
  /** Part of the parser's own message that tells cases of one code apart. */
  readonly when?: string
  readonly message: string
  readonly hint: string
}

const TAB: Wording = {
  message: 'The line is indented with a tab.',
  hint: 'Indent with spaces: YAML allows no tabs.',
}

const INDENTATION: Wording = {
  message: 'The indentation does not fit the lines around it.',
  hint: 'Entries of one level begin in the same column; indent with spaces.',
}

/** The parser's codes in words that say what to do. The first entry whose `when` fits is taken. */
const WORDINGS: Readonly<Partial<Record<YAMLParseError['code'], readonly Wording[]>>> = {
  TAB_AS_INDENT: [TAB],
  BAD_INDENT: [
    {
      when: 'end with a',
      message: 'A list or map that is opened here is not closed, or its lines are not indented.',
      hint: 'Close it with ] or }, and indent its lines.',
    },
    INDENTATION,
  ],
  MISSING_CHAR: [
    {
      when: 'quote',
      message: 'The quote that stands here is never closed.',
      hint: 'Add the missing quote at the end of the text.',
    },
    {
      when: 'end with a',
      message: 'A list or map that is opened here is not closed.',
      hint: 'Add the missing ] or }.',
    },
    {
      when: 'items',
      message: 'A comma is missing between two entries, or a colon after a key.',
      hint: 'Separate entries with commas: [a, b] and {a: 1, b: 2}.',
    },
    {
      when: 'Missing space after :',
      message: 'A space is missing after a colon.',
      hint: 'Write key: value with a space.',
    },
    {
      when: 'Implicit map keys',
      message: 'The line is neither "key: value" nor a list entry.',
      hint: 'A key needs a colon and a space after it, a list entry begins with "- "; a text that goes on here may lack its quotes.',
    },
    {
      when: 'Sequence item',
      message: 'A list entry lacks its "- ".',
      hint: 'Begin every entry of the list with "- ".',
    },
    {
      when: 'Comments must',
      message: 'A comment follows a value without a space before its #.',
      hint: 'Put a space before #; if # belongs to the text, put the text in quotes.',
    },
  ],
  BAD_SCALAR_START: [
    {
      message: 'A text cannot begin with this character unless it is in quotes.',
      hint: 'Put the text in quotes.',
    },
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    {
      message: 'A second "key: value" stands on the line.',
      hint: 'Put a text that contains ": " in quotes, or begin a new line for the second key.',
    },
  ],
  BLOCK_IN_FLOW: [
    {
      message: 'A comma or a closing bracket is missing here.',
      hint: 'Separate entries with commas: [a, b] and {a: 1, b: 2}.',
    },
  ],
  MULTILINE_IMPLICIT_KEY: [
    {
      message: 'A key stretches over more than one line.',
      hint: 'The line above may lack its colon or a closing quote.',
    },
  ],
  UNEXPECTED_TOKEN: [
    {
      message: 'What stands here does not belong here.',
      hint: 'Look for a bracket that nothing opened, or a quote or comma that is missing before.',
    },
  ],
  KEY_OVER_1024_CHARS: [
    {
      message: 'A key is longer than 1024 characters.',
      hint: 'Shorten it; perhaps a quote is missing.',
    },
  ],
}

function wordingOf(error: YAMLParseError): Wording {
  const found = WORDINGS[error.code]?.find(({ when }) => !when || error.message.includes(when))
  return (
    found ?? {
      message: `The line can't be read: ${error.message.replace(/\.?$/, '.')}`,
      hint: 'Look for a missing quote, colon or bracket on this line or the one above.',
    }
  )
}

function isTabbed(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^ *\t/.test(text.slice(start, start + 200))
}

/** Where the trouble began: at the opening quote or bracket rather than where the parser gave up. */
function openingOf(error: YAMLParseError, unclosed: Unclosed): number | undefined {
  if (error.message.endsWith('quote')) return unclosed.quote
  return error.message.includes('end with a') ? unclosed.bracket : undefined
}

const NESTED = new Set(['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'])

/**
 * Where the next line begins, when the trouble is that it is indented too far: then the parser takes it and the
 * value above it for a map within that value.
 */
function nestedLine(error: YAMLParseError, text: string): number | undefined {
  const [offset] = error.pos
  const end = text.indexOf('\n', offset)
  if (!NESTED.has(error.code) || end === -1) return undefined
  const isValue = /:[ \t]+$/.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))
  if (!isValue || /:(\s|$)/.test(text.slice(offset, end))) return undefined
  return end + 1 + (/^[ \t]*/.exec(text.slice(end + 1, end + 200))?.[0].length ?? 0)
}

/** The problem that a parser's error stands for, in plain words. */
export function syntaxProblem(error: YAMLParseError, text: string, unclosed: Unclosed): Problem {
  const nested = nestedLine(error, text)
  const offset = openingOf(error, unclosed) ?? nested ?? Math.min(error.pos[0], text.length)
  const wording = nested === undefined ? wordingOf(error) : INDENTATION
  const { message, hint } = isTabbed(text, offset) ? TAB : wording
  return { code: 'YAML_SYNTAX', message, hint, offset, details: { parser: error.code } }
}
