import { FAILURES, type Failure, formatPlace } from '../../shared/failure.ts'
import { harmlessText } from '../../shared/harmless-text.ts'
import type { Result } from '../../shared/result.ts'

/** How a command shows its answer. */
export interface OutputMode {
  /** One JSON document on standard output and nothing else. */
  readonly json: boolean
  readonly color: boolean
}

/** What a command gives: data for programs, and the same in words for people. */
export interface Answer {
  readonly data: unknown
  /** Lines for people, without a final line feed. */
  readonly text: string
  /** Exit code other than 0 for an answer that is still no failure of the command. */
  readonly exit?: number
  /** True when the command has printed its answer itself. */
  readonly isShown?: boolean
}

/** Colours for people; all of them do nothing when colour is off. */
export interface Palette {
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly blue: (text: string) => string
  readonly magenta: (text: string) => string
}

/** The palette for an output mode. */
export function paletteFor(mode: OutputMode): Palette {
  const wrap = (code: number) => (text: string) =>
    mode.color ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    dim: wrap(2),
    bold: wrap(1),
    red: wrap(31),
    green: wrap(32),
    yellow: wrap(33),
    blue: wrap(34),
    magenta: wrap(35),
  }
}

/** The mode that flags, the terminal and NO_COLOR ask for. */
export function outputMode(flags: { readonly json?: boolean | undefined }): OutputMode {
  const isTerminal = process.stdout.isTTY === true
  const noColor = (process.env['NO_COLOR'] ?? '') !== ''
  return { json: flags.json === true || !isTerminal, color: isTerminal && !noColor }
}

/** The envelope of a failure, keys in fixed order. */
export function failureEnvelope(failure: Failure) {
  const { code, message, at, hint, details } = failure
  return {
    success: false,
    error: message,
    code,
    details: {
      ...(details ?? {}),
      ...(at === undefined ? {} : { at }),
      ...(hint === undefined ? {} : { hint }),
    },
  }
}

/** A failure in words: what, where, what to do. It may name what a file or an agent said, which is no order. */
export function failureText(failure: Failure): string {
  const place = formatPlace(failure.at)
  const text = [
    `Error: ${failure.message}`,
    ...(place ? [`  at ${place}`] : []),
    ...(failure.hint ? [`  ${failure.hint}`] : []),
  ].join('\n')
  return harmlessText(text)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the palette's own colours are what is kept
const COLOR = /(\u001b\[\d+m)/

/** An answer for people with nothing in it that steers their terminal, but for colours where it has any. */
function answerText(text: string, { color }: OutputMode): string {
  return text
    .split(COLOR)
    .map((part) => (color && COLOR.test(part) ? part : harmlessText(part)))
    .join('')
}

/** Prints an answer or a failure and gives the exit code. */
export function present(result: Result<Answer>, mode: OutputMode): number {
  if (result.ok) {
    const { data, text, exit, isShown } = result.value
    if (isShown) return exit ?? 0
    const shown = mode.json ? JSON.stringify({ success: true, data }) : answerText(text, mode)
    if (shown !== '') process.stdout.write(`${shown}\n`)
    return exit ?? 0
  }
  if (mode.json) process.stdout.write(`${JSON.stringify(failureEnvelope(result.failure))}\n`)
  else process.stderr.write(`${failureText(result.failure)}\n`)
  return FAILURES[result.failure.code].exit
}
