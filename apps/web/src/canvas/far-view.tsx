import type { Accessor, JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, onCleanup, onMount } from 'solid-js'
import { isStep } from '../../../../shared/schema/defaults.ts'
import { useApp } from '../state/app-state.ts'
import { lookStatus } from '../status/node-status.ts'
import { lookOf } from '../status/status-look.tsx'
import { nodesOf } from '../workspace/changes.ts'
import type { Camera } from './camera.ts'
import { type FarScene, nodeAt, paintFar, readPalette } from './far-paint.ts'
import { countStatuses, groupOfNode, membersOf } from './group-node.ts'
import type { PlacedNode } from './layout-types.ts'
import type { Picture } from './picture.ts'
import { tilesOf } from './tiles.ts'
import { type Area, type Size, type Viewport, visibleArea } from './viewport.ts'

/** Painted beyond each edge of the screen, so that panning only shifts what is there. */
const MARGIN = 256
/** While one zooms, the last painting is stretched; it is done anew at rest, or when it no longer will do. */
const PAUSE_MS = 90
const MOST_STRETCHED = 1.6

interface FarViewProps {
  readonly camera: Camera
  readonly picture: Accessor<Picture>
}

function contains(outer: Area, inner: Area): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

/** What is painted where: kept between frames, moved while it covers the screen, else painted anew. */
class Painter {
  readonly #canvas: HTMLCanvasElement
  readonly #scene: (area: Area) => FarScene
  #palette
  #area: Area = { x: 0, y: 0, width: 0, height: 0 }
  #zoom = 0
  #paintedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(canvas: HTMLCanvasElement, scene: (area: Area) => FarScene) {
    this.#canvas = canvas
    this.#scene = scene
    this.#palette = readPalette(canvas)
  }

  readTheme(): void {
    this.#palette = readPalette(this.#canvas)
  }

  /** Shows this view, painting only when what is painted does not do. */
  show(view: Viewport, size: Size): void {
    clearTimeout(this.#timer)
    const isCovered = contains(this.#area, visibleArea(view, size))
    const stretch = view.zoom / this.#zoom
    const isPoor = !isCovered || Math.max(stretch, 1 / stretch) > MOST_STRETCHED
    const isDue = performance.now() - this.#paintedAt > PAUSE_MS
    if (stretch === 1 && isCovered) this.#move(view)
    else if (stretch === 1 || this.#zoom === 0 || (isPoor && isDue)) this.paint(view, size)
    else {
      this.#move(view)
      this.#timer = setTimeout(() => this.paint(view, size), PAUSE_MS)
    }
  }

  paint(view: Viewport, size: Size): void {
    const ratio = Math.min(2, window.devicePixelRatio)
    const width = size.width + 2 * MARGIN
    const height = size.height + 2 * MARGIN
    const canvas = this.#canvas
    const isSized = canvas.width === Math.round(width * ratio)
    if (!isSized || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio)
      canvas.height = Math.round(height * ratio)
      canvas.style.width = `${width}px`
      canvas.style.height = `${height}px`
    }
    this.#area = {
      x: (-view.x - MARGIN) / view.zoom,
      y: (-view.y - MARGIN) / view.zoom,
      width: width / view.zoom,
      height: height / view.zoom,
    }
    this.#zoom = view.zoom
    const pen = canvas.getContext('2d')
    if (pen) {
      paintFar(pen, this.#scene(this.#area), this.#palette, {
        area: this.#area,
        zoom: view.zoom,
        ratio,
      })
    }
    this.#paintedAt = performance.now()
    this.#move(view)
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #move(view: Viewport): void {
    const scale = view.zoom / this.#zoom
    const x = this.#area.x * view.zoom + view.x
    const y = this.#area.y * view.zoom + view.y
    this.#canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`
  }
}

/**
 * The picture from afar: one bitmap instead of thousands of elements. A click selects what is under it, and a
 * double click goes there. Screen readers have the list, and the selected node stays an element of its own.
 */
export function FarView(props: FarViewProps): JSX.Element {
  const app = useApp()
  let canvas: HTMLCanvasElement | undefined
  const nodes = createMemo(
    () => new Map(nodesOf(app.source.workspace.sequence()).map((node) => [node.id, node])),
  )
  const groups = createMemo(() => membersOf(app.source.workspace.sequence()))
  const [hovered, setHovered] = createSignal<string>()
  const scene = (area: Area): FarScene => {
    const { nodeTiles, edgeTiles, groupTiles } = props.picture()
    const range = tilesOf(area)
    const found = app.found()
    return {
      nodes: nodeTiles(range),
      edges: edgeTiles(range),
      groups: groupTiles(range),
      toneOf: (id) => {
        const group = groupOfNode(id)
        if (group !== undefined) {
          return lookOf(countStatuses(groups().get(group) ?? [])[0]?.status ?? 'BLOCKED').tone
        }
        const node = nodes().get(id)
        return node ? lookOf(lookStatus(node)).tone : 'blocked'
      },
      nameOf: (id) => groupOfNode(id) ?? nodes().get(id)?.name ?? '',
      isChosen: (id) => app.chosen().has(id),
      isDimmed: (id) => found !== undefined && !found.has(id),
    }
  }
  const under = (event: MouseEvent): PlacedNode | undefined => {
    const box = canvas?.closest('.canvas')?.getBoundingClientRect()
    if (!box) return undefined
    const { x, y, zoom } = props.camera.view()
    const point = {
      x: (event.clientX - box.left - x) / zoom,
      y: (event.clientY - box.top - y) / zoom,
    }
    const range = tilesOf({ ...point, width: 0, height: 0 })
    return nodeAt(props.picture().nodeTiles(range), point.x, point.y)
  }
  onMount(() => {
    if (!canvas) return
    const painter = new Painter(canvas, scene)
    const unfollow = props.camera.onMove((view, size) => painter.show(view, size))
    const repaint = () => painter.paint(props.camera.view(), props.camera.size())
    createEffect(() => {
      nodes()
      props.picture()
      app.chosen()
      app.found()
      repaint()
    })
    const observer = new MutationObserver(() => {
      painter.readTheme()
      repaint()
    })
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    onCleanup(() => {
      unfollow()
      painter.end()
      observer.disconnect()
    })
  })
  const label = (): string | undefined => {
    const node = nodes().get(hovered() ?? '')
    return (
      node &&
      `${node.name} (${isStep(node) ? 'step' : 'gate'} ${node.id}, ${lookOf(lookStatus(node)).word})`
    )
  }
  return (
    <div class="far-screen" aria-hidden="true">
      <canvas
        ref={canvas}
        class="far"
        classList={{ 'far-over': hovered() !== undefined }}
        title={label()}
        onPointerMove={(event) => setHovered(under(event)?.id)}
        onClick={(event) => {
          const node = under(event)
          const group = node && groupOfNode(node.id)
          if (group !== undefined) app.choose((groups().get(group) ?? []).map(({ id }) => id))
          if (!node || group !== undefined) return
          if (event.shiftKey || event.ctrlKey || event.metaKey) app.toggle(node.id)
          else app.select(node.id)
        }}
      />
    </div>
  )
}
