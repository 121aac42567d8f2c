import type { Area } from './viewport.ts'

const TILE = 512
/** Keys stay exact for pictures of up to a million tiles a side. */
const STRIDE = 1_048_576

/** A stretch of tiles, ends included. */
export interface TileRange {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The tiles that an area touches. */
export function tilesOf(area: Area): TileRange {
  return {
    left: Math.floor(area.x / TILE),
    top: Math.floor(area.y / TILE),
    right: Math.floor((area.x + area.width) / TILE),
    bottom: Math.floor((area.y + area.height) / TILE),
  }
}

/** True when two ranges cover the same tiles. */
export function isSameRange(a: TileRange, b: TileRange): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom
}

/** Finds what lies in a stretch of tiles without looking at the rest. */
export type TileIndex<T> = (range: TileRange) => readonly T[]

/** Sorts things into the tiles that they touch; the answer lists each once, in the order given here. */
export function indexTiles<T>(items: readonly T[], areaOf: (item: T) => Area): TileIndex<T> {
  const tiles = new Map<number, number[]>()
  items.forEach((item, at) => {
    const { left, top, right, bottom } = tilesOf(areaOf(item))
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const key = y * STRIDE + x
        const list = tiles.get(key)
        if (list) list.push(at)
        else tiles.set(key, [at])
      }
    }
  })
  return ({ left, top, right, bottom }) => {
    const found = new Set<number>()
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        for (const at of tiles.get(y * STRIDE + x) ?? []) found.add(at)
      }
    }
    return [...found].sort((a, b) => a - b).flatMap((at) => items[at] ?? [])
  }
}
