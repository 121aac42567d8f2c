import type { Layout, PlacedNode } from './layout-types.ts'
import type { Size, Viewport } from './viewport.ts'

/** A picture before and after an edit. */
interface Change {
  readonly before: Layout | undefined
  readonly after: Layout
}

function isOnScreen(node: PlacedNode, { x, y, zoom }: Viewport, size: Size): boolean {
  const left = node.x * zoom + x
  const top = node.y * zoom + y
  return (
    left < size.width &&
    top < size.height &&
    left + node.width * zoom > 0 &&
    top + node.height * zoom > 0
  )
}

function nearestToMiddle(layout: Layout, view: Viewport, size: Size): PlacedNode | undefined {
  const x = (size.width / 2 - view.x) / view.zoom
  const y = (size.height / 2 - view.y) / view.zoom
  let best: PlacedNode | undefined
  let least = Number.POSITIVE_INFINITY
  for (const node of layout.nodes.values()) {
    const distance = Math.hypot(node.x + node.width / 2 - x, node.y + node.height / 2 - y)
    if (distance < least) {
      best = node
      least = distance
    }
  }
  return best
}

/**
 * The view in which, after an edit, the thing that a person looks at stands where it stood: the wanted node when
 * it is in sight, else the one in the middle of the screen.
 */
export function keepInPlace(
  view: Viewport,
  size: Size,
  { before, after }: Change,
  wanted: string | undefined,
): Viewport {
  if (!before || before.nodes.size === 0) return view
  const own = wanted === undefined ? undefined : before.nodes.get(wanted)
  const still = own && isOnScreen(own, view, size) ? own : nearestToMiddle(before, view, size)
  const moved = still && after.nodes.get(still.id)
  if (!moved) return view
  return {
    zoom: view.zoom,
    x: view.x - (moved.x - still.x) * view.zoom,
    y: view.y - (moved.y - still.y) * view.zoom,
  }
}
