import type { Camera } from './camera.ts'
import type { Layout } from './layout-types.ts'
import { bringIntoView, fitInto, MIN_ZOOM, zoomAt } from './viewport.ts'

/** Smallest zoom that a sequence opens with: its cards can be read. */
const READABLE = 0.7
/** Height of the strip at the bottom that the zoom buttons take. */
const CONTROLS_HEIGHT = 48
/** Height of the strip at the top that the search box takes. */
const SEARCH_HEIGHT = 48
/** Width of the lanes' names at the left edge. */
const HEADER_WIDTH = 28

/** The ways to look somewhere else. */
export interface ViewMoves {
  /** Moves as little as needed to have a node on the screen. */
  readonly reveal: (id: string) => void
  /** Looks at the picture's beginning, large enough to read. */
  readonly showStart: () => void
  readonly showAll: () => void
  /** Zooms around the middle of the screen. */
  readonly zoomBy: (factor: number) => void
}

/** Makes the moves of a camera over a picture; `entry` is the node that the picture begins with. */
export function createViewMoves(
  camera: Camera,
  layout: () => Layout,
  entry: () => string | undefined,
): ViewMoves {
  const reveal = (id: string) => {
    const node = layout().nodes.get(id)
    if (!node) return
    const view = camera.view()
    const { width, height } = camera.size()
    const below = { ...view, y: view.y - SEARCH_HEIGHT }
    const moved = bringIntoView(below, node, { width, height: height - SEARCH_HEIGHT })
    camera.moveTo({ ...moved, y: moved.y + SEARCH_HEIGHT })
  }
  const fitTo = (smallest: number) => {
    const inset = layout().lanes.length > 0 ? HEADER_WIDTH : 0
    const room = {
      width: Math.max(1, camera.size().width - inset),
      height: Math.max(1, camera.size().height - CONTROLS_HEIGHT - SEARCH_HEIGHT),
    }
    const fitted = fitInto(layout(), room, smallest)
    camera.moveTo({ ...fitted, x: fitted.x + inset, y: fitted.y + SEARCH_HEIGHT })
    // A picture that is too high to be seen as a whole begins where its first step is.
    const first = entry()
    if (first !== undefined) reveal(first)
  }
  return {
    reveal,
    showStart: () => fitTo(READABLE),
    showAll: () => fitTo(MIN_ZOOM),
    zoomBy: (factor) => {
      const { width, height } = camera.size()
      camera.moveTo(zoomAt(camera.view(), factor, width / 2, height / 2))
    },
  }
}
