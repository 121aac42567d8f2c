import { type Lines, leadingBlank, splitLead, withoutTrailingBlank } from '../layout/lines.ts'
import { type Placement, stayingPlaces } from './placement.ts'

/** The entries of a list in lines, and the lines between them. */
export interface BlockList {
  /** Text of each entry from its dash to its end, without the last line end. */
  readonly bodies: readonly string[]
  /** Lines above each entry: above the first, those below the line of the list's key. */
  readonly above: readonly Lines[]
  /** White space in front of each entry. */
  readonly indent: string
  readonly eol: string
  /** True when an empty line or the end of the file follows. */
  readonly blankBelow: boolean
}

/** A rearranged list: entries as before, and the lines that stay behind after the last one. */
export interface ArrangedBlock {
  readonly bodies: readonly string[]
  readonly above: readonly Lines[]
  readonly below: Lines
}

interface Slot {
  readonly body: string
  /** Lines above that stand for themselves. */
  lines: Lines
  /** The entry's own comment. */
  readonly lead: Lines
}

interface Gone {
  readonly lines: Lines
  /** True when nothing is left above the removed entry. */
  readonly isFirst: boolean
}

/** Joins the lines around a removed entry so that no two runs of empty lines meet. */
function joined(gone: Gone | undefined, lines: Lines): Lines {
  if (!gone) return lines
  const blank = leadingBlank(lines)
  if (blank === '') return gone.lines + lines
  if (gone.isFirst && gone.lines === '') return lines.slice(blank.length)
  return withoutTrailingBlank(gone.lines) + lines
}

/** Takes out what does not stay; what stood above it stays with the next one, or below the last one. */
function takeOut(list: BlockList, stays: ReadonlySet<number>): { slots: Slot[]; below: Lines } {
  const slots: Slot[] = []
  let gone: Gone | undefined
  for (const [index, body] of list.bodies.entries()) {
    const { rest, lead } = splitLead(list.above[index] ?? '', list.indent)
    const lines = joined(gone, rest)
    if (stays.has(index)) {
      slots.push({ body, lines, lead })
      gone = undefined
    } else gone = { lines, isFirst: slots.length === 0 }
  }
  const left = gone?.lines ?? ''
  return { slots, below: list.blankBelow ? withoutTrailingBlank(left) : left }
}

/** The empty lines above an entry of the list, for a new one to look like it; none above the first. */
function spacing(list: BlockList, position: number): Lines {
  return position < 1 ? '' : leadingBlank(list.above[position] ?? '')
}

/** The lines above an entry that comes in front of `staying`, or at the end. */
function linesAbove(
  list: BlockList,
  place: { readonly staying: Slot | undefined; readonly isFirst: boolean; readonly below: Lines },
): Lines {
  const { staying, isFirst, below } = place
  if (!staying) return isFirst ? below : spacing(list, list.bodies.length - 1)
  if (!isFirst) return leadingBlank(staying.lines)
  // Lines below the key of the list stay at its top.
  const { lines } = staying
  staying.lines = spacing(list, 1)
  return lines
}

/**
 * Puts the entries of a list in lines into a new order, with new ones among them. An entry moves and goes with
 * the comment directly above it in its own column; other comments stay where they are; empty lines are kept so
 * that new entries are spaced as their neighbours are.
 */
export function arrangeBlock(list: BlockList, placements: readonly Placement[]): ArrangedBlock {
  const stays = stayingPlaces(placements)
  const { slots, below } = takeOut(list, stays)
  const result: Slot[] = []
  let next = 0
  for (const { from, body } of placements) {
    const staying = slots[next]
    if (from !== undefined && stays.has(from) && staying) {
      result.push({ ...staying, body })
      next += 1
      continue
    }
    const lead = from === undefined ? '' : splitLead(list.above[from] ?? '', list.indent).lead
    const lines = linesAbove(list, { staying, isFirst: result.length === 0, below })
    result.push({ body, lead, lines })
  }
  return {
    bodies: result.map(({ body }) => body),
    above: result.map(({ lines, lead }) => lines + lead),
    below: slots.length === 0 && result.length > 0 ? '' : below,
  }
}
