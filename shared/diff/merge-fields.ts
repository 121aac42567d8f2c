import { isEqual } from './equal.ts'
import type { BothChanged, ThreeWay } from './merge-conflict.ts'
import { mergeOrder } from './merge-order.ts'

type Fields = Readonly<Record<string, unknown>>

/** Lists that are merged as sets: each side adds and removes members of its own. */
const SETS = new Set(['depends_on', 'after', 'artifacts', 'fusion_candidates'])
/** Objects whose keys are merged one by one. */
const NESTED = new Set(['metadata', 'policy'])

/** The value that is right when at most one side changed it, or both alike; undefined in the box otherwise. */
export function plainMerge<T>({ base, mine, theirs }: ThreeWay<T>): { value: T } | undefined {
  if (isEqual(mine, theirs) || isEqual(base, theirs)) return { value: mine }
  return isEqual(base, mine) ? { value: theirs } : undefined
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? [...new Set(value.map(String))] : []
}

/** Members that both sides still have, and those that either added; the field goes with its last member. */
function mergeSets(values: ThreeWay<unknown>): string[] | undefined {
  const lists = {
    base: texts(values.base),
    mine: texts(values.mine),
    theirs: texts(values.theirs),
  }
  const [base, mine, theirs] = [new Set(lists.base), new Set(lists.mine), new Set(lists.theirs)]
  const members = [...new Set([...lists.base, ...lists.mine, ...lists.theirs])].filter((id) =>
    base.has(id) ? mine.has(id) && theirs.has(id) : true,
  )
  const { order } = mergeOrder(lists, new Set(members))
  return order.length > 0 ? [...order] : undefined
}

function fieldsOf(value: unknown): Fields {
  return value !== null && typeof value === 'object' ? (value as Fields) : {}
}

/** What the fields belong to, for the conflicts that are found among them. */
interface Place {
  readonly id: string | null
  /** Put before the names of fields, as in `metadata.`. */
  readonly prefix: string
  readonly conflicts: BothChanged[]
}

function mergeField(field: string, values: ThreeWay<unknown>, place: Place): unknown {
  const plain = plainMerge(values)
  if (plain) return plain.value
  if (SETS.has(field)) return mergeSets(values)
  if (place.id === null && NESTED.has(field)) {
    const { base, mine, theirs } = values
    const sides = { base: fieldsOf(base), mine: fieldsOf(mine), theirs: fieldsOf(theirs) }
    const merged = mergeFields(sides, { ...place, prefix: `${field}.` })
    return Object.keys(merged).length > 0 ? merged : undefined
  }
  place.conflicts.push({
    kind: 'both-changed',
    id: place.id,
    field: `${place.prefix}${field}`,
    ...values,
  })
  return values.base
}

/**
 * The fields of three objects merged one by one; what both sides changed has the base's value and is noted in
 * `place.conflicts`. Fields stand in the base's order, new ones behind it by name.
 */
export function mergeFields(objects: ThreeWay<Fields>, place: Place): Record<string, unknown> {
  const { base, mine, theirs } = objects
  const known = new Set(Object.keys(base))
  const added = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    .filter((field) => !known.has(field))
    .sort()
  const merged: Record<string, unknown> = {}
  for (const field of [...known, ...added]) {
    const values = { base: base[field], mine: mine[field], theirs: theirs[field] }
    const value = mergeField(field, values, place)
    if (value !== undefined) merged[field] = value
  }
  return merged
}
