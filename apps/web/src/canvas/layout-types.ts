/** A box to place. `port` says where edges touch it: `portY` from its top, `portInset` from its sides. */
export interface LayoutNode {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly portY: number
  readonly portInset: number
  readonly lane?: string | undefined
  readonly group?: string | undefined
}

/** An edge from what comes first to what waits for it. */
export interface LayoutEdge {
  readonly from: string
  readonly to: string
  readonly soft: boolean
}

/** What the layout is computed from; the order of the nodes decides ties. */
export interface LayoutInput {
  readonly nodes: readonly LayoutNode[]
  readonly edges: readonly LayoutEdge[]
  /** The lanes from top to bottom; by default as they first appear. */
  readonly laneOrder?: readonly string[]
}

/** A node with its place, in pixels of the unzoomed canvas. */
export interface PlacedNode extends LayoutNode {
  readonly x: number
  readonly y: number
  /** Column, counted from 0. */
  readonly rank: number
}

/** A point of the unzoomed canvas. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** An edge with the points that it passes; between each pair the curve leaves and arrives level. */
export interface PlacedEdge extends LayoutEdge {
  readonly id: string
  readonly points: readonly Point[]
}

/** A named rectangle: a lane's band, or the boundary of a group. */
export interface PlacedArea {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The whole picture. */
export interface Layout {
  readonly nodes: ReadonlyMap<string, PlacedNode>
  readonly edges: readonly PlacedEdge[]
  /** Empty when no node names a lane. */
  readonly lanes: readonly PlacedArea[]
  readonly groups: readonly PlacedArea[]
  readonly width: number
  readonly height: number
}

/** Distances between boxes, in pixels; all multiples of the 4 px grid. */
export const SPACING = {
  column: 60,
  row: 24,
  channel: 16,
  groupTop: 28,
  groupSide: 16,
  groupBottom: 16,
  lane: 24,
  margin: 48,
} as const
