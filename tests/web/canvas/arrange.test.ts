import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  freeId,
  refusalOfEdge,
  wayBetween,
  wishOfDrop,
} from '../../../apps/web/src/canvas/arrange.ts'
import { layOut } from '../../../apps/web/src/canvas/layout.ts'
import { layoutInputOf } from '../../../apps/web/src/canvas/layout-input.ts'
import { buildGraph } from '../../../shared/dag/graph.ts'
import { gate, sequence, step } from '../../support/sequences.ts'

const PLAN = sequence(
  [
    step('a', { lane: 'top' }),
    step('b', { lane: 'top', depends_on: ['a'] }),
    step('c', { lane: 'bottom', depends_on: ['b'] }),
  ],
  [gate('g', { depends_on: ['c'] })],
)
const LAYOUT = layOut(layoutInputOf(PLAN))

function heightBetween(from: string, lane: string): number {
  const node = LAYOUT.nodes.get(from)
  const band = LAYOUT.lanes.find(({ name }) => name === lane)
  return (band?.y ?? 0) + (band?.height ?? 0) / 2 - (node?.y ?? 0) - 44
}

describe('dropping a card', () => {
  test('a little beside its place asks for nothing', () => {
    expect(wishOfDrop(LAYOUT, 'a', { x: 30, y: 10 })).toBeUndefined()
  })

  test('in another lane moves it there', () => {
    const wish = wishOfDrop(LAYOUT, 'a', { x: 0, y: heightBetween('a', 'bottom') })
    expect(wish?.actions).toEqual([{ action: 'step.move', id: 'a', lane: 'bottom' }])
  })

  test('far to the right puts it behind what is there, in its own lane', () => {
    const b = LAYOUT.nodes.get('b')
    const a = LAYOUT.nodes.get('a')
    const wish = wishOfDrop(LAYOUT, 'a', { x: (b?.x ?? 0) - (a?.x ?? 0) + 10, y: 0 })
    expect(wish).toEqual({
      title: 'Move a behind b',
      actions: [{ action: 'step.move', id: 'a', after: 'b' }],
    })
  })

  test('a gate stays: only steps have an order of their own', () => {
    expect(wishOfDrop(LAYOUT, 'g', { x: 900, y: 900 })).toBeUndefined()
  })
})

describe('drawing a dependency', () => {
  const graph = buildGraph(PLAN)

  test('one that closes a cycle is refused with the cycle', () => {
    expect(refusalOfEdge(graph, 'c', 'a')).toBe('That would close a cycle: a → b → c → a.')
  })

  test('one that is there, or leads to itself, is refused', () => {
    expect(refusalOfEdge(graph, 'a', 'b')).toContain('already')
    expect(refusalOfEdge(graph, 'a', 'a')).toContain('itself')
  })

  test('any other is fine', () => {
    expect(refusalOfEdge(graph, 'a', 'c')).toBeUndefined()
  })

  test('property: a way is found exactly when one can walk there, and each piece of it is an edge', () => {
    const plans = fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(plans, (rows) => {
        const edges = rows.map((row, at) => [...new Set(row.filter((before) => before < at))])
        const plan = sequence(
          edges.map((row, at) => step(`n${at}`, { depends_on: row.map((before) => `n${before}`) })),
        )
        const way = wayBetween(buildGraph(plan), 'n0', 'n11')
        const isReachable = (to: number): boolean => to === 0 || (edges[to] ?? []).some(isReachable)
        expect(way !== undefined).toBe(isReachable(11))
        for (const [at, id] of (way ?? []).slice(1).entries()) {
          expect(plan.steps.find((one) => one.id === id)?.depends_on).toContain(way?.[at])
        }
      }),
    )
  })
})

test('a free id is the words themselves or the first number that nobody has', () => {
  const taken = new Set(['fuse', 'fuse-2'])
  expect([freeId('check', (id) => taken.has(id)), freeId('fuse', (id) => taken.has(id))]).toEqual([
    'check',
    'fuse-3',
  ])
})
