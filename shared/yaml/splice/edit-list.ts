import { isScalar } from 'yaml'
import { columnOf } from '../layout/extent.ts'
import { splice } from '../layout/lines.ts'
import { type Part, type Parts, partsOf } from '../layout/parts.ts'
import { type BlockStyle, printEntry } from '../print/print-block.ts'
import type { Path } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'
import { alignLists } from './align.ts'
import { arrangeBlock } from './arrange-block.ts'
import { arrangeFlow } from './arrange-flow.ts'
import type { Draft } from './draft.ts'
import { flowStyleAt } from './flow-style.ts'
import { readBlockList, readFlowList, writeBlockList, writeFlowList } from './list-text.ts'
import type { Placement } from './placement.ts'
import { isInline, printInPlace, quotesOf } from './replace-node.ts'

/** Prints an entry anew; `quotes` are those of the scalar whose place it takes. */
type PrintEntry = (value: unknown, old: Part | undefined) => string

function isScalarValue(value: unknown): boolean {
  return value === null || typeof value !== 'object'
}

/** The text of an entry that changes: of a scalar only its value, so that a comment behind it stays. */
function changedBody(text: string, part: Part, value: unknown, print: PrintEntry): string {
  const { node } = part
  const isSimple = node && isScalar(node) && isInline(node) && isScalarValue(value)
  const printed = print(value, part)
  if (!isSimple || node.range[0] === node.range[1]) return printed
  const put = part.start === node.range[0] ? printed : printed.slice('- '.length)
  const [start, end] = node.range
  return splice(text.slice(part.start, part.end), start - part.start, end - part.start, put)
}

function placementsOf(
  draft: Draft,
  lists: {
    readonly parts: Parts
    readonly old: readonly unknown[]
    readonly next: readonly unknown[]
  },
  print: PrintEntry,
): Placement[] {
  const { text } = draft.tree
  const { parts, old, next } = lists
  return alignLists(old, next).map(({ from, same }, index) => {
    const part = from === undefined ? undefined : parts.entries[from]
    if (from === undefined || !part) return { body: print(next[index], undefined) }
    const body = same
      ? text.slice(part.start, part.end)
      : changedBody(text, part, next[index], print)
    return { from, body }
  })
}

/**
 * The text with another list at a path, entry by entry: what stays keeps its text and comments. Undefined when
 * a coarser edit is needed, as for a list that was or becomes empty.
 */
export function editList(
  draft: Draft,
  path: Path,
  lists: { readonly old: readonly unknown[]; readonly next: readonly unknown[] },
  style: BlockStyle,
): string | undefined {
  const { text, root } = draft.tree
  const node = nodeAt(root, path)
  const parts = node && partsOf(text, node)
  const first = parts?.entries[0]
  if (!parts || !first || lists.next.length === 0) return undefined
  if (parts.inside) {
    const flow = flowStyleAt(text, root, path)
    const list = readFlowList(text, parts.entries, parts.inside, flow.space)
    const placements = placementsOf(draft, { parts, ...lists }, (value, old) =>
      printInPlace(value, old?.node, flow),
    )
    const last = parts.entries.at(-1)
    const put = list && writeFlowList(arrangeFlow(list, placements))
    return put === undefined ? undefined : splice(text, first.start, last?.end ?? first.end, put)
  }
  const list = readBlockList(text, parts.entries)
  if (!list) return undefined
  const column = columnOf(text, first.start)
  const print: PrintEntry = (value, old) =>
    printEntry(value, column, { ...style, quotes: quotesOf(old?.node) })
  const placements = placementsOf(draft, { parts, ...lists }, print)
  const put = writeBlockList(list, arrangeBlock(list, placements))
  return splice(text, list.span.start, list.span.end, put)
}
