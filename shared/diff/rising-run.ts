/**
 * The positions of a longest subsequence of strictly rising values, found by patience sorting in
 * O(n log n).
 */
export function risingRun(values: readonly number[]): number[] {
  /** For each length, the position of the smallest value that a run of that length can end in. */
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  values.forEach((value, position) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[ends[middle] ?? -1] ?? 0) < value) low = middle + 1
      else high = middle
    }
    previous[position] = ends[low - 1]
    ends[low] = position
  })
  const run: number[] = []
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) run.push(at)
  return run.reverse()
}
