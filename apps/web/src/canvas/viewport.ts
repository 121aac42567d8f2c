/** Where the canvas stands: a point p of the picture is shown at p × zoom + (x, y). */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A rectangle of the picture. */
export interface Area extends Size {
  readonly x: number
  readonly y: number
}

export const MIN_ZOOM = 0.02
export const MAX_ZOOM = 2
/** What one press of a zoom button does. */
export const ZOOM_STEP = 1.25

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

/** Zooms by a factor so that what lies under the point (x, y) of the screen stays there. */
export function zoomAt(view: Viewport, factor: number, x: number, y: number): Viewport {
  const zoom = clamp(view.zoom * factor, MIN_ZOOM, MAX_ZOOM)
  const ratio = zoom / view.zoom
  return { zoom, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio }
}

/**
 * Shows a picture as a whole, in the middle and never larger than life. One that would become unreadably
 * small is shown from its beginning instead, at the smallest readable zoom.
 */
export function fitInto(picture: Size, screen: Size, smallest: number): Viewport {
  const wanted = Math.min(screen.width / picture.width, screen.height / picture.height, 1)
  const zoom = Math.max(wanted, smallest)
  const rest = (room: number, length: number) => Math.max(0, (room - length * zoom) / 2)
  return {
    zoom,
    x: rest(screen.width, picture.width),
    y: rest(screen.height, picture.height),
  }
}

/** Moves as little as needed so that an area is on the screen, with some room around it. */
export function bringIntoView(view: Viewport, area: Area, screen: Size): Viewport {
  const room = 32
  const shift = (start: number, length: number, limit: number): number => {
    const end = start + length
    if (start < room || length > limit - 2 * room) return room - start
    return end > limit - room ? limit - room - end : 0
  }
  const { zoom } = view
  const left = area.x * zoom + view.x
  const top = area.y * zoom + view.y
  return {
    zoom,
    x: view.x + shift(left, area.width * zoom, screen.width),
    y: view.y + shift(top, area.height * zoom, screen.height),
  }
}

/** The part of the picture that is on the screen. */
export function visibleArea(view: Viewport, screen: Size): Area {
  return {
    x: -view.x / view.zoom,
    y: -view.y / view.zoom,
    width: screen.width / view.zoom,
    height: screen.height / view.zoom,
  }
}
