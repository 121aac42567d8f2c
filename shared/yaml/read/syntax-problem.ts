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

/** The parser's codes in words that say what to do. The first entry whose `when` fits is taken. */
const WORDINGS: Readonly<Partial<Record<YAMLParseError['code'], readonly Wording[]>>> = {
  TAB_AS_INDENT: [TAB],
  BAD_INDENT: [
    {
      when: 'end with a',
      message: 'A list or map that is opened here is not closed, or its lines are not indented.',
      hint: 'Close it with ] or }, and indent its lines.',
    },
    {
      message: 'The indentation does not fit the lines around it.',
      hint: 'Entries of one level begin in the same column; indent with spaces.',
    },
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
  BAD_DQ_ESCAPE: [
    {
      message: 'A backslash between double quotes begins an escape that YAML does not know.',
      hint: "Write \\\\ for a backslash, or use single quotes, as in 'C:\\dir'.",
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
      message: 'Between [ ] or { } an entry is written with indentation.',
      hint: 'Write it with brackets and commas too; perhaps a ] or } is missing above.',
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
      when: 'flow-',
      message: 'A bracket is closed here that nothing opened.',
      hint: 'Remove it, or add the bracket that opens.',
    },
    {
      message: 'What stands here does not belong here.',
      hint: 'Look for a missing quote, comma or bracket on this line or the one above.',
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

/** The problem that a parser's error stands for, in plain words. */
export function syntaxProblem(error: YAMLParseError, text: string, unclosed: Unclosed): Problem {
  const offset = openingOf(error, unclosed) ?? Math.min(error.pos[0], text.length)
  const tab = isTabbed(text, offset) ? TAB : undefined
  const { message, hint } = tab ?? wordingOf(error)
  return { code: 'YAML_SYNTAX', message, hint, offset, details: { parser: error.code } }
}
