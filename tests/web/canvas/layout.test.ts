import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOut } from '../../../apps/web/src/canvas/layout.ts'
import { isotonic } from '../../../apps/web/src/canvas/layout-place.ts'
import type {
  Layout,
  LayoutInput,
  LayoutNode,
  PlacedNode,
} from '../../../apps/web/src/canvas/layout-types.ts'

function card(id: string, more: Partial<LayoutNode> = {}): LayoutNode {
  return { id, width: 232, height: 88, portY: 44, portInset: 0, ...more }
}

function edge(from: string, to: string, soft = false) {
  return { from, to, soft }
}

function overlaps(a: PlacedNode, b: PlacedNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function overlapping(layout: Layout): string[] {
  const nodes = [...layout.nodes.values()]
  return nodes.flatMap((a, at) =>
    nodes.slice(at + 1).flatMap((b) => (overlaps(a, b) ? [`${a.id} ${b.id}`] : [])),
  )
}

/** Edges of a random graph go from a lower to a higher number, so it has no cycle. */
const graphs = fc
  .record({
    lanes: fc.array(fc.constantFrom('build', 'check', undefined), { minLength: 1, maxLength: 40 }),
    groups: fc.array(fc.constantFrom('g1', undefined, undefined), { minLength: 40, maxLength: 40 }),
    pairs: fc.array(fc.tuple(fc.nat(39), fc.nat(39), fc.boolean()), { maxLength: 80 }),
  })
  .map(({ lanes, groups, pairs }): LayoutInput => {
    const nodes = lanes.map((lane, at) =>
      at % 5 === 4
        ? card(`n${at}`, { lane, width: 136, height: 112, portY: 36, portInset: 36 })
        : card(`n${at}`, { lane, group: groups[at] }),
    )
    const seen = new Set<string>()
    const edges = pairs.flatMap(([a, b, soft]) => {
      const from = Math.min(a, b)
      const to = Math.max(a, b)
      const key = `${from} ${to}`
      if (from === to || to >= nodes.length || seen.has(key)) return []
      seen.add(key)
      return [edge(`n${from}`, `n${to}`, soft)]
    })
    return { nodes, edges }
  })

describe('layOut', () => {
  test('a chain runs level from left to right', () => {
    const layout = layOut({
      nodes: [card('a'), card('b'), card('c')],
      edges: [edge('a', 'b'), edge('b', 'c')],
    })
    const places = [...layout.nodes.values()].map(({ id, rank, y }) => ({ id, rank, y }))
    expect(places).toEqual([
      { id: 'a', rank: 0, y: 24 },
      { id: 'b', rank: 1, y: 24 },
      { id: 'c', rank: 2, y: 24 },
    ])
  })

  test('an empty sequence has an empty picture', () => {
    expect(layOut({ nodes: [], edges: [] })).toMatchObject({ edges: [], lanes: [], groups: [] })
  })

  test('a fork keeps the order of the file and its parent in the middle', () => {
    const layout = layOut({
      nodes: ['root', 'x', 'y', 'z'].map((id) => card(id)),
      edges: [edge('root', 'x'), edge('root', 'y'), edge('root', 'z')],
    })
    const y = (id: string) => layout.nodes.get(id)?.y ?? Number.NaN
    expect([y('x') < y('y'), y('y') < y('z'), y('root') === y('y')]).toEqual([true, true, true])
  })

  test('crossed edges of the file are untangled', () => {
    const layout = layOut({
      nodes: ['a', 'b', 'd', 'c'].map((id) => card(id)),
      edges: [edge('a', 'c'), edge('b', 'd')],
    })
    const y = (id: string) => layout.nodes.get(id)?.y ?? Number.NaN
    expect([y('a'), y('b')]).toEqual([y('c'), y('d')])
  })

  test('a long edge passes above or below the card between its ends', () => {
    const layout = layOut({
      nodes: ['a', 'b', 'c'].map((id) => card(id)),
      edges: [edge('a', 'b'), edge('b', 'c'), edge('a', 'c')],
    })
    const middle = layout.nodes.get('b')
    const long = layout.edges.find((one) => one.from === 'a' && one.to === 'c')
    const inside = long?.points
      .slice(1, -1)
      .filter(({ y }) => middle && y > middle.y && y < middle.y + middle.height)
    expect([long?.points.length, inside]).toEqual([4, []])
  })

  test('lanes are rows that do not share any height', () => {
    const layout = layOut({
      nodes: [
        card('a', { lane: 'build' }),
        card('b', { lane: 'check' }),
        card('c', { lane: 'build' }),
      ],
      edges: [edge('a', 'b'), edge('b', 'c')],
    })
    const [build, check] = layout.lanes
    expect(layout.lanes.map((lane) => lane.name)).toEqual(['build', 'check'])
    expect((build?.y ?? 0) + (build?.height ?? 0)).toBe(check?.y)
    expect(layout.nodes.get('b')?.y).toBeGreaterThanOrEqual(check?.y ?? 0)
  })

  test('a group has one boundary around all of its members', () => {
    const layout = layOut({
      nodes: [card('a'), card('w1', { group: 'w' }), card('w2', { group: 'w' })],
      edges: [edge('a', 'w1'), edge('a', 'w2')],
    })
    const [box] = layout.groups
    const inside = ['w1', 'w2'].every((id) => {
      const node = layout.nodes.get(id)
      if (!(node && box)) return false
      return (
        node.x > box.x &&
        node.y > box.y &&
        node.x + node.width < box.x + box.width &&
        node.y + node.height < box.y + box.height
      )
    })
    expect([layout.groups.length, box?.name, inside]).toEqual([1, 'w', true])
  })

  test('property: no two boxes overlap, and everything lies inside the picture', () => {
    fc.assert(
      fc.property(graphs, (input) => {
        const layout = layOut(input)
        expect(overlapping(layout)).toEqual([])
        for (const node of layout.nodes.values()) {
          expect(node.x >= 0 && node.y >= 0).toBe(true)
          expect(node.x + node.width <= layout.width).toBe(true)
          expect(node.y + node.height <= layout.height).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('property: every edge goes right, point by point', () => {
    fc.assert(
      fc.property(graphs, (input) => {
        for (const { points } of layOut(input).edges) {
          points.slice(1).forEach((point, at) => {
            expect(point.x).toBeGreaterThan(points[at]?.x ?? 0)
          })
        }
      }),
    )
  })

  test('property: places lie on the 4 px grid, and the same input gives the same picture', () => {
    fc.assert(
      fc.property(graphs, (input) => {
        const layout = layOut(input)
        expect([...layout.nodes.values()].filter(({ y }) => y % 4 !== 0)).toEqual([])
        expect(layOut(structuredClone(input))).toEqual(layout)
      }),
    )
  })

  test('ten times the nodes take about ten times as long: the layout is linear', () => {
    const timeOf = (size: number): number => {
      const nodes = Array.from({ length: size }, (_, at) => card(`n${at}`))
      let seed = 7
      const random = () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
        return seed / 2_147_483_648
      }
      const edges = Array.from({ length: size * 1.5 }, () => {
        const to = 1 + Math.floor(random() * (size - 1))
        return edge(`n${Math.max(0, to - 1 - Math.floor(random() * 60))}`, `n${to}`)
      })
      const input = { nodes, edges }
      layOut(input)
      const times = [1, 2, 3].map(() => {
        const before = process.cpuUsage()
        layOut(input)
        return process.cpuUsage(before).user
      })
      return Math.min(...times)
    }
    expect(timeOf(10_000) / timeOf(1000)).toBeLessThan(40)
  }, 60_000)
})

describe('isotonic', () => {
  test('property: never falls, keeps the weighted sum, and leaves rising numbers alone', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.constantFrom(1, 4)))
    fc.assert(
      fc.property(rows, (pairs) => {
        const wanted = pairs.map(([value]) => value)
        const weights = pairs.map(([, weight]) => weight)
        const result = isotonic(wanted, weights)
        result.slice(1).forEach((value, at) => {
          expect(value).toBeGreaterThanOrEqual((result[at] ?? 0) - 1e-9)
        })
        const total = (values: readonly number[]) =>
          values.reduce((sum, value, at) => sum + value * (weights[at] ?? 1), 0)
        expect(total(result)).toBeCloseTo(total(wanted), 6)
        const rising = [...wanted].sort((a, b) => a - b)
        expect(isotonic(rising, weights)).toEqual(rising)
      }),
    )
  })
})
