import { isRecord } from '../read/plain.ts'
import { printScalar, printText, type Quotes } from './print-scalar.ts'

/** How brackets and quotes are written. */
export interface FlowStyle {
  /** `double` also quotes keys, which makes it JSON. */
  readonly quotes: Quotes
  /** What follows a comma and a colon: a space, or nothing in compact JSON. */
  readonly space: '' | ' '
  /** What stands just inside [ ] and, separately, { }. */
  readonly listPadding: '' | ' '
  readonly mapPadding: '' | ' '
}

/** As ThreadOS writes by itself: `[a, b]` and `{a: 1}`. */
export const PLAIN_FLOW: FlowStyle = {
  quotes: 'plain',
  space: ' ',
  listPadding: '',
  mapPadding: '',
}

/** A key as it stands before its colon. */
export function printKey(key: string, style: FlowStyle): string {
  return printText(key, style.quotes === 'double' ? 'double' : 'plain', true)
}

/** One `key: value` of a map in brackets. */
export function printFlowPair(key: string, value: unknown, style: FlowStyle): string {
  return `${printKey(key, style)}:${style.space}${printFlow(value, style)}`
}

/** Any plain value on one line. */
export function printFlow(value: unknown, style: FlowStyle = PLAIN_FLOW): string {
  const comma = `,${style.space}`
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const items = value.map((item) => printFlow(item, style)).join(comma)
    return `[${style.listPadding}${items}${style.listPadding}]`
  }
  if (!isRecord(value)) return printScalar(value, style.quotes, true)
  const pairs = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => printFlowPair(key, field, style))
  return pairs.length === 0 ? '{}' : `{${style.mapPadding}${pairs.join(comma)}${style.mapPadding}}`
}
