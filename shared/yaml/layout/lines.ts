/** Whole lines of comments and white space, each with its line end, as one text. */
export type Lines = string

const BLANK_ABOVE = /^(?:[ \t]*\r?\n)+/

/** The lines of a text, each with its line end. */
function split(lines: Lines): string[] {
  return lines.match(/[^\n]*\n/g) ?? []
}

function isBlank(line: string): boolean {
  return line.trim() === ''
}

/** The empty lines that the lines begin with. */
export function leadingBlank(lines: Lines): Lines {
  return BLANK_ABOVE.exec(lines)?.[0] ?? ''
}

/** The lines without the empty ones at their end. */
export function withoutTrailingBlank(lines: Lines): Lines {
  const all = split(lines)
  const last = all.findLastIndex((line) => !isBlank(line))
  return all.slice(0, last + 1).join('')
}

/**
 * Splits the lines above an entry into those that stand for themselves and the comment that belongs to the
 * entry: the comment lines directly above it that begin in its own column.
 */
export function splitLead(lines: Lines, indent: string): { rest: Lines; lead: Lines } {
  if (lines === '') return { rest: '', lead: '' }
  const all = split(lines)
  const other = all.findLastIndex((line) => !line.startsWith(`${indent}#`))
  return { rest: all.slice(0, other + 1).join(''), lead: all.slice(other + 1).join('') }
}

/** The line end that a text uses: that of its first line. */
export function lineEndOf(text: string): string {
  const first = text.indexOf('\n')
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n'
}

/** A text with the stretch from `start` to `end` replaced. */
export function splice(text: string, start: number, end: number, put: string): string {
  return text.slice(0, start) + put + text.slice(end)
}
