import type { Accessor, JSX } from 'solid-js'
import { createEffect, onCleanup, onMount } from 'solid-js'
import { useApp } from '../state/app-state.ts'
import { lookStatus } from '../status/node-status.ts'
import { lookOf } from '../status/status-look.tsx'
import { nodesOf } from '../workspace/changes.ts'
import type { Camera } from './camera.ts'
import { readPalette, TONES } from './far-paint.ts'
import type { Layout } from './layout-types.ts'
import { visibleArea } from './viewport.ts'

const SIZE = { width: 180, height: 96 }
/** The map is not painted more often than this while statuses change. */
const PAUSE_MS = 250

interface MiniMapProps {
  readonly camera: Camera
  readonly layout: Accessor<Layout>
}

/** The whole picture in a corner, with a frame around what is on the screen. Press or drag to go there. */
export function MiniMap(props: MiniMapProps): JSX.Element {
  const app = useApp()
  let map: HTMLDivElement | undefined
  let canvas: HTMLCanvasElement | undefined
  let frame: HTMLDivElement | undefined
  const scale = () => {
    const { width, height } = props.layout()
    return Math.min(SIZE.width / Math.max(1, width), SIZE.height / Math.max(1, height))
  }
  const paint = () => {
    const pen = canvas?.getContext('2d')
    if (!(canvas && pen)) return
    const palette = readPalette(canvas)
    const { layout } = props
    const by = scale()
    pen.clearRect(0, 0, SIZE.width, SIZE.height)
    // One path a colour: a fill for each of ten thousand nodes takes several times as long.
    const shapes = new Map<string, Path2D>()
    for (const node of nodesOf(app.source.workspace.sequence())) {
      const place = layout().nodes.get(node.id)
      if (!place) continue
      const { tone } = lookOf(lookStatus(node))
      const shape = shapes.get(tone) ?? new Path2D()
      shapes.set(tone, shape)
      const width = Math.max(1.5, place.width * by)
      shape.rect(place.x * by, place.y * by, width, Math.max(1.5, place.height * by))
    }
    for (const tone of TONES) {
      const shape = shapes.get(tone)
      pen.fillStyle = palette.tone[tone]
      if (shape) pen.fill(shape)
    }
  }
  const goTo = (event: PointerEvent) => {
    const box = map?.getBoundingClientRect()
    if (!box) return
    const { zoom } = props.camera.view()
    const { width, height } = props.camera.size()
    const x = (event.clientX - box.left) / scale()
    const y = (event.clientY - box.top) / scale()
    props.camera.moveTo({ zoom, x: width / 2 - x * zoom, y: height / 2 - y * zoom })
  }
  onMount(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    createEffect(() => {
      app.source.workspace.sequence()
      props.layout()
      timer ??= setTimeout(() => {
        timer = undefined
        paint()
      }, PAUSE_MS)
    })
    const observer = new MutationObserver(paint)
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const unfollow = props.camera.onMove((view, size) => {
      if (!frame) return
      const by = scale()
      const area = visibleArea(view, size)
      frame.style.transform = `translate(${area.x * by}px, ${area.y * by}px)`
      frame.style.width = `${area.width * by}px`
      frame.style.height = `${area.height * by}px`
    })
    onCleanup(() => {
      clearTimeout(timer)
      observer.disconnect()
      unfollow()
    })
  })
  return (
    <div
      ref={map}
      class="mini-map"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        goTo(event)
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) goTo(event)
      }}
    >
      <canvas ref={canvas} width={SIZE.width} height={SIZE.height} />
      <div ref={frame} class="mini-frame" />
    </div>
  )
}
