/** The look of a stretch of terminal text. Shared by all lines that have it, never changed. */
export interface TextStyle {
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  /** One of the eight terminal colours. */
  readonly color: AnsiColor | undefined
  readonly background: AnsiColor | undefined
}

/** The colours that the app has a readable shade of, in both themes. */
export const ANSI_COLORS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
] as const
export type AnsiColor = (typeof ANSI_COLORS)[number]

/** A stretch of text with one look. */
export interface Span {
  readonly text: string
  readonly style: TextStyle
}

/** The look that every log starts with. */
export const PLAIN: TextStyle = {
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  color: undefined,
  background: undefined,
}

const ESCAPE = String.fromCharCode(0x1b)

/**
 * Every control sequence: CSI (its parameters and final byte are captured), strings such as OSC and DCS with
 * all that is in them, two-character escapes, and the 8-bit forms of all of them.
 */
const SEQUENCES = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])?`,
    String.raw`(?:\u001b[PX\]^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)?`,
    String.raw`\u001b[ -/]*[0-Z\\\]^_\`-~]?`,
    String.raw`[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]`,
  ].join('|'),
  'g',
)

/** The nearest of the eight colours to one given by red, green and blue from 0 to 255. */
function nearestColor(red: number, green: number, blue: number): AnsiColor {
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  if (most - least < 40) return most > 110 ? 'white' : 'black'
  const middle = (most + least) / 2
  const bits = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0)
  return ANSI_COLORS[bits] ?? 'white'
}

/** A colour of the table of 256: eight and eight bright ones, a cube of 6 × 6 × 6, and greys. */
function indexedColor(index: number): AnsiColor | undefined {
  if (index < 16) return ANSI_COLORS[index % 8]
  if (index > 255) return undefined
  if (index >= 232) return index >= 244 ? 'white' : 'black'
  const cube = index - 16
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40)
  return nearestColor(
    level(Math.floor(cube / 36)),
    level(Math.floor(cube / 6) % 6),
    level(cube % 6),
  )
}

/** Reads `5;n` or `2;r;g;b` after 38 or 48; the number says how many codes it took. */
function extendedColor(codes: readonly number[], at: number): [AnsiColor | undefined, number] {
  if (codes[at] === 5) return [indexedColor(codes[at + 1] ?? 0), 2]
  if (codes[at] === 2) {
    return [nearestColor(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), 4]
  }
  return [undefined, codes.length]
}

const SWITCHES: Readonly<Record<number, Partial<TextStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  39: { color: undefined },
  49: { background: undefined },
}

function paletteChange(code: number): Partial<TextStyle> {
  const color = ANSI_COLORS[code % 10]
  const isColor = code % 10 < 8
  if (isColor && ((code >= 30 && code < 40) || (code >= 90 && code < 100))) return { color }
  if (isColor && ((code >= 40 && code < 50) || (code >= 100 && code < 110))) {
    return { background: color }
  }
  return {}
}

/** The look after one SGR sequence (`ESC [ … m`). Codes that the app does not show are passed over. */
function applySgr(style: TextStyle, parameters: string): TextStyle {
  if (!/^[\d;:]*$/.test(parameters)) return style
  const codes = parameters.split(/[;:]/).map(Number)
  let next = style
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0
    if (code === 0) next = PLAIN
    else if (code === 38 || code === 48) {
      const [color, taken] = extendedColor(codes, at + 1)
      next = { ...next, ...(code === 38 ? { color } : { background: color }) }
      at += taken
    } else next = { ...next, ...(SWITCHES[code] ?? paletteChange(code)) }
  }
  return next
}

/** What a terminal would leave of a line that returns to its beginning: the last thing written. */
function afterReturns(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  return text.slice(text.lastIndexOf('\r') + 1)
}

/**
 * The spans of one line and the look at its end. Colours and weights are kept; every other control sequence
 * (cursor, title, links, device strings) and every control character is dropped, so a log can do nothing.
 */
export function parseAnsiLine(
  line: string,
  start: TextStyle,
): { readonly spans: readonly Span[]; readonly end: TextStyle } {
  let style = start
  const spans: Span[] = []
  const push = (text: string) => {
    const last = spans[spans.length - 1]
    if (text === '') return
    if (last && last.style === style) spans[spans.length - 1] = { text: last.text + text, style }
    else spans.push({ text, style })
  }
  let from = 0
  const shown = afterReturns(line)
  for (const found of shown.matchAll(SEQUENCES)) {
    push(shown.slice(from, found.index))
    from = found.index + found[0].length
    if (found[2] === 'm') style = applySgr(style, found[1] ?? '')
  }
  push(shown.slice(from))
  return { spans, end: style }
}

/** The look after a line, without making its spans; cheap for lines without an escape. */
export function styleAfter(line: string, start: TextStyle): TextStyle {
  return line.includes(ESCAPE) || line.includes('\u009b') ? parseAnsiLine(line, start).end : start
}
