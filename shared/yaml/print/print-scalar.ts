/** How a text is best written: as its neighbours or its former self are. */
export type Quotes = 'plain' | 'single' | 'double'

/** Characters that are written as escapes: controls, what no one sees, and what turns the reading direction. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00a0\u00ad\u180e\u200b-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff]/gu

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Words that some reader of YAML, old or new, takes for something else than text. */
const WORDS = /^(~|null|true|false|yes|no|on|off|y|n|[-+]?\.(inf|nan))$/i
/** Numbers, dates and times in any version of YAML, and a little more. */
const NUMBER_LIKE = /^[-+.]?[0-9][-+0-9._:a-fox TZ]*$/i
const FIRST = /^([\p{L}\p{N}_./(]|-[-\p{L}])/u

/** True when a text has characters that only an escape can show. */
export function hasUnseen(text: string): boolean {
  return text.search(UNSEEN) !== -1
}

function escaped(character: string): string {
  const short = ESCAPES[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  return `\\u${code.toString(16).padStart(4, '0')}`
}

function isPlainSafe(text: string, inFlow: boolean): boolean {
  if (!FIRST.test(text) || /^(---|\.\.\.)/.test(text) || /\s$/.test(text)) return false
  if (hasUnseen(text) || /: |:$| #|\t/.test(text)) return false
  if (WORDS.test(text) || NUMBER_LIKE.test(text)) return false
  return !inFlow || !/[,[\]{}:"]/.test(text)
}

/** A text between double quotes, as JSON and YAML both read it. */
export function doubleQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(UNSEEN, escaped)}"`
}

/**
 * A text on one line that reads back as the same text: in the wanted style where that is possible, otherwise
 * between double quotes.
 */
export function printText(text: string, style: Quotes, inFlow: boolean): string {
  if (style === 'plain' && isPlainSafe(text, inFlow)) return text
  if (style === 'single' && !hasUnseen(text)) return `'${text.replaceAll("'", "''")}'`
  return doubleQuoted(text)
}

/** A text, number, true, false or null on one line. */
export function printScalar(value: unknown, style: Quotes, inFlow: boolean): string {
  if (typeof value === 'string') return printText(value, style, inFlow)
  return Object.is(value, -0) ? '-0' : String(value)
}
