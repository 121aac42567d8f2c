import { type Accessor, batch, createSignal } from 'solid-js'
import { isSameRange, type TileRange, tilesOf } from './tiles.ts'
import { type Size, type Viewport, visibleArea } from './viewport.ts'

/** Below the first zoom a picture is drawn as a whole, above the second its cards are elements again. */
const FAR_BELOW = 0.55
const NEAR_ABOVE = 0.62

/**
 * Where the canvas stands. What moves with every frame is moved by listeners; the signals change only when
 * something else has to be drawn.
 */
export interface Camera {
  readonly view: () => Viewport
  readonly size: () => Size
  readonly moveTo: (view: Viewport) => void
  readonly resize: (size: Size) => void
  /** Calls the listener with every move, at once and from then on; the result ends that. */
  readonly onMove: (listener: (view: Viewport, size: Size) => void) => () => void
  readonly zoom: Accessor<number>
  /** The tiles of the picture that are on the screen. */
  readonly range: Accessor<TileRange>
  /** True while cards are too small to be read. */
  readonly isFar: Accessor<boolean>
}

/** Makes a camera that looks at the picture's beginning. */
export function createCamera(): Camera {
  let view: Viewport = { x: 0, y: 0, zoom: 1 }
  let size: Size = { width: 1, height: 1 }
  const listeners = new Set<(view: Viewport, size: Size) => void>()
  const [zoom, setZoom] = createSignal(1)
  const [isFar, setFar] = createSignal(false)
  const [range, setRange] = createSignal<TileRange>(tilesOf(visibleArea(view, size)), {
    equals: isSameRange,
  })
  const moveTo = (next: Viewport) =>
    batch(() => {
      view = next
      for (const listener of listeners) listener(view, size)
      setZoom(view.zoom)
      setFar((was) => view.zoom < (was ? NEAR_ABOVE : FAR_BELOW))
      setRange(tilesOf(visibleArea(view, size)))
    })
  return {
    view: () => view,
    size: () => size,
    moveTo,
    resize: (next) => {
      size = next
      moveTo(view)
    },
    onMove: (listener) => {
      listeners.add(listener)
      listener(view, size)
      return () => listeners.delete(listener)
    },
    zoom,
    range,
    isFar,
  }
}
