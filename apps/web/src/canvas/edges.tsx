import type { JSX } from 'solid-js'
import { createMemo, For, onCleanup, onMount } from 'solid-js'
import { isSatisfied, nodeStatus } from '../../../../shared/schema/defaults.ts'
import { useApp } from '../state/app-state.ts'
import { edgePath } from './edge-path.ts'
import type { PlacedEdge } from './layout-types.ts'
import type { Picture } from './picture.ts'
import type { TileRange } from './tiles.ts'

/** Animations of the style sheet run with every frame and took a quarter of the page's time; this costs next to none. */
const BEAT_EVERY_MS = 250
/** The pulse of running steps changes with every so many beats. */
const PULSE = 4
const DASHES = 12

/** Lets the edges of running steps flow and their cards pulse, unless less motion is wished for. The result ends it. */
function letFlow(drawing: SVGSVGElement): () => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let beat = 0
  const timer = setInterval(() => {
    if (calm.matches || document.hidden) return
    beat++
    const world = drawing.parentElement
    if (beat % PULSE === 0) world?.classList.toggle('canvas-beat')
    if (drawing.querySelector('.edge-live')) {
      drawing.style.strokeDashoffset = String(-((beat * 3) % DASHES))
    }
  }, BEAT_EVERY_MS)
  return () => clearInterval(timer)
}

interface EdgesProps {
  readonly picture: Picture
  readonly range: TileRange
}

/** All edges in sight: hard ones solid, soft ones dashed, those of running steps flowing. */
export function Edges(props: EdgesProps): JSX.Element {
  const visible = createMemo(() => props.picture.edgeTiles(props.range))
  let drawing: SVGSVGElement | undefined
  onMount(() => {
    if (drawing) onCleanup(letFlow(drawing))
  })
  return (
    <svg ref={drawing} class="edges" width="1" height="1" aria-hidden="true">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M1 1 L7 4 L1 7 Z" fill="context-stroke" />
        </marker>
      </defs>
      <For each={visible()}>{(edge) => <Edge edge={edge} />}</For>
    </svg>
  )
}

function Edge(props: { readonly edge: PlacedEdge }): JSX.Element {
  const app = useApp()
  const nodes = app.source.workspace.view.nodes
  const isLive = () => {
    const to = nodes[props.edge.to]
    return to !== undefined && nodeStatus(to) === 'RUNNING'
  }
  const isDone = () => {
    const from = nodes[props.edge.from]
    return from !== undefined && isSatisfied(from)
  }
  const isDimmed = () => {
    const found = app.found()
    return found !== undefined && !(found.has(props.edge.from) && found.has(props.edge.to))
  }
  const isNear = () => {
    const chosen = app.chosen()
    return chosen.has(props.edge.from) || chosen.has(props.edge.to)
  }
  return (
    <path
      class="edge"
      classList={{
        'edge-soft': props.edge.soft,
        'edge-done': isDone() && !isLive(),
        'edge-live': isLive(),
        'edge-near': isNear(),
        'node-dimmed': isDimmed(),
      }}
      d={edgePath(props.edge.points)}
      marker-end="url(#arrow)"
    />
  )
}
