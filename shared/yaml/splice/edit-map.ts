import { columnOf, lineStart } from '../layout/extent.ts'
import { splice } from '../layout/lines.ts'
import { type Part, type Parts, partsOf } from '../layout/parts.ts'
import { type BlockStyle, printPair } from '../print/print-block.ts'
import { printFlowPair } from '../print/print-flow.ts'
import type { Path } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'
import { separatorOf } from './arrange-flow.ts'
import type { Draft } from './draft.ts'
import { flowStyleAt } from './flow-style.ts'
import { readFlowList } from './list-text.ts'

/** A new entry of a map, and the order in which its keys are best written. */
export interface NewField {
  readonly key: string
  readonly value: unknown
  readonly order: readonly string[]
}

/** Offset behind the line that an entry in brackets ends on, comma and comment included, if a line ends there. */
function afterLine(text: string, part: Part, next: Part): number | undefined {
  const found = text.slice(part.end, next.start).indexOf('\n')
  return found === -1 ? undefined : part.end + found + 1
}

function isFirstOnLine(text: string, part: Part): boolean {
  return text.slice(lineStart(text, part.start), part.start).trim() === ''
}

function removeInFlow(text: string, entries: readonly Part[], index: number): string | undefined {
  const [part, next, previous] = [entries[index], entries[index + 1], entries[index - 1]]
  if (part && next) {
    const end = isFirstOnLine(text, part) ? afterLine(text, part, next) : undefined
    return end === undefined
      ? splice(text, part.start, next.start, '')
      : splice(text, lineStart(text, part.start), end, '')
  }
  return part && previous && splice(text, previous.end, part.end, '')
}

/** Takes out the line of an entry, or what of it stands behind a dash. */
function removeInLines(text: string, entries: readonly Part[], index: number): string | undefined {
  const [part, next] = [entries[index], entries[index + 1]]
  if (!part) return undefined
  const start = lineStart(text, part.start)
  if (/^\uFEFF?[ \t]*$/.test(text.slice(start, part.start))) {
    const isLast = part.end === text.length
    if (isLast)
      return splice(text, /\r?\n$/.exec(text.slice(0, start))?.index ?? start, part.end, '')
    const from = text[start] === '\uFEFF' ? start + 1 : start
    return splice(text, from, text.indexOf('\n', part.end) + 1, '')
  }
  if (!next) return undefined
  const isPlain = text.slice(part.end, next.start).trim() === ''
  if (isPlain) return splice(text, part.start, next.start, '')
  const dashEnd = text.slice(0, part.start).trimEnd().length
  return splice(text, dashEnd, part.end, '')
}

/** The text without one entry of a map; undefined when a coarser edit is needed, as for its only one. */
export function removeField(draft: Draft, path: Path, key: string): string | undefined {
  const { text, root } = draft.tree
  const node = nodeAt(root, path)
  const parts = node && partsOf(text, node)
  if (!parts || parts.entries.length < 2) return undefined
  const index = parts.entries.findIndex((part) => part.key === key)
  return parts.flow
    ? removeInFlow(text, parts.entries, index)
    : removeInLines(text, parts.entries, index)
}

/** Position of the entry that a new key goes behind; -1 for the front. Keys of no known order go last. */
function predecessor(entries: readonly Part[], { key, order }: NewField): number {
  const rank = order.indexOf(key)
  if (rank === -1) return entries.length - 1
  let best = -1
  let bestRank = -1
  for (const [index, part] of entries.entries()) {
    const partRank = order.indexOf(part.key)
    if (partRank < rank && partRank > bestRank) {
      best = index
      bestRank = partRank
    }
  }
  return best
}

/** Puts an entry between two others; a comment behind the first one's comma stays on its line. */
function insertBetween(
  text: string,
  [part, next]: readonly [Part, Part],
  body: string,
): string | undefined {
  const line = afterLine(text, part, next)
  if (line === undefined) return undefined
  const pad = /[ \t]*$/.exec(text.slice(part.end, next.start))?.[0] ?? ''
  const eol = text[line - 2] === '\r' ? '\r\n' : '\n'
  return splice(text, line, line, `${pad}${body},${eol}`)
}

function addInFlow(draft: Draft, path: Path, parts: Parts, field: NewField): string | undefined {
  const { text, root } = draft.tree
  const { entries, inside } = parts
  const [first, last] = [entries[0], entries.at(-1)]
  if (!first || !last || !inside) return undefined
  const style = flowStyleAt(text, root, path)
  const body = printFlowPair(field.key, field.value, style)
  const list = readFlowList(text, entries, inside, style.space)
  const before = predecessor(entries, field)
  const [part, next] = [entries[before], entries[before + 1]]
  const separator = list ? separatorOf(list, Math.max(before, 0)) : ', '
  if (!part) return splice(text, first.start, first.start, body + separator)
  const between = next && insertBetween(text, [part, next], body)
  return between ?? splice(text, part.end, part.end, separator + body)
}

/** The text with a new entry in a map, behind the entry that comes before it in `order`. */
export function addField(
  draft: Draft,
  path: Path,
  field: NewField,
  style: BlockStyle,
): string | undefined {
  const { text, root } = draft.tree
  const node = nodeAt(root, path)
  const parts = node && partsOf(text, node)
  const first = parts?.entries[0]
  if (!parts || !first) return undefined
  if (parts.flow) return addInFlow(draft, path, parts, field)
  const column = columnOf(text, first.start)
  const pad = ' '.repeat(column)
  const body = printPair(field.key, field.value, column, style)
  const part = parts.entries[predecessor(parts.entries, field)]
  return part
    ? splice(text, part.end, part.end, style.eol + pad + body)
    : splice(text, first.start, first.start, body + style.eol + pad)
}
