import type { Accessor, JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js'
import { useApp } from '../state/app-state.ts'
import { createCamera } from './camera.ts'
import { CanvasControls } from './canvas-controls.tsx'
import { CanvasNode } from './canvas-node.tsx'
import { followDoubleClicks } from './double-click.ts'
import { Edges } from './edges.tsx'
import { FarView } from './far-view.tsx'
import { GestureOverlay } from './gesture-overlay.tsx'
import { followGestures, type Gesture } from './gestures.ts'
import { groupOfNode } from './group-node.ts'
import { keepInPlace } from './keep-in-place.ts'
import { Areas, LaneHeaders } from './lanes.tsx'
import { createLayout } from './layout-source.ts'
import { MiniMap } from './mini-map.tsx'
import { NodeMenu } from './node-menu.tsx'
import { pictureOf } from './picture.ts'
import { followPointer } from './pointer.ts'
import { SearchBox } from './search-box.tsx'
import { createShownNodes } from './shown-nodes.ts'
import { createViewMoves } from './view-moves.ts'
import { type Viewport, ZOOM_STEP } from './viewport.ts'
import { type Direction, firstNode, walk } from './walk.ts'
import './canvas.css'
import './canvas-areas.css'
import './canvas-overlay.css'

/** Distance of the dots on the ground, unzoomed. */
const GRID = 24
/** A map in the corner helps from so many nodes on. */
const MAP_FROM = 30
/** Up to so many nodes the cards stay elements, however small they are. */
const MOST_ELEMENTS = 200

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** Arrows walk, with Shift they select on the way; plus, minus and 0 zoom. */
function keyHandler(
  walkFrom: (direction: Direction, isExtending: boolean) => void,
  zoomBy: (factor: number) => void,
  showAll: () => void,
) {
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => zoomBy(ZOOM_STEP),
    '=': () => zoomBy(ZOOM_STEP),
    '-': () => zoomBy(1 / ZOOM_STEP),
    '0': showAll,
  }
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const direction = DIRECTIONS[event.key]
    if (direction) walkFrom(direction, event.shiftKey)
    else if (keys[event.key]) keys[event.key]?.()
    else return
    event.preventDefault()
  }
}

/** The sequence from left to right. Pan by dragging or the wheel, zoom with Ctrl and the wheel, walk by arrows. */
export function Canvas(): JSX.Element {
  const app = useApp()
  const { workspace } = app.source
  let screen: HTMLElement | undefined
  let world: HTMLDivElement | undefined
  let ground: HTMLDivElement | undefined
  let headers: HTMLDivElement | undefined

  const camera = createCamera()
  const [gesture, setGesture] = createSignal<Accessor<Gesture | undefined>>(() => undefined)
  const layout = createLayout(workspace.topology, app.folded.groups)
  const picture = createMemo(() => pictureOf(layout()))
  const entry = createMemo(() => firstNode(layout()))
  const { shownAs, selectShown, uncover, open } = createShownNodes(app, layout)
  const isFar = createMemo(() => camera.isFar() && layout().nodes.size > MOST_ELEMENTS)
  // What has the focus stays an element wherever the view goes: a keyboard must not lose its place.
  const anchor = () => {
    const chosen = [...app.chosen()].at(-1)
    return chosen === undefined ? entry() : shownAs(chosen)
  }
  const visible = createMemo(() => {
    const ids = isFar()
      ? []
      : picture()
          .nodeTiles(camera.range())
          .map((node) => node.id)
    const kept = anchor()
    return kept === undefined || ids.includes(kept) ? ids : [...ids, kept]
  })

  const followView = ({ x, y, zoom }: Viewport) => {
    if (world) world.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`
    if (headers) headers.style.transform = `translateY(${y}px)`
    if (!ground) return
    const step = GRID * zoom
    ground.style.transform = `translate(${x % step}px, ${y % step}px)`
    const size = `${step}px ${step}px`
    if (ground.style.backgroundSize !== size) ground.style.backgroundSize = size
  }
  const { moveTo } = camera
  const { reveal, showStart, showAll, zoomBy } = createViewMoves(camera, layout, entry)
  const focusOn = (id: string) => {
    selectShown(id)
    reveal(id)
    screen
      ?.querySelector<HTMLElement>(`[data-node="${id}"] .node-main`)
      ?.focus({ preventScroll: true })
  }
  const walkFrom = (direction: Direction, isExtending: boolean) => {
    const last = [...app.chosen()].at(-1)
    const next = last === undefined ? entry() : walk(layout(), shownAs(last), direction)
    if (next === undefined) return
    const before = [...app.chosen()].filter((id) => id !== next)
    focusOn(next)
    if (isExtending && groupOfNode(next) === undefined) app.choose([...before, next])
  }
  const onKey = keyHandler(walkFrom, zoomBy, showAll)
  onMount(() => {
    if (!screen) return
    onCleanup(camera.onMove(followView))
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const isFirst = camera.size().width === 1
      camera.resize({ width: entry.contentRect.width, height: entry.contentRect.height })
      if (isFirst) showStart()
      const selected = app.selected()
      if (selected !== undefined) reveal(selected)
    })
    observer.observe(screen)
    onCleanup(() => observer.disconnect())
    onCleanup(followPointer(screen, camera.view, moveTo))
    const editing = followGestures({ screen, camera, picture, app })
    onCleanup(followDoubleClicks(screen, open))
    setGesture(() => editing.gesture)
    onCleanup(editing.end)
  })
  // Another sequence starts from its beginning; an edit of this one leaves the view where it is.
  const isEmpty = createMemo(() => layout().nodes.size === 0)
  createEffect(
    on(isEmpty, (empty) => {
      if (!empty && camera.size().width > 1) showStart()
    }),
  )
  createEffect(
    on(
      layout,
      (after, before) =>
        moveTo(keepInPlace(camera.view(), camera.size(), { before, after }, anchor())),
      { defer: true },
    ),
  )
  createEffect(
    on(
      app.selected,
      (id) => {
        if (id === undefined) return
        // Whoever goes to a step by its name wants to see it, also out of a folded group.
        uncover(id)
        requestAnimationFrame(() => reveal(id))
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
      <Show when={!isFar()}>
        <div
          ref={(element) => {
            ground = element
            followView(camera.view())
          }}
          class="canvas-ground"
        />
      </Show>
      <NodeMenu>
        <div ref={world} class="canvas-world">
          <Areas picture={picture()} range={camera.range()} isFar={isFar()} />
          <Show when={!isFar()}>
            <Edges picture={picture()} range={camera.range()} />
          </Show>
          <For each={visible()}>
            {(id) => <CanvasNode id={id} layout={layout()} entry={id === entry()} />}
          </For>
          <GestureOverlay gesture={gesture()()} />
        </div>
        <Show when={isFar()}>
          <FarView camera={camera} picture={picture} />
        </Show>
      </NodeMenu>
      <LaneHeaders
        layout={layout()}
        zoom={camera.zoom()}
        ref={(element) => {
          headers = element
        }}
      />
      <SearchBox onGo={focusOn} />
      <Show when={layout().nodes.size > MAP_FROM}>
        <MiniMap camera={camera} layout={layout} />
      </Show>
      <CanvasControls zoom={camera.zoom()} onZoom={zoomBy} onFit={showAll} />
    </section>
  )
}
