import type { JSX } from 'solid-js'
import { createMemo, For } from 'solid-js'
import { isSatisfied, nodeStatus } from '../../../../shared/schema/defaults.ts'
import { useApp } from '../state/app-state.ts'
import { edgeArea, edgePath } from './edge-path.ts'
import type { Layout, PlacedEdge } from './layout-types.ts'
import { indexTiles, type TileRange } from './tiles.ts'

interface EdgesProps {
  readonly layout: Layout
  readonly range: TileRange
}

/** All edges in sight: hard ones solid, soft ones dashed, those of running steps flowing. */
export function Edges(props: EdgesProps): JSX.Element {
  const tiles = createMemo(() => indexTiles(props.layout.edges, (edge) => edgeArea(edge.points)))
  const visible = createMemo(() => tiles()(props.range))
  return (
    <svg class="edges" width="1" height="1" aria-hidden="true">
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
  const isNear = () => {
    const id = app.selected()
    return id !== undefined && (id === props.edge.from || id === props.edge.to)
  }
  return (
    <path
      class="edge"
      classList={{
        'edge-soft': props.edge.soft,
        'edge-done': isDone() && !isLive(),
        'edge-live': isLive(),
        'edge-near': isNear(),
      }}
      d={edgePath(props.edge.points)}
      marker-end="url(#arrow)"
    />
  )
}
