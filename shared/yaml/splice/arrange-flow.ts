import { type Placement, stayingPlaces } from './placement.ts'

/** The entries of a list or map in brackets, and what stands between them. */
export interface FlowList {
  readonly bodies: readonly string[]
  /** Text between each two entries: a comma, white space, comments. */
  readonly gaps: readonly string[]
  /** Text behind the opening bracket, and in front of the closing one. */
  readonly first: string
  readonly last: string
  /** What follows a comma on a line: a space, or nothing in compact JSON. */
  readonly space: string
}

/** A rearranged list in brackets. `gaps` has one text less than `bodies`. */
export interface ArrangedFlow {
  readonly bodies: readonly string[]
  readonly gaps: readonly string[]
}

const LAST_BREAK = /\r?\n[ \t]*$/

/** What separates a new entry from its neighbour: a comma, and a new line where the others have one. */
export function separatorOf(list: FlowList, near: number): string {
  const gap = list.gaps[Math.min(near, list.gaps.length - 1)]
  const white = LAST_BREAK.exec(gap ?? list.first)?.[0]
  if (white !== undefined) return `,${white}`
  return gap === undefined || gap.includes('#') ? `,${list.space}` : gap
}

/**
 * Puts the entries of a list in brackets into a new order, with new ones among them. What stands behind an
 * entry on its line, comma and comment, stays with it as long as it stays in place.
 */
export function arrangeFlow(list: FlowList, placements: readonly Placement[]): ArrangedFlow {
  const stays = stayingPlaces(placements)
  const gaps = placements.slice(1).map((place, index) => {
    const previous = placements[index]
    const from = previous?.from
    const old = from !== undefined && stays.has(from) ? list.gaps[from] : undefined
    return old ?? separatorOf(list, place.from ?? from ?? index)
  })
  return { bodies: placements.map(({ body }) => body), gaps }
}
