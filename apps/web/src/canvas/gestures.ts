import { type Accessor, createSignal } from 'solid-js'
import { buildGraph, type Graph } from '../../../../shared/dag/graph.ts'
import type { AppState } from '../state/app-state.ts'
import { refusalOfEdge, type Wish, wishOfDrop, wishOfEdge } from './arrange.ts'
import type { Camera } from './camera.ts'
import { groupOfNode } from './group-node.ts'
import type { Layout, PlacedNode, Point } from './layout-types.ts'
import type { Picture } from './picture.ts'
import { tilesOf } from './tiles.ts'
import type { Area } from './viewport.ts'

/** A press that moves less than this many pixels is a click. */
const CLICK_SLACK = 4

/** What a gesture shows while it lasts, in places of the picture. */
export type Gesture =
  | { readonly kind: 'box'; readonly area: Area }
  | { readonly kind: 'drag'; readonly area: Area; readonly hint: string | undefined }
  | {
      readonly kind: 'link'
      readonly from: Point
      readonly to: Point
      readonly refusal: string | undefined
      readonly isReady: boolean
    }

interface GestureHost {
  readonly screen: HTMLElement
  readonly camera: Camera
  readonly picture: Accessor<Picture>
  readonly app: AppState
}

function between(a: Point, b: Point): Area {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  }
}

function touches(node: PlacedNode, area: Area): boolean {
  return (
    node.x < area.x + area.width &&
    area.x < node.x + node.width &&
    node.y < area.y + area.height &&
    area.y < node.y + node.height
  )
}

/** What follows the pointer from a press on; `finish` gives what was wished for, if anything. */
interface Tracking {
  readonly move: (to: Point) => Gesture
  readonly finish: (to: Point) => Wish | undefined
}

/** Selects with a box over the ground. */
function trackBox({ picture, app }: GestureHost, from: Point): Tracking {
  const kept = [...app.chosen()]
  return {
    move: (to) => {
      const area = between(from, to)
      const inside = picture()
        .nodeTiles(tilesOf(area))
        .filter((node) => touches(node, area))
      const ids = inside.map((node) => node.id).filter((id) => groupOfNode(id) === undefined)
      app.choose([...kept, ...ids])
      return { kind: 'box', area }
    },
    finish: () => undefined,
  }
}

/** Moves a card to another lane or another place in the order. */
function trackCard(layout: Layout, node: PlacedNode, from: Point): Tracking {
  const wishFor = (to: Point) => wishOfDrop(layout, node.id, { x: to.x - from.x, y: to.y - from.y })
  return {
    move: (to) => {
      const { width, height } = node
      const area = { x: node.x + to.x - from.x, y: node.y + to.y - from.y, width, height }
      return { kind: 'drag', area, hint: wishFor(to)?.title }
    },
    finish: wishFor,
  }
}

/** Draws a dependency from one node to another; where it may not be, says so before it is dropped. */
function trackLink({ picture }: GestureHost, graph: Graph, node: PlacedNode): Tracking {
  const from = { x: node.x + node.width - node.portInset, y: node.y + node.portY }
  const under = ({ x, y }: Point) => {
    const area = { x, y, width: 0, height: 0 }
    return picture()
      .nodeTiles(tilesOf(area))
      .find(
        (other) =>
          other.id !== node.id &&
          groupOfNode(other.id) === undefined &&
          touches(other, { ...area, width: 1, height: 1 }),
      )
  }
  return {
    move: (to) => {
      const target = under(to)
      const refusal = target && refusalOfEdge(graph, node.id, target.id)
      return { kind: 'link', from, to, refusal, isReady: target !== undefined && !refusal }
    },
    finish: (to) => {
      const target = under(to)
      const isFine = target && !refusalOfEdge(graph, node.id, target.id)
      return isFine ? wishOfEdge(node.id, target.id) : undefined
    },
  }
}

/**
 * Hears the gestures that edit: drag a card, drag from a card's handle to another card, Shift and drag over the
 * ground. Each ends in a review of the change, never in the change itself. Gives what to show meanwhile, and the
 * function that ends it.
 */
export function followGestures(host: GestureHost): {
  readonly gesture: Accessor<Gesture | undefined>
  readonly end: () => void
} {
  const { screen, camera, picture, app } = host
  const [gesture, setGesture] = createSignal<Gesture>()
  const ending = new AbortController()
  const placeOf = (event: PointerEvent): Point => {
    const box = screen.getBoundingClientRect()
    const { x, y, zoom } = camera.view()
    return { x: (event.clientX - box.left - x) / zoom, y: (event.clientY - box.top - y) / zoom }
  }
  const trackingOf = (event: PointerEvent, from: Point): Tracking | undefined => {
    const target = event.target instanceof Element ? event.target : undefined
    const id = target?.closest<HTMLElement>('[data-node]')?.dataset['node']
    const { layout } = picture()
    if (id === undefined) return event.shiftKey && target ? trackBox(host, from) : undefined
    const node = layout.nodes.get(id)
    const sequence = app.source.workspace.sequence()
    if (
      !node ||
      groupOfNode(id) !== undefined ||
      !sequence ||
      app.editBlock() !== undefined ||
      event.shiftKey
    )
      return undefined
    if (target?.closest('[data-port]')) return trackLink(host, buildGraph(sequence), node)
    return target?.closest('.card-actions') ? undefined : trackCard(layout, node, from)
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    const from = placeOf(event)
    const tracking = trackingOf(event, from)
    if (tracking) follow(event, from, tracking)
  }
  const follow = (press: PointerEvent, from: Point, tracking: Tracking) => {
    const tracked = new AbortController()
    const { signal } = tracked
    let isDragging = false
    const onMove = (event: PointerEvent) => {
      const to = placeOf(event)
      const { zoom } = camera.view()
      if (!isDragging && Math.hypot(to.x - from.x, to.y - from.y) * zoom < CLICK_SLACK) return
      if (!isDragging) screen.setPointerCapture(press.pointerId)
      isDragging = true
      setGesture(tracking.move(to))
    }
    const stop = () => {
      tracked.abort()
      setGesture(undefined)
    }
    const onUp = (event: PointerEvent) => {
      stop()
      if (!isDragging) return
      // The click that ends a drag is no click on what lies there.
      const swallow = (click: Event) => click.stopPropagation()
      screen.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => screen.removeEventListener('click', swallow, { capture: true }))
      const wish = tracking.finish(placeOf(event))
      if (wish) void app.review.open(wish.title, wish.actions)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stop()
    }
    screen.addEventListener('pointermove', onMove, { signal })
    screen.addEventListener('pointerup', onUp, { signal })
    screen.addEventListener('pointercancel', stop, { signal })
    window.addEventListener('keydown', onKey, { signal })
  }
  screen.addEventListener('pointerdown', onDown, { signal: ending.signal })
  return { gesture, end: () => ending.abort() }
}
