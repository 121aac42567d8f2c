import type { Layout, PlacedNode } from './layout-types.ts'

/** A way to walk the graph. */
export type Direction = 'left' | 'right' | 'up' | 'down'

function portHeight(node: PlacedNode): number {
  return node.y + node.portY
}

function nearest(from: PlacedNode, nodes: readonly PlacedNode[]): PlacedNode | undefined {
  const distance = (node: PlacedNode) =>
    Math.abs(portHeight(node) - portHeight(from)) + Math.abs(node.rank - from.rank)
  return nodes.reduce<PlacedNode | undefined>(
    (best, node) => (best === undefined || distance(node) < distance(best) ? node : best),
    undefined,
  )
}

/**
 * The node that an arrow key leads to: left and right follow the edges, up and down stay in the column.
 * Undefined at the end of the way.
 */
export function walk(layout: Layout, id: string, direction: Direction): string | undefined {
  const from = layout.nodes.get(id)
  if (!from) return undefined
  if (direction === 'left' || direction === 'right') {
    const ends = layout.edges.flatMap((edge) => {
      if (direction === 'right') return edge.from === id ? [edge.to] : []
      return edge.to === id ? [edge.from] : []
    })
    return nearest(
      from,
      ends.flatMap((end) => layout.nodes.get(end) ?? []),
    )?.id
  }
  const sign = direction === 'down' ? 1 : -1
  const column = [...layout.nodes.values()].filter(
    (node) => node.rank === from.rank && (portHeight(node) - portHeight(from)) * sign > 0,
  )
  return nearest(from, column)?.id
}

/** Where a walk begins: the first node of the picture, from the left and then from the top. */
export function firstNode(layout: Layout): string | undefined {
  let first: PlacedNode | undefined
  for (const node of layout.nodes.values()) {
    const isEarlier =
      !first || node.rank < first.rank || (node.rank === first.rank && node.y < first.y)
    if (isEarlier) first = node
  }
  return first?.id
}
