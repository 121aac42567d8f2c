import type { Point } from './layout-types.ts'
import type { Area } from './viewport.ts'

const MIN_PULL = 16

/** The SVG path through these points; between each pair it leaves and arrives level. */
export function edgePath(points: readonly Point[]): string {
  const [start, ...rest] = points
  if (!start) return ''
  let from = start
  let path = `M${start.x} ${start.y}`
  for (const to of rest) {
    if (from.y === to.y) path += `H${to.x}`
    else {
      const pull = Math.max(MIN_PULL, (to.x - from.x) / 2)
      path += `C${from.x + pull} ${from.y} ${to.x - pull} ${to.y} ${to.x} ${to.y}`
    }
    from = to
  }
  return path
}

/** The rectangle that a path through these points stays inside. */
export function edgeArea(points: readonly Point[]): Area {
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}
