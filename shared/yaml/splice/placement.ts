/** One entry of a list as it shall be: one that was there, at its old position, or a new one. */
export interface Placement {
  readonly from?: number
  /** Its text, changed or not. */
  readonly body: string
}

/**
 * Old positions of the entries that need not move: a longest increasing subsequence (Fredman's patience
 * method), so that as few entries as possible are moved. O(n log n).
 */
export function stayingPlaces(placements: readonly Placement[]): ReadonlySet<number> {
  const order = placements.flatMap(({ from }) => (from === undefined ? [] : [from]))
  // tails[k]: index in `order` of the smallest end of an increasing run of k + 1.
  const tails: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, from] of order.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((order[tails[middle] ?? 0] ?? 0) < from) low = middle + 1
      else high = middle
    }
    before.push(low > 0 ? tails[low - 1] : undefined)
    tails[low] = index
  }
  const stays = new Set<number>()
  for (let at = tails.at(-1); at !== undefined; at = before[at]) stays.add(order[at] ?? 0)
  return stays
}
