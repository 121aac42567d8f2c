import type { IndexedText, Span } from '../layout/skeleton.ts'
import { isSame } from '../read/plain.ts'
import { arrangeBlock } from '../splice/arrange-block.ts'
import { arrangeFlow } from '../splice/arrange-flow.ts'
import { draftOf } from '../splice/draft.ts'
import { readBlockList, readFlowList, writeBlockList, writeFlowList } from '../splice/list-text.ts'
import type { Placement } from '../splice/placement.ts'
import { editItem, isItem } from './edit-item.ts'
import {
  itemText,
  type NodesChange,
  type RewrittenList,
  spansOf,
  withOwnEnds,
  withRewritten,
} from './edit-nodes.ts'
import { type ItemStyle, newItemTexts, styleLike } from './new-item.ts'

/** Where entries of given lengths stand when these separators (and a first one) stand in front of them. */
function spansBetween(bodies: readonly string[], separators: readonly string[]): Span[] {
  let end = 0
  return bodies.map((body, index) => {
    const start = end + (separators[index]?.length ?? 0)
    end = start + body.length
    return { start, end }
  })
}

interface Entries {
  readonly state: IndexedText
  readonly change: NodesChange
  readonly spans: readonly Span[]
  /** The style of the entry at an old position. */
  readonly styleOf: (position: number) => ItemStyle
}

/** What follows an entry at a position of the new list: nothing only at the end of a file without a last line end. */
function afterIn({ state, change, spans }: Entries, index: number, count: number): string {
  if (state.index[change.name].style === 'flow') return ''
  const atEnd = index === count - 1 && spans.at(-1)?.end === state.text.length
  return atEnd ? '' : change.eol
}

/** Old position of the entry that a new one follows, or of the first one that follows it. */
function neighbour({ from }: NodesChange, index: number): number {
  const above = from.slice(0, index).findLast((position) => position !== undefined)
  return above ?? from.slice(index).find((position) => position !== undefined) ?? 0
}

/** The text of a node printed anew: the first form that reads back as it should. */
function printedBody(entries: Entries, index: number): string | undefined {
  const { state, change, spans, styleOf } = entries
  const { next, schema, eol, name } = change
  const node = next[index]
  const model = itemText(state.text, state.index[name], spans, 0)
  if (!node || !model) return undefined
  const after = afterIn(entries, index, next.length)
  const style = styleOf(neighbour(change, index))
  return newItemTexts(style, node, schema, eol).find((body) =>
    isItem({ ...model, body, after }, node, schema),
  )
}

/** The text of a node that was there: as it is, or edited, or anew where its new place would change its meaning. */
function keptBody(entries: Entries, index: number, from: number): string | undefined {
  const { state, change, spans } = entries
  const { old, next, schema, eol, name } = change
  const item = itemText(state.text, state.index[name], spans, from)
  if (!item) return undefined
  const isKept = old[from] === next[index] || isSame(old[from], next[index])
  const body = isKept
    ? item.body
    : editItem(item, { old: old[from], next: next[index], schema, eol })
  const after = afterIn(entries, index, next.length)
  if (body === undefined || (after === '') === (item.after === '')) return body
  return isItem({ ...item, body, after }, next[index], schema) ? body : printedBody(entries, index)
}

/** The text of each node in its new place; undefined when one of them can't be edited by itself. */
function placementsOf(entries: Entries): Placement[] | undefined {
  const placements: Placement[] = []
  for (const [index, from] of entries.change.from.entries()) {
    const body = from === undefined ? printedBody(entries, index) : keptBody(entries, index, from)
    if (body === undefined) return undefined
    placements.push(from === undefined ? { body } : { from, body })
  }
  return placements
}

interface Arrangement {
  readonly list: RewrittenList
  /** Separators in front of the entries, before and after. */
  readonly oldSeparators: readonly string[]
  readonly separators: readonly string[]
}

function arrangeLines(
  state: IndexedText,
  spans: readonly Span[],
  placements: readonly Placement[],
): Arrangement | undefined {
  const list = readBlockList(state.text, spans)
  if (!list) return undefined
  const arranged = arrangeBlock(list, placements)
  const separate = (above: string, index: number) =>
    `${index === 0 ? '' : list.eol}${above}${list.indent}`
  const separators = arranged.above.map(separate)
  return {
    list: {
      span: list.span,
      put: writeBlockList(list, arranged),
      style: 'block',
      entries: spansBetween(arranged.bodies, separators),
    },
    oldSeparators: list.above.map(separate),
    separators,
  }
}

function arrangeBrackets(
  state: IndexedText,
  spans: readonly Span[],
  placements: readonly Placement[],
): Arrangement | undefined {
  const [first, last] = [spans[0], spans.at(-1)]
  if (!first || !last) return undefined
  const blank =
    /\s*$/.exec(state.text.slice(Math.max(0, first.start - 1000), first.start))?.[0] ?? ''
  const inside = { start: first.start - blank.length, end: last.end }
  const space = /"[^"]*":\S/.test(state.text.slice(first.start, first.end)) ? '' : ' '
  const list = readFlowList(state.text, spans, inside, space)
  if (!list) return undefined
  const arranged = arrangeFlow(list, placements)
  const separators = ['', ...arranged.gaps]
  return {
    list: {
      span: { start: first.start, end: last.end },
      put: writeFlowList(arranged),
      style: 'flow',
      entries: spansBetween(arranged.bodies, separators),
    },
    oldSeparators: ['', ...list.gaps],
    separators,
  }
}

/** True when an entry and what follows it are just as they were. */
function isUntouched(
  change: NodesChange,
  placement: Placement,
  position: { readonly index: number; readonly arrangement: Arrangement },
): boolean {
  const { index, arrangement } = position
  const { from } = placement
  if (from === undefined) return false
  const [before, after] = [change.old[from], change.next[index]]
  if (before !== after && !isSame(before, after)) return false
  return arrangement.oldSeparators[from + 1] === arrangement.separators[index + 1]
}

/** True when commas still stand where entries need them. */
function areSound(gaps: readonly string[]): boolean {
  return [...new Set(gaps)].every((gap) => isSame(draftOf(`[0${gap}0]`)?.value, [0, 0]))
}

/** Positions of the entries that moved, are new, or have something else behind them. */
function touchedPositions(
  change: NodesChange,
  arrangement: Arrangement,
  placements: readonly Placement[],
): number[] {
  return [...placements.keys()].filter((index) => {
    const placement = placements[index]
    return placement && !isUntouched(change, placement, { index, arrangement })
  })
}

/** Reads entries and compares them with what they shall be. */
function areRight(state: IndexedText, change: NodesChange, positions: readonly number[]): boolean {
  const list = state.index[change.name]
  const spans = spansOf(list)
  return positions.every((index) => {
    const item = itemText(state.text, list, spans, index)
    return item !== undefined && isItem(item, change.next[index], change.schema)
  })
}

/** Styles of entries, each found out once. */
function stylesOf(state: IndexedText, change: NodesChange, spans: readonly Span[]) {
  const known = new Map<number, ItemStyle>()
  return (position: number): ItemStyle => {
    const before = known.get(position)
    if (before) return before
    const model = itemText(state.text, state.index[change.name], spans, position)
    const style = styleLike(model, model?.before.length ?? 0)
    known.set(position, style)
    return style
  }
}

/** True when the texts of the nodes that go are those nodes, so that nothing else goes with them. */
function areGoneRight(state: IndexedText, change: NodesChange, spans: readonly Span[]): boolean {
  const kept = new Set(change.from)
  return change.old.every((node, position) => {
    if (kept.has(position)) return true
    const item = itemText(state.text, state.index[change.name], spans, position)
    return item !== undefined && isItem(item, node, change.schema)
  })
}

/**
 * Adds, removes and moves nodes, each with its own text and the comment directly above it, and edits those that
 * changed. Undefined when something would not read back as it should.
 */
export function rearrange(state: IndexedText, change: NodesChange): IndexedText | undefined {
  const list = state.index[change.name]
  const spans = spansOf(list)
  if (!areGoneRight(state, change, spans)) return undefined
  const styleOf = stylesOf(state, change, spans)
  const placements = placementsOf({ state, change, spans, styleOf })
  if (!placements) return undefined
  const arrangement =
    list.style === 'block'
      ? arrangeLines(state, spans, placements)
      : arrangeBrackets(state, spans, placements)
  if (!arrangement) return undefined
  const rewritten = withRewritten(state, change.name, arrangement.list)
  if (list.style === 'flow' && !areSound(arrangement.separators.slice(1))) return undefined
  const touched = touchedPositions(change, arrangement, placements)
  if (!areRight(rewritten, change, touched)) return undefined
  return withOwnEnds(rewritten, change.name, touched)
}
