import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkGraph } from '../../shared/dag/check.ts'
import { isEqual } from '../../shared/diff/equal.ts'
import { mergeSequences } from '../../shared/diff/merge.ts'
import type { MergeConflict, ThreeWay } from '../../shared/diff/merge-conflict.ts'
import type { GraphNode } from '../../shared/schema/defaults.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { anyEdits } from '../support/arbitrary-edits.ts'
import { anySequence } from '../support/arbitrary-sequences.ts'

const RUNS = { numRuns: 2000 }

/** A sequence and two edits of it. */
const edits = fc
  .tuple(anySequence, anyEdits, anyEdits)
  .map(([base, one, two]) => ({ base, mine: one(base), theirs: two(base) }))

function mirrored(conflict: MergeConflict): MergeConflict {
  if (conflict.kind === 'graph') return conflict
  if (conflict.kind === 'removed-and-changed') {
    return { ...conflict, removedBy: conflict.removedBy === 'mine' ? 'theirs' : 'mine' }
  }
  return Object.assign({}, conflict, { mine: conflict.theirs, theirs: conflict.mine })
}

function find(plan: Sequence, id: string): GraphNode | undefined {
  return [...plan.steps, ...plan.gates].find((node) => node.id === id)
}

function get(node: object | undefined, field: string): unknown {
  return Object.entries(node ?? {}).find(([key]) => key === field)?.[1]
}

const LISTS = new Set(['depends_on', 'after', 'artifacts'])

/** What one side added to and took from a list must be so in the merge; the other side may do the same. */
function expectListChanges(before: unknown, after: unknown, merged: unknown): void {
  const [old, now, end] = [before, after, merged].map((list) => (Array.isArray(list) ? list : []))
  for (const id of now ?? []) if (!old?.includes(id)) expect(end).toContain(id)
  for (const id of old ?? []) if (!now?.includes(id)) expect(end).not.toContain(id)
}

function expectOwnFields(three: ThreeWay<GraphNode>, merged: GraphNode | undefined): void {
  const { base, mine, theirs } = three
  for (const field of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    const [from, to] = [get(base, field), get(mine, field)]
    const isOwn = !isEqual(from, to) && isEqual(from, get(theirs, field))
    if (LISTS.has(field)) expectListChanges(from, to, get(merged, field))
    else if (isOwn) expect(get(merged, field)).toEqual(to)
  }
}

/** Every change that `mine` alone made is in the merge. */
function expectOwnChanges(three: ThreeWay<Sequence>, merged: Sequence): void {
  const { base, mine, theirs } = three
  for (const node of [...mine.steps, ...mine.gates]) {
    const [before, other] = [find(base, node.id), find(theirs, node.id)]
    const after = find(merged, node.id)
    const isOwn = !other && !(before && isEqual(before, node))
    if (isOwn) expect(after).toEqual(node)
    if (before && other) expectOwnFields({ base: before, mine: node, theirs: other }, after)
  }
  for (const node of [...base.steps, ...base.gates]) {
    const isGone = !find(mine, node.id) && isEqual(find(theirs, node.id), node)
    if (isGone) expect(find(merged, node.id)).toBeUndefined()
  }
  for (const field of ['name', 'metadata', 'policy'] as const) {
    if (isEqual(base[field], theirs[field])) expect(merged[field]).toEqual(mine[field])
  }
}

test('swapping the sides gives the same sequence and the mirrored conflicts', () => {
  let conflicts = 0
  fc.assert(
    fc.property(edits, ({ base, mine, theirs }) => {
      const there = mergeSequences(base, mine, theirs)
      const back = mergeSequences(base, theirs, mine)
      conflicts += there.conflicts.length
      expect(back).toEqual({ merged: there.merged, conflicts: there.conflicts.map(mirrored) })
    }),
    RUNS,
  )
  expect(conflicts).toBeGreaterThan(100)
})

test('an edit merged with none is the edit, on either side', () => {
  fc.assert(
    fc.property(edits, ({ base, mine }) => {
      const graph = checkGraph(mine)
      const expected = {
        merged: mine,
        conflicts: graph.ok ? [] : [{ kind: 'graph', failure: graph.failure }],
      }
      expect(mergeSequences(base, mine, base)).toEqual(expected)
      expect(mergeSequences(base, base, mine)).toEqual(expected)
      expect(mergeSequences(base, mine, structuredClone(mine))).toEqual(expected)
    }),
    RUNS,
  )
})

test('every change that only one side made is in the merge', () => {
  fc.assert(
    fc.property(edits, ({ base, mine, theirs }) => {
      const { merged } = mergeSequences(base, mine, theirs)
      expectOwnChanges({ base, mine, theirs }, merged)
      expectOwnChanges({ base, mine: theirs, theirs: mine }, merged)
    }),
    RUNS,
  )
})

test('an order that only one side changed is the order of the merge', () => {
  fc.assert(
    fc.property(edits, ({ base, mine, theirs }) => {
      const idsOf = (plan: Sequence) => plan.steps.map(({ id }) => id)
      const kept = { ...theirs, steps: theirs.steps.toSorted(byPlaceIn(idsOf(base))) }
      fc.pre(idsOf(kept).join() === idsOf(base).join())
      const { merged } = mergeSequences(base, mine, kept)
      const own = new Set(idsOf(mine))
      const now = new Set(idsOf(merged))
      expect(idsOf(merged).filter((id) => own.has(id))).toEqual(
        idsOf(mine).filter((id) => now.has(id)),
      )
    }),
    RUNS,
  )
})

function byPlaceIn(ids: readonly string[]) {
  const place = (id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.length)
  return (a: { id: string }, b: { id: string }) => place(a.id) - place(b.id)
}

test('a merge without conflicts is a sequence that the graph rules accept, with every node once', () => {
  let clean = 0
  fc.assert(
    fc.property(edits, ({ base, mine, theirs }) => {
      const { merged, conflicts } = mergeSequences(base, mine, theirs)
      const ids = [...merged.steps, ...merged.gates].map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const hasGraphConflict = conflicts.some(({ kind }) => kind === 'graph')
      expect(checkGraph(merged).ok).toBe(!hasGraphConflict)
      if (conflicts.length === 0) clean += 1
    }),
    RUNS,
  )
  expect(clean).toBeGreaterThan(100)
})
