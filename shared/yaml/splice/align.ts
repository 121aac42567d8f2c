import { canonicalJson } from '../../canonical-json.ts'

/** One entry of the new list: the old position that it comes from, if any, and whether it is unchanged. */
export interface Aligned {
  readonly from: number | undefined
  readonly same: boolean
}

/** Most pairs of entries that are compared; beyond that entries are paired by position. */
const MAX_PAIRS = 1_000_000

/** Lengths of the longest common subsequences of all ends of two lists. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const both = a[i] === b[j] ? (rows[i + 1]?.[j + 1] ?? 0) + 1 : 0
      const row = rows[i]
      if (row) row[j] = both || Math.max(rows[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return rows
}

/** Pairs of equal entries, in order: a longest common subsequence. */
function matches(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > MAX_PAIRS) return []
  const rows = commonLengths(a, b)
  const pairs: [number, number][] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if ((rows[i + 1]?.[j] ?? 0) >= (rows[i]?.[j + 1] ?? 0)) i += 1
    else j += 1
  }
  return pairs
}

/** Length of what two lists have in common at their beginning. */
function commonStart(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return index
  return length
}

/**
 * Says for each entry of the new list which old one it continues: equal ones by a longest common subsequence,
 * those between them pairwise as changes, the rest as new.
 */
export function alignLists(old: readonly unknown[], next: readonly unknown[]): Aligned[] {
  const [a, b] = [old.map(canonicalJson), next.map(canonicalJson)]
  const start = commonStart(a, b)
  const end = commonStart(a.slice(start).toReversed(), b.slice(start).toReversed())
  const middle = matches(a.slice(start, a.length - end), b.slice(start, b.length - end))
  const aligned: Aligned[] = []
  const pairs: [number, number][] = [
    ...Array.from({ length: start }, (_, index): [number, number] => [index, index]),
    ...middle.map(([i, j]): [number, number] => [i + start, j + start]),
    ...Array.from({ length: end + 1 }, (_, index): [number, number] => [
      a.length - end + index,
      b.length - end + index,
    ]),
  ]
  let from = 0
  for (const [i, j] of pairs) {
    while (aligned.length < j) {
      aligned.push({ from: from < i ? from : undefined, same: false })
      if (from < i) from += 1
    }
    if (j < b.length) aligned.push({ from: i, same: true })
    from = i + 1
  }
  return aligned
}
