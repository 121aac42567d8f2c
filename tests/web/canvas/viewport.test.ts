import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edgeArea, edgePath } from '../../../apps/web/src/canvas/edge-path.ts'
import { indexTiles, tilesOf } from '../../../apps/web/src/canvas/tiles.ts'
import {
  type Area,
  bringIntoView,
  fitInto,
  MAX_ZOOM,
  MIN_ZOOM,
  visibleArea,
  zoomAt,
} from '../../../apps/web/src/canvas/viewport.ts'

const SCREEN = { width: 1000, height: 600 }

describe('zoomAt', () => {
  test('property: what is under the pointer stays there', () => {
    const numbers = fc.integer({ min: -2000, max: 2000 })
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (x, y, factor) => {
          const before = { x: 40, y: -70, zoom: 0.8 }
          const after = zoomAt(before, factor, x, y)
          const place = (view: typeof before) => [
            (x - view.x) / view.zoom,
            (y - view.y) / view.zoom,
          ]
          const [ax, ay] = place(after)
          const [bx, by] = place(before)
          expect(ax).toBeCloseTo(bx ?? 0, 6)
          expect(ay).toBeCloseTo(by ?? 0, 6)
        },
      ),
    )
  })

  test('stays between its limits', () => {
    const view = { x: 0, y: 0, zoom: 1 }
    expect([zoomAt(view, 99, 0, 0).zoom, zoomAt(view, 0.001, 0, 0).zoom]).toEqual([
      MAX_ZOOM,
      MIN_ZOOM,
    ])
  })
})

describe('fitInto', () => {
  test('a small picture stands in the middle in its own size', () => {
    expect(fitInto({ width: 400, height: 200 }, SCREEN, 0.5)).toEqual({ x: 300, y: 200, zoom: 1 })
  })

  test('a large picture is made smaller until it fits', () => {
    expect(fitInto({ width: 1250, height: 200 }, SCREEN, 0.5)).toEqual({ x: 0, y: 220, zoom: 0.8 })
  })

  test('a huge picture starts at its beginning, still readable', () => {
    expect(fitInto({ width: 90_000, height: 9000 }, SCREEN, 0.5)).toEqual({ x: 0, y: 0, zoom: 0.5 })
  })
})

describe('bringIntoView', () => {
  test('leaves the view alone when the area is in sight', () => {
    const view = { x: 0, y: 0, zoom: 1 }
    expect(bringIntoView(view, { x: 100, y: 100, width: 200, height: 80 }, SCREEN)).toEqual(view)
  })

  test('property: afterwards the area is on the screen', () => {
    const number = fc.integer({ min: -5000, max: 5000 })
    fc.assert(
      fc.property(number, number, number, number, (x, y, viewX, viewY) => {
        const area = { x, y, width: 224, height: 88 }
        const view = bringIntoView({ x: viewX, y: viewY, zoom: 1 }, area, SCREEN)
        expect(x + view.x).toBeGreaterThanOrEqual(0)
        expect(y + view.y).toBeGreaterThanOrEqual(0)
        expect(x + view.x + area.width).toBeLessThanOrEqual(SCREEN.width)
        expect(y + view.y + area.height).toBeLessThanOrEqual(SCREEN.height)
      }),
    )
  })
})

describe('indexTiles', () => {
  const areas = fc.record({
    x: fc.integer({ min: -3000, max: 3000 }),
    y: fc.integer({ min: -3000, max: 3000 }),
    width: fc.integer({ min: 1, max: 1500 }),
    height: fc.integer({ min: 1, max: 1500 }),
  })
  const touches = (a: Area, b: Area) =>
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height

  test('property: everything in sight is found, once and in order', () => {
    fc.assert(
      fc.property(fc.array(areas), areas, (items, window) => {
        const found = indexTiles(items, (item) => item)(tilesOf(window))
        expect(found).toEqual(items.filter((item) => found.includes(item)))
        for (const item of items) {
          if (touches(item, window)) expect(found).toContain(item)
        }
      }),
    )
  })

  test('what is far away is not found', () => {
    const far = { x: 9000, y: 9000, width: 10, height: 10 }
    const range = tilesOf(visibleArea({ x: 0, y: 0, zoom: 1 }, SCREEN))
    expect(indexTiles([far], (item) => item)(range)).toEqual([])
  })
})

describe('edgePath', () => {
  test('level stretches are straight, others curve', () => {
    const points = [
      { x: 0, y: 10 },
      { x: 60, y: 10 },
      { x: 120, y: 50 },
    ]
    expect(edgePath(points)).toBe('M0 10H60C90 10 90 50 120 50')
    expect(edgeArea(points)).toEqual({ x: 0, y: 10, width: 120, height: 40 })
  })
})
