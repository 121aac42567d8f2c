import type { OrderConflict, ThreeWay } from './merge-conflict.ts'
import { risingRun } from './rising-run.ts'

/** The merged order of a list, and the members that both sides put in different places. */
export interface MergedOrder {
  readonly order: readonly string[]
  readonly conflicts: readonly OrderConflict[]
}

type Ids = readonly string[]
type Source = keyof ThreeWay<unknown>

/** What the three lists say about places. Ids that no side moved and all have are the fixed points. */
interface Places {
  readonly fixed: Ids
  /** For each list, how many fixed points stand before each id. */
  readonly gaps: ThreeWay<ReadonlyMap<string, number>>
  readonly moved: { readonly mine: ReadonlySet<string>; readonly theirs: ReadonlySet<string> }
}

/** The fewest ids that must have been moved to turn the base's order into this one. */
function movedIds(base: Ids, ids: Ids): Set<string> {
  const places = new Map(base.map((id, index) => [id, index]))
  const kept = ids.filter((id) => places.has(id))
  const still = new Set(risingRun(kept.map((id) => places.get(id) ?? 0)))
  return new Set(kept.filter((_, position) => !still.has(position)))
}

function gapsOf(ids: Ids, fixed: ReadonlySet<string>): Map<string, number> {
  const gaps = new Map<string, number>()
  let before = 0
  for (const id of ids) {
    gaps.set(id, before)
    if (fixed.has(id)) before += 1
  }
  return gaps
}

function placesOf({ base, mine, theirs }: ThreeWay<Ids>, members: ReadonlySet<string>): Places {
  const moved = { mine: movedIds(base, mine), theirs: movedIds(base, theirs) }
  const [inMine, inTheirs] = [new Set(mine), new Set(theirs)]
  const fixed = base.filter(
    (id) =>
      members.has(id) &&
      inMine.has(id) &&
      inTheirs.has(id) &&
      !moved.mine.has(id) &&
      !moved.theirs.has(id),
  )
  const points = new Set(fixed)
  const gaps = {
    base: gapsOf(base, points),
    mine: gapsOf(mine, points),
    theirs: gapsOf(theirs, points),
  }
  return { fixed, gaps, moved }
}

/** Which lists place an id, and whether that is for want of agreement. */
interface Placing {
  readonly by: readonly Source[]
  readonly isConflict: boolean
}

function agreed(...by: Source[]): Placing {
  return { by, isConflict: false }
}

function placingOf(id: string, { gaps, moved }: Places): Placing {
  const [base, mine, theirs] = [gaps.base.get(id), gaps.mine.get(id), gaps.theirs.get(id)]
  if (mine === undefined) return theirs === undefined ? agreed('base') : agreed('theirs')
  if (theirs === undefined) return agreed('mine')
  const [byMine, byTheirs] = [moved.mine.has(id), moved.theirs.has(id)]
  if (base !== undefined && byMine !== byTheirs) return agreed(byMine ? 'mine' : 'theirs')
  if (mine === theirs) return agreed('mine', 'theirs')
  if (base !== undefined) return { by: ['base'], isConflict: true }
  // The base has no place for it: the earlier of the two, so that the sides' roles do not matter.
  return { by: [mine < theirs ? 'mine' : 'theirs'], isConflict: true }
}

/** One list out of several, each in its own order as far as the others let it; ties by the smaller id. */
function interleave(runs: readonly Ids[]): string[] {
  const members = runs.map((run) => new Set(run))
  const at = runs.map(() => 0)
  const merged = new Set<string>()
  const headOf = (run: Ids, index: number): string | undefined => {
    while (merged.has(run[at[index] ?? 0] ?? '')) at[index] = (at[index] ?? 0) + 1
    return run[at[index] ?? 0]
  }
  for (;;) {
    const heads = runs.map(headOf)
    const here = heads.flatMap((id) => id ?? [])
    const free = here.filter((id) =>
      members.every((ids, index) => !ids.has(id) || heads[index] === id),
    )
    const next = (free.length > 0 ? free : here).toSorted()[0]
    if (next === undefined) return [...merged]
    merged.add(next)
  }
}

function before(ids: Ids, id: string): string | null {
  return ids[ids.indexOf(id) - 1] ?? null
}

/**
 * The order of `members` that has the moves and additions of both sides. What a side added or moved stands
 * behind the nearest id that nobody moved, as in that side's list; an id that both moved to different places
 * is a conflict and stands where the base has it. Swapping the sides changes nothing.
 */
export function mergeOrder(lists: ThreeWay<Ids>, members: ReadonlySet<string>): MergedOrder {
  const places = placesOf(lists, members)
  const fixed = new Set(places.fixed)
  const placings = new Map<string, Placing>()
  for (const id of members) if (!fixed.has(id)) placings.set(id, placingOf(id, places))
  const runs: Record<Source, string[]>[] = Array.from({ length: fixed.size + 1 }, () => ({
    base: [],
    mine: [],
    theirs: [],
  }))
  for (const source of ['base', 'mine', 'theirs'] as const) {
    for (const id of lists[source]) {
      if (!placings.get(id)?.by.includes(source)) continue
      runs[places.gaps[source].get(id) ?? 0]?.[source].push(id)
    }
  }
  const order = runs.flatMap(({ base, mine, theirs }, gap) => {
    const point = gap === 0 ? undefined : places.fixed[gap - 1]
    return [...(point === undefined ? [] : [point]), ...interleave([base, mine, theirs])]
  })
  const conflicts = order
    .filter((id) => placings.get(id)?.isConflict)
    .map((id): OrderConflict => {
      const { base, mine, theirs } = lists
      return {
        kind: 'order',
        id,
        base: before(base, id),
        mine: before(mine, id),
        theirs: before(theirs, id),
      }
    })
  return { order, conflicts }
}
