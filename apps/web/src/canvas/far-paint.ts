import type { PlacedArea, PlacedEdge, PlacedNode } from './layout-types.ts'
import type { Area } from './viewport.ts'

/** A colour of statuses. */
export type Tone = 'ready' | 'running' | 'review' | 'done' | 'failed' | 'blocked'
/** All six of them. */
export const TONES: readonly Tone[] = ['ready', 'running', 'review', 'done', 'failed', 'blocked']

/** Colours of the theme that a painter needs. */
export interface Palette {
  readonly tone: Readonly<Record<Tone, string>>
  readonly tint: Readonly<Record<Tone, string>>
  readonly text: string
  readonly edge: string
  readonly edgeDone: string
  readonly edgeLive: string
  readonly line: string
  readonly focus: string
  readonly font: string
}

/** What is on the part of the picture that is painted. */
export interface FarScene {
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly groups: readonly PlacedArea[]
  readonly toneOf: (id: string) => Tone
  readonly nameOf: (id: string) => string
  readonly isChosen: (id: string) => boolean
  /** True for what a search leaves out. */
  readonly isDimmed: (id: string) => boolean
}

/** From this zoom on names are written; below it they could not be read. */
const NAMES_FROM = 0.28
/** From this zoom on edges are curves. */
const CURVES_FROM = 0.25
const DIMMED = 0.25

/** Reads the colours of the page's present theme. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const tones = (suffix: string) =>
    Object.fromEntries(TONES.map((tone) => [tone, value(`${tone}${suffix}`)])) as Record<
      Tone,
      string
    >
  return {
    tone: tones(''),
    tint: tones('-tint'),
    text: value('text'),
    edge: value('edge'),
    edgeDone: value('edge-done'),
    edgeLive: value('edge-live'),
    line: value('line-strong'),
    focus: value('focus'),
    font: value('font-text'),
  }
}

function traceEdge(pen: CanvasRenderingContext2D, { points }: PlacedEdge, isCurved: boolean): void {
  points.forEach(({ x, y }, at) => {
    const from = points[at - 1]
    if (!from) pen.moveTo(x, y)
    else if (isCurved && from.y !== y) {
      const pull = Math.max(16, (x - from.x) / 2)
      pen.bezierCurveTo(from.x + pull, from.y, x - pull, y, x, y)
    } else pen.lineTo(x, y)
  })
}

function sortBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const kinds = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const list = kinds.get(key)
    if (list) list.push(item)
    else kinds.set(key, [item])
  }
  return kinds
}

function paintEdges(
  pen: CanvasRenderingContext2D,
  scene: FarScene,
  palette: Palette,
  zoom: number,
): void {
  const colorOf = ({ from, to }: PlacedEdge) => {
    if (scene.toneOf(to) === 'running') return palette.edgeLive
    return scene.toneOf(from) === 'done' ? palette.edgeDone : palette.edge
  }
  const kinds = sortBy(scene.edges, (edge) => {
    const isDimmed = scene.isDimmed(edge.from) || scene.isDimmed(edge.to)
    return `${colorOf(edge)} ${edge.soft} ${isDimmed}`
  })
  pen.lineWidth = Math.max(1.5, 0.6 / zoom)
  for (const [key, edges] of kinds) {
    const [color = '', soft, dimmed] = key.split(' ')
    pen.strokeStyle = color
    pen.globalAlpha = dimmed === 'true' ? DIMMED : 1
    pen.setLineDash(soft === 'true' ? [8, 8] : [])
    pen.beginPath()
    for (const edge of edges) traceEdge(pen, edge, zoom >= CURVES_FROM)
    pen.stroke()
  }
  pen.globalAlpha = 1
  pen.setLineDash([])
}

/** A card's rectangle, or a gate's diamond, as part of the present path. */
function traceNode(pen: CanvasRenderingContext2D, node: PlacedNode): void {
  if (node.portInset === 0) {
    pen.rect(node.x, node.y, node.width, node.height)
    return
  }
  const radius = node.width / 2 - node.portInset
  const x = node.x + node.width / 2
  const y = node.y + node.portY
  pen.moveTo(x - radius, y)
  pen.lineTo(x, y - radius)
  pen.lineTo(x + radius, y)
  pen.lineTo(x, y + radius)
  pen.closePath()
}

function paintNodes(
  pen: CanvasRenderingContext2D,
  scene: FarScene,
  palette: Palette,
  zoom: number,
): void {
  const kinds = sortBy(scene.nodes, ({ id }) => `${scene.toneOf(id)} ${scene.isDimmed(id)}`)
  pen.lineWidth = Math.max(2, 1 / zoom)
  for (const [key, nodes] of kinds) {
    const [name, dimmed] = key.split(' ')
    const tone = TONES.find((known) => known === name) ?? 'blocked'
    pen.globalAlpha = dimmed === 'true' ? DIMMED : 1
    pen.fillStyle = zoom < 0.12 ? palette.tone[tone] : palette.tint[tone]
    pen.strokeStyle = palette.tone[tone]
    pen.beginPath()
    for (const node of nodes) traceNode(pen, node)
    pen.fill()
    if (zoom >= 0.12) pen.stroke()
  }
  pen.globalAlpha = 1
}

function paintNames(pen: CanvasRenderingContext2D, scene: FarScene, palette: Palette): void {
  pen.fillStyle = palette.text
  pen.font = `600 26px ${palette.font}`
  pen.textBaseline = 'middle'
  for (const node of scene.nodes) {
    if (node.portInset > 0 || scene.isDimmed(node.id)) continue
    pen.fillText(scene.nameOf(node.id).slice(0, 15), node.x + 14, node.y + node.height / 2)
  }
}

/** Paints a part of the picture, so zoomed, with the part's upper left corner at the canvas' own. */
export function paintFar(
  pen: CanvasRenderingContext2D,
  scene: FarScene,
  palette: Palette,
  { area, zoom, ratio }: { readonly area: Area; readonly zoom: number; readonly ratio: number },
): void {
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height)
  const scale = zoom * ratio
  pen.setTransform(scale, 0, 0, scale, -area.x * scale, -area.y * scale)
  pen.strokeStyle = palette.line
  pen.lineWidth = 1 / zoom
  pen.setLineDash([12, 12])
  for (const group of scene.groups) pen.strokeRect(group.x, group.y, group.width, group.height)
  pen.setLineDash([])
  paintEdges(pen, scene, palette, zoom)
  paintNodes(pen, scene, palette, zoom)
  if (zoom >= NAMES_FROM) paintNames(pen, scene, palette)
  pen.strokeStyle = palette.focus
  pen.lineWidth = 3 / zoom
  pen.beginPath()
  for (const node of scene.nodes) if (scene.isChosen(node.id)) traceNode(pen, node)
  pen.stroke()
}

/** The node at a point of the picture. */
export function nodeAt(nodes: readonly PlacedNode[], x: number, y: number): PlacedNode | undefined {
  return nodes.find(
    (node) => x >= node.x && x < node.x + node.width && y >= node.y && y < node.y + node.height,
  )
}
