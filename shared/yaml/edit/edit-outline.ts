import { isMap, type ParsedNode } from 'yaml'
import { type Sequence, SequenceSchema } from '../../schema/sequence.ts'
import { columnOf, lineEnd } from '../layout/extent.ts'
import { splice } from '../layout/lines.ts'
import { partsOf } from '../layout/parts.ts'
import { type IndexedText, PLACEHOLDERS } from '../layout/skeleton.ts'
import type { BlockStyle } from '../print/print-block.ts'
import { isRecord, isSame } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'
import { withExtensions, withoutExtensions } from '../schema/extensions.ts'
import { shapeOf } from '../schema/schema-shape.ts'
import type { ListName } from '../sequence-document.ts'
import { arrangeBlock } from '../splice/arrange-block.ts'
import { changeValue } from '../splice/change-value.ts'
import { checkedDraft, type Draft, valueWith } from '../splice/draft.ts'
import { addField } from '../splice/edit-map.ts'
import { flowStyleAt } from '../splice/flow-style.ts'
import { readBlockList } from '../splice/list-text.ts'
import { isItem } from './edit-item.ts'
import { type NodesChange, spansOf } from './edit-nodes.ts'
import { bracketStyle, type ItemStyle, newItemTexts, styleLike } from './new-item.ts'
import { fileOf, type ListText, type Outline, outlineOf, placeholderSpan } from './outline.ts'

/** The keys of a sequence that are not lists of nodes. */
const HEAD_KEYS = ['version', 'name', 'metadata', 'policy'] as const

/** The keys outside the nodes whose values differ. */
export function changedHead(old: Sequence, next: Sequence): (typeof HEAD_KEYS)[number][] {
  return HEAD_KEYS.filter((key) => old[key] !== next[key] && !isSame(old[key], next[key]))
}

/** Changes name, version, metadata and policy; the entries of the lists are not looked at. */
export function editHead(
  state: IndexedText,
  old: Sequence,
  next: Sequence,
  eol: string,
): IndexedText | undefined {
  const keys = changedHead(old, next)
  const outline = outlineOf(state, old)
  const raw = outline?.draft.value
  const read = withoutExtensions(raw, SequenceSchema)
  if (!outline || !isRecord(read)) return undefined
  const changes = Object.fromEntries(keys.map((key) => [key, next[key]]))
  const target = withExtensions(raw, read, { ...read, ...changes })
  const draft = changeValue(outline.draft, { path: [], next: target, schema: SequenceSchema, eol })
  return draft && fileOf({ ...outline, draft })
}

/** The comments of a list in lines that stay when all its entries go. */
function linesLeft(state: IndexedText, name: ListName): string {
  const list = readBlockList(state.text, spansOf(state.index[name]))
  return list ? arrangeBlock(list, []).below : ''
}

function clearLines(draft: Draft, name: ListName, left: string, eol: string): string | undefined {
  const { text, root } = draft.tree
  const part = partsOf(text, root)?.entries.find(({ key }) => key === name)
  const place = placeholderSpan(draft, name)
  if (!part || !place) return undefined
  const keyLine = text.slice(part.afterMark, lineEnd(text, part.afterMark))
  const below = left === '' ? '' : eol + left.replace(/\r?\n$/, '')
  return splice(text, part.afterMark, place.end, ` []${keyLine.trimEnd()}${below}`)
}

/** Empties a list: `steps: []` takes its place, comments that belong to no entry stay. */
export function clearList(
  state: IndexedText,
  { name, current, eol }: NodesChange,
): IndexedText | undefined {
  const outline = outlineOf(state, current)
  if (!outline) return undefined
  const { draft, lists } = outline
  const expected = valueWith(draft.value, [name], [])
  const cleared =
    lists[name]?.style === 'block'
      ? checkedDraft(clearLines(draft, name, linesLeft(state, name), eol), expected)
      : changeValue(draft, { path: [name], next: [], schema: undefined, eol })
  const { [name]: _gone, ...others } = lists
  return cleared && fileOf({ draft: cleared, lists: others })
}

function styles(eol: string): BlockStyle {
  return { eol, blockText: true, quotes: 'plain' }
}

/** The skeleton with an empty list, added where it was missing. */
function withEmptyList(draft: Draft, name: ListName, eol: string): Draft | undefined {
  if (isRecord(draft.value) && Object.hasOwn(draft.value, name)) return draft
  const order = Object.keys(shapeOf(SequenceSchema).fields ?? {})
  const text = addField(draft, [], { key: name, value: [], order }, styles(eol))
  return checkedDraft(text, valueWith(draft.value, [name], []))
}

/** Column of the dashes of a list in lines: that of the other list, or two behind the keys. */
function dashColumn(draft: Draft, name: ListName, keyColumn: number): number {
  const other = placeholderSpan(draft, name === 'steps' ? 'gates' : 'steps')
  const { text } = draft.tree
  return other && text[other.start] === '-' ? columnOf(text, other.start) : keyColumn + 2
}

interface Filled {
  readonly draft: Draft | undefined
  readonly column: number
}

/** The skeleton with a placeholder in place of an empty list. */
function fillSkeleton(draft: Draft, name: ListName, eol: string): Filled {
  const { text, root } = draft.tree
  const expected = valueWith(draft.value, [name], [0])
  const part = partsOf(text, root)?.entries.find(({ key }) => key === name)
  const node = nodeAt(root, [name])
  if (!part || !node || !isMap(root)) return { draft: undefined, column: 0 }
  if (root.flow) {
    const filled = splice(text, node.range[0], node.range[1], `[${PLACEHOLDERS.flow}]`)
    return { draft: checkedDraft(filled, expected), column: 0 }
  }
  const column = dashColumn(draft, name, columnOf(text, part.start))
  const end = lineEnd(text, node.range[1])
  const comment = text.slice(node.range[1], end).trimEnd()
  const put = `${comment}${eol}${' '.repeat(column)}${PLACEHOLDERS.block}`
  return { draft: checkedDraft(splice(text, part.afterMark, end, put), expected), column }
}

function isJson(text: string, root: ParsedNode): boolean {
  return flowStyleAt(text, root, []).quotes === 'double'
}

/** The entries of a list that had none. The last one is followed by `after`. */
function printNodes(
  change: NodesChange,
  style: ItemStyle,
  place: { readonly flow: boolean; readonly column: number; readonly after: string },
): ListText | undefined {
  const { next, schema, eol } = change
  const pad = ' '.repeat(place.column)
  const separator = place.flow ? ', ' : eol + pad
  const kind = place.flow ? 'flow' : 'block'
  let text = ''
  const entries: { start: number; end: number }[] = []
  for (const [index, node] of next.entries()) {
    const after = index === next.length - 1 ? place.after : place.flow ? '' : eol
    const item = { style: kind, before: place.flow ? '' : pad, after } as const
    const body = newItemTexts(style, node, schema, eol).find((printed) =>
      isItem({ ...item, body: printed }, node, schema),
    )
    if (body === undefined) return undefined
    if (index > 0) text += separator
    entries.push({ start: text.length, end: text.length + body.length })
    text += body
  }
  return { style: kind, text, entries }
}

/** Fills a list that was empty or missing: in lines below its key, or in brackets in a file of brackets. */
export function fillList(state: IndexedText, change: NodesChange): IndexedText | undefined {
  const { name, current, eol } = change
  const outline = outlineOf(state, current)
  const empty = outline && withEmptyList(outline.draft, name, eol)
  if (!outline || !empty) return undefined
  const { draft, column } = fillSkeleton(empty, name, eol)
  const place = draft && placeholderSpan(draft, name)
  if (!draft || !place) return undefined
  const { text, root } = draft.tree
  const flow = isMap(root) && root.flow === true
  const after = flow || place.end === text.length ? '' : eol
  const style = flow ? bracketStyle(isJson(text, root)) : styleLike(undefined, column)
  const list = printNodes(change, style, { flow, column, after })
  const filled: Outline | undefined = list && { draft, lists: { ...outline.lists, [name]: list } }
  return filled && fileOf(filled)
}
