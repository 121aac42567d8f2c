import type { JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js'
import { useApp } from '../state/app-state.ts'
import { CanvasControls } from './canvas-controls.tsx'
import { Edges } from './edges.tsx'
import { GateNode } from './gate-node.tsx'
import { Areas, LaneHeaders } from './lanes.tsx'
import { layOut } from './layout.ts'
import { layoutInputOf } from './layout-input.ts'
import { followPointer } from './pointer.ts'
import { StepCard } from './step-card.tsx'
import type { TileRange } from './tiles.ts'
import { indexTiles, isSameRange, tilesOf } from './tiles.ts'
import {
  bringIntoView,
  fitInto,
  MIN_ZOOM,
  type Size,
  type Viewport,
  visibleArea,
  ZOOM_STEP,
  zoomAt,
} from './viewport.ts'
import { type Direction, firstNode, walk } from './walk.ts'
import './canvas.css'

/** Smallest zoom that a sequence opens with: its cards can be read. */
const READABLE = 0.7
/** Height of the strip at the bottom that the zoom buttons take. */
const CONTROLS_HEIGHT = 48
/** Width of the lanes' names at the left edge. */
const HEADER_WIDTH = 28

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** The sequence from left to right. Pan by dragging or the wheel, zoom with Ctrl and the wheel, walk by arrows. */
export function Canvas(): JSX.Element {
  const app = useApp()
  const { workspace } = app.source
  let screen: HTMLElement | undefined
  let world: HTMLDivElement | undefined
  let headers: HTMLDivElement | undefined
  let view: Viewport = { x: 0, y: 0, zoom: 1 }
  let size: Size = { width: 1, height: 1 }

  const layout = createMemo(() => {
    const sequence = workspace.topology()
    return layOut(sequence ? layoutInputOf(sequence) : { nodes: [], edges: [] })
  })
  const entry = createMemo(() => firstNode(layout()))
  const nodeTiles = createMemo(() => indexTiles([...layout().nodes.values()], (node) => node))
  const [range, setRange] = createSignal<TileRange>(
    { left: 0, top: 0, right: 0, bottom: 0 },
    { equals: isSameRange },
  )
  const [zoom, setZoom] = createSignal(1)
  const visible = createMemo(() => nodeTiles()(range()).map((node) => node.id))

  const moveTo = (next: Viewport) => {
    view = next
    if (world) world.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.zoom})`
    if (headers) headers.style.transform = `translateY(${view.y}px)`
    if (screen) {
      screen.style.backgroundPosition = `${view.x}px ${view.y}px`
      screen.style.backgroundSize = `${24 * view.zoom}px ${24 * view.zoom}px`
    }
    setZoom(view.zoom)
    setRange(tilesOf(visibleArea(view, size)))
  }
  const reveal = (id: string) => {
    const node = layout().nodes.get(id)
    if (node) moveTo(bringIntoView(view, node, size))
  }
  const fitTo = (smallest: number) => {
    const inset = layout().lanes.length > 0 ? HEADER_WIDTH : 0
    const room = {
      width: Math.max(1, size.width - inset),
      height: Math.max(1, size.height - CONTROLS_HEIGHT),
    }
    const fitted = fitInto(layout(), room, smallest)
    moveTo({ ...fitted, x: fitted.x + inset })
    // A picture that is too high to be seen as a whole begins where its first step is.
    const first = entry()
    if (first !== undefined) reveal(first)
  }
  const showAll = () => fitTo(MIN_ZOOM)
  const zoomBy = (factor: number) => moveTo(zoomAt(view, factor, size.width / 2, size.height / 2))
  const focusOn = (id: string) => {
    app.select(id)
    reveal(id)
    screen
      ?.querySelector<HTMLElement>(`[data-node="${id}"] .node-main`)
      ?.focus({ preventScroll: true })
  }
  const walkFrom = (direction: Direction) => {
    const selected = app.selected()
    const next = selected === undefined ? entry() : walk(layout(), selected, direction)
    if (next !== undefined) focusOn(next)
  }
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => zoomBy(ZOOM_STEP),
    '=': () => zoomBy(ZOOM_STEP),
    '-': () => zoomBy(1 / ZOOM_STEP),
    '0': showAll,
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const direction = DIRECTIONS[event.key]
    if (direction) walkFrom(direction)
    else if (keys[event.key]) keys[event.key]?.()
    else return
    event.preventDefault()
  }
  onMount(() => {
    if (!screen) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const isFirst = size.width === 1
      size = { width: entry.contentRect.width, height: entry.contentRect.height }
      if (isFirst) fitTo(READABLE)
      else moveTo(view)
      const selected = app.selected()
      if (selected !== undefined) reveal(selected)
    })
    observer.observe(screen)
    onCleanup(() => observer.disconnect())
    onCleanup(followPointer(screen, () => view, moveTo))
  })
  // Another sequence starts from its beginning; an edit of this one leaves the view where it is.
  const isEmpty = createMemo(() => workspace.topology() === undefined)
  createEffect(
    on(isEmpty, (empty) => {
      if (!empty && size.width > 1) fitTo(READABLE)
    }),
  )
  createEffect(on(layout, () => moveTo(view), { defer: true }))
  createEffect(
    on(
      app.selected,
      (id) => {
        if (id !== undefined) requestAnimationFrame(() => reveal(id))
      },
      { defer: true },
    ),
  )

  return (
    <section
      ref={screen}
      class="canvas"
      aria-label="Sequence, from left to right"
      onKeyDown={onKey}
    >
      <div ref={world} class="canvas-world">
        <Areas layout={layout()} />
        <Edges layout={layout()} range={range()} />
        <For each={visible()}>
          {(id) => (
            <Show
              when={layout().nodes.get(id)?.portInset === 0}
              fallback={<GateNode id={id} layout={layout()} entry={id === entry()} />}
            >
              <StepCard id={id} layout={layout()} entry={id === entry()} />
            </Show>
          )}
        </For>
      </div>
      <LaneHeaders layout={layout()} zoom={zoom()} ref={(element) => (headers = element)} />
      <CanvasControls zoom={zoom()} onZoom={zoomBy} onFit={showAll} />
    </section>
  )
}
