import type { z } from 'zod'
import type { Sequence } from '../../schema/sequence.ts'
import { lineStart } from '../layout/extent.ts'
import { splice } from '../layout/lines.ts'
import { indexOfSpans } from '../layout/list-index.ts'
import type { IndexedText, Span } from '../layout/skeleton.ts'
import { isSame } from '../read/plain.ts'
import type { ListIndex, ListName } from '../sequence-document.ts'
import { editItem, type ItemText, ownLength } from './edit-item.ts'
import type { NodeLike } from './match-nodes.ts'

/** The steps or the gates before and after. */
export interface NodesChange {
  readonly name: ListName
  readonly old: readonly NodeLike[]
  readonly next: readonly NodeLike[]
  /** For each new node the position of the old one that it continues. */
  readonly from: readonly (number | undefined)[]
  /** The whole sequence that the text has before this change. */
  readonly current: Sequence
  readonly schema: z.core.$ZodType
  readonly eol: string
}

/** The stretches of all entries of a list. */
export function spansOf(list: ListIndex): Span[] {
  let start = list.start
  return list.bodies.map((length, index) => {
    const span = { start, end: start + length }
    start = span.end + (list.gaps[index] ?? 0)
    return span
  })
}

/** What follows an entry, as far as it can matter to how the entry reads. */
function followingText(text: string, spans: readonly Span[], index: number): string {
  const end = spans[index]?.end ?? text.length
  const next = spans[index + 1]
  return next ? text.slice(end, next.start) : (/^\r?\n/.exec(text.slice(end, end + 2))?.[0] ?? '')
}

/** An entry of a list with what stands around it. */
export function itemText(
  text: string,
  list: ListIndex,
  spans: readonly Span[],
  index: number,
): ItemText | undefined {
  const span = spans[index]
  if (!span || list.style === 'none') return undefined
  const body = text.slice(span.start, span.end)
  if (list.style === 'flow') return { style: 'flow', before: '', body, after: '' }
  const before = text.slice(lineStart(text, span.start), span.start)
  return { style: 'block', before, body, after: followingText(text, spans, index) }
}

/** The index with one list replaced and what stands behind it moved by `shift`. */
export function withList(
  { index }: IndexedText,
  name: ListName,
  list: ListIndex,
  shift: number,
): IndexedText['index'] {
  const other = name === 'steps' ? 'gates' : 'steps'
  const moved = index[other]
  const isBehind = moved.style !== 'none' && moved.start > index[name].start
  const kept = isBehind ? { ...moved, start: moved.start + shift } : moved
  return name === 'steps' ? { steps: list, gates: kept } : { steps: kept, gates: list }
}

/** The state with entries at some positions ending where their own text ends; the rest joins the gap behind. */
export function withOwnEnds(
  state: IndexedText,
  name: ListName,
  positions: readonly number[],
): IndexedText {
  const list = state.index[name]
  const spans = spansOf(list)
  const [bodies, gaps] = [[...list.bodies], [...list.gaps]]
  for (const position of positions) {
    const item = itemText(state.text, list, spans, position)
    const left = item ? item.body.length - ownLength(item) : 0
    if (left === 0) continue
    bodies[position] = (bodies[position] ?? 0) - left
    if (position < gaps.length) gaps[position] = (gaps[position] ?? 0) + left
  }
  return { ...state, index: { ...state.index, [name]: { ...list, bodies, gaps } } }
}

/**
 * Changes nodes that stay where they are: only their own text is parsed and replaced. Undefined when the text
 * is not what the index and the old nodes say, or one of the edits has no right result.
 */
export function editInPlace(state: IndexedText, change: NodesChange): IndexedText | undefined {
  const { name, old, next, schema, eol } = change
  const list = state.index[name]
  const spans = spansOf(list)
  const pieces: string[] = []
  const bodies = [...list.bodies]
  const touched: number[] = []
  let done = 0
  for (const [index, node] of next.entries()) {
    const before = old[index]
    if (before === node || isSame(before, node)) continue
    const item = itemText(state.text, list, spans, index)
    const body = item && editItem(item, { old: before, next: node, schema, eol })
    const span = spans[index]
    if (body === undefined || !span) return undefined
    pieces.push(state.text.slice(done, span.start), body)
    bodies[index] = body.length
    touched.push(index)
    done = span.end
  }
  const text = pieces.join('') + state.text.slice(done)
  const shift = text.length - state.text.length
  const index = withList(state, name, { ...list, bodies }, shift)
  return withOwnEnds({ text, index }, name, touched)
}

/** A list's text in its new form: where it goes and what its entries are there. */
export interface RewrittenList {
  readonly span: Span
  readonly put: string
  readonly style: 'block' | 'flow'
  /** Stretches of the entries within `put`. */
  readonly entries: readonly Span[]
}

/** The text with a rewritten list in it. */
export function withRewritten(
  state: IndexedText,
  name: ListName,
  { span, put, style, entries }: RewrittenList,
): IndexedText {
  const moved = entries.map(({ start, end }) => ({
    start: span.start + start,
    end: span.start + end,
  }))
  const shift = put.length - (span.end - span.start)
  return {
    text: splice(state.text, span.start, span.end, put),
    index: withList(state, name, indexOfSpans(style, moved), shift),
  }
}
