import { isRecord } from '../read/plain.ts'
import { PLAIN_FLOW, printFlow, printKey } from './print-flow.ts'
import { hasUnseen, printScalar, type Quotes } from './print-scalar.ts'

/** How a value is written in lines. */
export interface BlockStyle {
  readonly eol: string
  /** False where a text of several lines must not be written as a block of lines. */
  readonly blockText: boolean
  readonly quotes: Quotes
}

/** Longest line that a list in brackets may make. */
const MAX_WIDTH = 100
/** The same for a map: it reads well in brackets only when it is short. */
const MAX_MAP_WIDTH = 60
/** Longest key that may stand before its colon in lines; YAML allows 1024 characters. */
const MAX_KEY = 1000
/** Spaces that each level is indented. */
const STEP = 2

/** Maps that read best in lines however short they are. */
const NEVER_FLOW: ReadonlySet<string> = new Set(['metadata', 'policy', 'evidence'])
/** Lists that read best on one line however long they are: a command line. */
const ALWAYS_FLOW: ReadonlySet<string> = new Set(['command'])

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object'
}

function fields(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(value).filter(([, field]) => field !== undefined)
}

/** True for texts that lines after `|` or `|-` give back exactly, whatever editors do to the ends of lines. */
function isBlockText(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\S[^\n]*\n/.test(value)) return false
  const isStable = !/[^\S\n](\n|$)|\n\n$/.test(value)
  return isStable && !hasUnseen(value.replaceAll('\n', ''))
}

function isShortScalar(value: unknown): boolean {
  return isScalar(value) && !(typeof value === 'string' && value.includes('\n'))
}

function fitsOnLine(value: unknown, column: number): boolean {
  const isList = Array.isArray(value)
  const parts = isList ? value : isRecord(value) ? fields(value).map(([, part]) => part) : []
  const width = isList ? MAX_WIDTH : MAX_MAP_WIDTH
  return parts.every(isShortScalar) && column + printFlow(value).length <= width
}

function hasLongKey(value: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(value).some((key) => key.length > MAX_KEY / 6)
}

function blockText(text: string, indent: number, style: BlockStyle): string {
  const pad = ' '.repeat(indent)
  const lines = text.replace(/\n$/, '').split('\n')
  const header = text.endsWith('\n') ? '|' : '|-'
  return [header, ...lines.map((line) => (line === '' ? '' : pad + line))].join(style.eol)
}

/** True where a value is written behind its key or dash rather than in lines of its own. */
function isInline(key: string, value: unknown, column: number): boolean {
  if (isScalar(value)) return true
  if (ALWAYS_FLOW.has(key) && Array.isArray(value)) return true
  if (isRecord(value) && hasLongKey(value)) return true
  if (isRecord(value) && fields(value).length > 0 && NEVER_FLOW.has(key)) return false
  return fitsOnLine(value, column + key.length + 2)
}

/** What stands behind `key:` for a key in column `indent`: a space and a value, or lines of their own. */
export function printAfterKey(
  key: string,
  value: unknown,
  indent: number,
  style: BlockStyle,
): string {
  if (style.blockText && isBlockText(value)) return ` ${blockText(value, indent + STEP, style)}`
  if (isScalar(value)) return ` ${printScalar(value, style.quotes, false)}`
  if (isInline(key, value, indent)) return ` ${printFlow(value)}`
  const inner = indent + STEP
  return `${style.eol}${' '.repeat(inner)}${printLines(value, inner, style)}`
}

/** One `key: value` for a key in column `indent`. */
export function printPair(key: string, value: unknown, indent: number, style: BlockStyle): string {
  return `${printKey(key, PLAIN_FLOW)}:${printAfterKey(key, value, indent, style)}`
}

/** One entry of a list whose `-` stands in column `indent`. */
export function printEntry(value: unknown, indent: number, style: BlockStyle): string {
  const inner = indent + STEP
  if (isScalar(value)) return `- ${printScalar(value, style.quotes, false)}`
  return isInline('', value, inner)
    ? `- ${printFlow(value)}`
    : `- ${printLines(value, inner, style)}`
}

/** A list or map in lines; the first line has no indentation yet, the others begin in column `indent`. */
export function printLines(value: unknown, indent: number, style: BlockStyle): string {
  const separator = style.eol + ' '.repeat(indent)
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => printEntry(item, indent, style)).join(separator)
  }
  if (!isRecord(value) || fields(value).length === 0) return printFlow(value)
  return fields(value)
    .map(([key, field]) => printPair(key, field, indent, style))
    .join(separator)
}
