import { isMap, isScalar, type ParsedNode, Scalar } from 'yaml'
import { columnOf, contentEnd, lineEnd } from '../layout/extent.ts'
import { splice } from '../layout/lines.ts'
import { type Part, partsOf } from '../layout/parts.ts'
import { type BlockStyle, printAfterKey, printEntry, printLines } from '../print/print-block.ts'
import { type FlowStyle, printFlow } from '../print/print-flow.ts'
import type { Quotes } from '../print/print-scalar.ts'
import { isRecord, type Path } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'
import type { Draft } from './draft.ts'
import { flowStyleAt, isInFlow } from './flow-style.ts'

/** The style in which a scalar that stands in lines is quoted; plain for all else. */
export function quotesOf(node: ParsedNode | null | undefined): Quotes {
  if (!node || !isScalar(node)) return 'plain'
  if (node.type === Scalar.QUOTE_DOUBLE) return 'double'
  return node.type === Scalar.QUOTE_SINGLE ? 'single' : 'plain'
}

/** A value between brackets in place of an old one: a text is quoted as the old text was. */
export function printInPlace(
  value: unknown,
  old: ParsedNode | null | undefined,
  style: FlowStyle,
): string {
  const isText = typeof value === 'string' && old && isScalar(old) && typeof old.value === 'string'
  return printFlow(value, isText ? { ...style, quotes: quotesOf(old) } : style)
}

/** True for what stands on the line of its key or dash: a scalar that is no block of lines, or brackets. */
export function isInline(node: ParsedNode): boolean {
  if (isScalar(node)) return node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED
  return 'flow' in node && node.flow === true
}

function printInline(draft: Draft, path: Path, next: unknown): string {
  const { text, root } = draft.tree
  return printInPlace(next, nodeAt(root, path), flowStyleAt(text, root, path))
}

function isScalarValue(value: unknown): boolean {
  return value === null || typeof value !== 'object'
}

function commentIn(text: string, start: number): string {
  return /(?:^|[ \t])(#[^\r\n]*)/.exec(text.slice(start, lineEnd(text, start)))?.[1] ?? ''
}

/** Replaces what stands in lines, or becomes lines, behind a key. The comment on the key's line stays. */
function replaceAfterKey(draft: Draft, part: Part, next: unknown, style: BlockStyle): string {
  const { text } = draft.tree
  const node = part.node
  const column = columnOf(text, part.start)
  const inline = node === null || isInline(node)
  const comment = commentIn(text, inline && node ? node.range[1] : part.afterMark)
  const canBeLines = inline && comment !== '' ? { ...style, blockText: false } : style
  const printed = printAfterKey(part.key, next, column, canBeLines)
  const end = node === null ? lineEnd(text, part.afterMark) : contentEnd(text, node)
  if (comment === '') return splice(text, part.afterMark, end, printed)
  const isLines = printed.startsWith(style.eol)
  const put = isLines ? ` ${comment}${printed}` : `${printed} ${comment}`
  return splice(text, part.afterMark, end, put)
}

function replaceEntry(draft: Draft, part: Part, next: unknown, style: BlockStyle): string {
  const { text } = draft.tree
  const { node } = part
  if (node && isMap(node) && isRecord(next)) {
    const lines = printLines(next, columnOf(text, node.range[0]), style)
    return splice(text, node.range[0], contentEnd(text, node), lines)
  }
  const put = printEntry(next, columnOf(text, part.start), style)
  return splice(text, part.start, part.end, put)
}

/**
 * The text with another value at a path, printed anew in the style that the old one had. Undefined where that
 * has no simple answer (the root, empty values, unusual ways of writing); a coarser edit is needed then.
 */
export function replaceNode(
  draft: Draft,
  path: Path,
  next: unknown,
  style: BlockStyle,
): string | undefined {
  const { text, root } = draft.tree
  const node = nodeAt(root, path)
  const parent = nodeAt(root, path.slice(0, -1))
  const last = path.at(-1)
  if (!node || !parent || last === undefined) return undefined
  const isEmpty = node.range[0] === node.range[1]
  if (isInFlow(root, path)) {
    return isEmpty
      ? undefined
      : splice(text, node.range[0], node.range[1], printInline(draft, path, next))
  }
  const part = partsOf(text, parent)?.entries.find(({ key }, index) =>
    typeof last === 'number' ? index === last : key === last,
  )
  if (!part) return undefined
  const keepsLine = isInline(node) && !isEmpty && (isScalarValue(next) || !isScalar(node))
  const isOneLine = !style.blockText || typeof next !== 'string' || !next.includes('\n')
  if (keepsLine && isOneLine) {
    return splice(text, node.range[0], node.range[1], printInline(draft, path, next))
  }
  return typeof last === 'number'
    ? replaceEntry(draft, part, next, style)
    : replaceAfterKey(draft, part, next, style)
}
