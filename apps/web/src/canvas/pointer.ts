import { type Viewport, zoomAt } from './viewport.ts'

/** A press that moves less than this many pixels is a click. */
const CLICK_SLACK = 4
const LINE_HEIGHT = 16

function wheelPixels(event: WheelEvent, delta: number): number {
  return event.deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * LINE_HEIGHT : delta
}

/**
 * Pans and zooms by pointer and wheel: drag the ground (or anything while Space or the middle button is
 * held), turn the wheel to pan, with Ctrl to zoom. Gives the function that ends it.
 */
export function followPointer(
  screen: HTMLElement,
  current: () => Viewport,
  move: (view: Viewport) => void,
): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let isSpaceDown = false

  const onWheel = (event: WheelEvent) => {
    event.preventDefault()
    const view = current()
    const dx = wheelPixels(event, event.deltaX)
    const dy = wheelPixels(event, event.deltaY)
    if (event.ctrlKey || event.metaKey) {
      const box = screen.getBoundingClientRect()
      move(zoomAt(view, Math.exp(-dy / 300), event.clientX - box.left, event.clientY - box.top))
    } else if (event.shiftKey && dx === 0) move({ ...view, x: view.x - dy })
    else move({ ...view, x: view.x - dx, y: view.y - dy })
  }
  const onDown = (event: PointerEvent) => {
    const onNode = event.target instanceof Element && event.target.closest('[data-node], button')
    const pans =
      event.button === 1 || (event.button === 0 && !event.shiftKey && (isSpaceDown || !onNode))
    if (!pans) return
    event.preventDefault()
    const start = current()
    const from = { x: event.clientX, y: event.clientY }
    let isDragging = false
    const dragging = new AbortController()
    const onMove = (to: PointerEvent) => {
      const dx = to.clientX - from.x
      const dy = to.clientY - from.y
      if (!isDragging && Math.hypot(dx, dy) < CLICK_SLACK) return
      if (!isDragging) screen.setPointerCapture(event.pointerId)
      isDragging = true
      screen.classList.add('canvas-dragging')
      move({ ...start, x: start.x + dx, y: start.y + dy })
    }
    const onUp = () => {
      dragging.abort()
      screen.classList.remove('canvas-dragging')
    }
    screen.addEventListener('pointermove', onMove, { signal: dragging.signal })
    screen.addEventListener('pointerup', onUp, { signal: dragging.signal })
    screen.addEventListener('pointercancel', onUp, { signal: dragging.signal })
  }
  const isTyping = (target: EventTarget | null) =>
    target instanceof HTMLElement && target.matches('input, textarea, select, button')
  const onSpace = (event: KeyboardEvent) => {
    if (event.code !== 'Space' || (event.type === 'keydown' && isTyping(event.target))) return
    isSpaceDown = event.type === 'keydown'
    screen.classList.toggle('canvas-space', isSpaceDown)
  }
  screen.addEventListener('wheel', onWheel, { passive: false, signal })
  screen.addEventListener('pointerdown', onDown, { signal })
  window.addEventListener('keydown', onSpace, { signal })
  window.addEventListener('keyup', onSpace, { signal })
  return () => ending.abort()
}
