import { lineStart } from '../layout/extent.ts'
import { lineEndOf } from '../layout/lines.ts'
import type { Span } from '../layout/skeleton.ts'
import type { ArrangedBlock, BlockList } from './arrange-block.ts'
import type { ArrangedFlow, FlowList } from './arrange-flow.ts'

/** A list in lines together with the stretch of the text that it and the lines above it take. */
export interface BlockListText extends BlockList {
  readonly span: Span
}

const COMMENT_OR_BLANK = /^[ \t]*(?:#.*)?$/

/** Offset of the first of the comment lines and empty lines directly above a line. */
function linesAboveStart(text: string, start: number): number {
  let first = start
  while (first > 0) {
    const previous = lineStart(text, first - 1)
    const line = text.slice(previous, first - 1).replace(/\r$/, '')
    if (!COMMENT_OR_BLANK.test(line)) break
    first = previous
  }
  return first
}

/** The whole lines between the end of one entry and the line of the next one. */
function linesBetween(gap: string): string {
  return gap.slice(gap.indexOf('\n') + 1, gap.lastIndexOf('\n') + 1)
}

/** Takes a list in lines apart; undefined when its first entry does not begin a line. */
export function readBlockList(text: string, entries: readonly Span[]): BlockListText | undefined {
  const [first, last] = [entries[0], entries.at(-1)]
  if (!first || !last) return undefined
  const start = lineStart(text, first.start)
  const indent = text.slice(start, first.start)
  if (!/^ *$/.test(indent)) return undefined
  const top = linesAboveStart(text, start)
  const above = entries.map((entry, index) => {
    const previous = entries[index - 1]
    return previous ? linesBetween(text.slice(previous.end, entry.start)) : text.slice(top, start)
  })
  return {
    bodies: entries.map((entry) => text.slice(entry.start, entry.end)),
    above,
    indent,
    eol: lineEndOf(text),
    blankBelow: /^(?:\r?\n[ \t]*(?:\r?\n|$)|$)/.test(text.slice(last.end)),
    span: { start: top, end: last.end },
  }
}

/** Text from the line below the list's key to the end of its last entry (and of what is left below it). */
export function writeBlockList(list: BlockList, arranged: ArrangedBlock): string {
  const { indent, eol } = list
  const entries = arranged.bodies.map(
    (body, index) => `${arranged.above[index] ?? ''}${indent}${body}`,
  )
  const below = arranged.below.replace(/\r?\n$/, '')
  return (below === '' ? entries : [...entries, below]).join(eol)
}

/** Takes what stands between brackets apart. `space` is what follows a comma on a line. */
export function readFlowList(
  text: string,
  entries: readonly Span[],
  inside: Span,
  space: string,
): FlowList | undefined {
  const [first, last] = [entries[0], entries.at(-1)]
  if (!first || !last) return undefined
  return {
    bodies: entries.map((entry) => text.slice(entry.start, entry.end)),
    gaps: entries.slice(1).map((entry, index) => text.slice(entries[index]?.end, entry.start)),
    first: text.slice(inside.start, first.start),
    last: text.slice(last.end, inside.end),
    space,
  }
}

/** The entries of a list in brackets with what stands between them, without what stands around them. */
export function writeFlowList(arranged: ArrangedFlow): string {
  return arranged.bodies.map((body, index) => body + (arranged.gaps[index] ?? '')).join('')
}
