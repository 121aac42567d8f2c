import { edgeArea } from './edge-path.ts'
import type { Layout, PlacedArea, PlacedEdge, PlacedNode } from './layout-types.ts'
import { indexTiles, type TileIndex } from './tiles.ts'

/** A layout with the means to find what lies where. */
export interface Picture {
  readonly layout: Layout
  readonly nodeTiles: TileIndex<PlacedNode>
  readonly edgeTiles: TileIndex<PlacedEdge>
  readonly groupTiles: TileIndex<PlacedArea>
}

/** Sorts what a layout placed into tiles. */
export function pictureOf(layout: Layout): Picture {
  return {
    layout,
    nodeTiles: indexTiles([...layout.nodes.values()], (node) => node),
    edgeTiles: indexTiles(layout.edges, (edge) => edgeArea(edge.points)),
    groupTiles: indexTiles(layout.groups, (group) => group),
  }
}
