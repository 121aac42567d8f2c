import { changedSpan } from '../../schema/changed-span.ts'
import { isRecord, isSame } from '../read/plain.ts'

/** A step or gate, as far as matching needs it. */
export interface NodeLike {
  readonly id: string
}

function fieldsOf(node: NodeLike): Readonly<Record<string, unknown>> {
  return isRecord(node) ? node : {}
}

/** True for nodes that share at least half of their fields besides the id: one renamed, not two. */
function isRenamed(old: NodeLike, next: NodeLike): boolean {
  const [a, b] = [fieldsOf(old), fieldsOf(next)]
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  keys.delete('id')
  let same = 0
  for (const key of keys) if (isSame(a[key], b[key])) same += 1
  return same * 2 >= keys.size
}

/** Old positions by the matched neighbour in front of them, for those that nothing matched yet. */
function unmatchedByNeighbour(
  old: readonly NodeLike[],
  matched: ReadonlySet<number>,
): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  let neighbour = ''
  for (const [index, node] of old.entries()) {
    if (matched.has(index)) neighbour = node.id
    else groups.set(neighbour, [...(groups.get(neighbour) ?? []), index])
  }
  return groups
}

/**
 * For each new node the position of the old one that it continues: the one with its id, or one that went away
 * at the same place and is alike enough to have been renamed. Undefined for nodes that are new.
 */
export function matchNodes(
  old: readonly NodeLike[],
  next: readonly NodeLike[],
): (number | undefined)[] {
  const { before, after, start } = changedSpan(old, next)
  const shift = old.length - next.length
  const inSpan = matchChanged(before, after)
  return next.map((_, index) => {
    if (index < start) return index
    const at = index - start
    if (at >= after.length) return index + shift
    const from = inSpan[at]
    return from === undefined ? undefined : from + start
  })
}

function matchChanged(old: readonly NodeLike[], next: readonly NodeLike[]): (number | undefined)[] {
  const positions = new Map(old.map((node, index) => [node.id, index]))
  const from = next.map((node) => positions.get(node.id))
  const matched = new Set(from.filter((index) => index !== undefined))
  if (matched.size === old.length || matched.size === next.length) return from
  const groups = unmatchedByNeighbour(old, matched)
  let neighbour = ''
  for (const [index, node] of next.entries()) {
    if (from[index] !== undefined) {
      neighbour = node.id
      continue
    }
    const group = groups.get(neighbour)
    const candidate = group?.[0]
    const before = candidate === undefined ? undefined : old[candidate]
    if (before && candidate !== undefined && isRenamed(before, node)) {
      from[index] = candidate
      group?.shift()
    }
  }
  return from
}
