import { isMap, isScalar, isSeq, type ParsedNode, Scalar } from 'yaml'
import { type FlowStyle, PLAIN_FLOW } from '../print/print-flow.ts'
import type { Path } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'

/** The nodes from the root to a path, as far as they exist. */
function nodesAlong(root: ParsedNode, path: Path): ParsedNode[] {
  return [...path.keys(), path.length].flatMap(
    (length) => nodeAt(root, path.slice(0, length)) ?? [],
  )
}

/** True when what stands at a path is written between brackets that stand around it. */
export function isInFlow(root: ParsedNode, path: Path): boolean {
  return nodesAlong(root, path.slice(0, -1)).some((node) => 'flow' in node && node.flow === true)
}

function hasQuotedKeys(node: ParsedNode): boolean {
  const key = isMap(node) && node.flow ? node.items[0]?.key : undefined
  return key !== undefined && isScalar(key) && key.type === Scalar.QUOTE_DOUBLE
}

/** What follows the first comma of a list or map in brackets, or its first colon. */
function spaceIn(text: string, node: ParsedNode): '' | ' ' | undefined {
  const [first, second] = isMap(node) || isSeq(node) ? node.items : []
  if (!first || (!second && !isMap(node))) return undefined
  const compact = /[\]}"0-9a-z],\S|":[^\s,}\]]/i.test(text.slice(node.range[0], node.range[1]))
  return compact ? '' : ' '
}

function paddingIn(text: string, node: ParsedNode | undefined, bracket: string): '' | ' ' {
  if (!node || text[node.range[0]] !== bracket) return ''
  return /^. \S/.test(text.slice(node.range[0], node.range[0] + 3)) ? ' ' : ''
}

/** The style of brackets and quotes at a path: that of the node itself and what stands around it. */
export function flowStyleAt(text: string, root: ParsedNode, path: Path): FlowStyle {
  const around = nodesAlong(root, path).filter((node) => 'flow' in node && node.flow === true)
  const nearest = around.toReversed()
  const json = nearest.some(hasQuotedKeys)
  const space = json
    ? nearest.map((node) => spaceIn(text, node)).find((found) => found !== undefined)
    : ' '
  const node = nodeAt(root, path)
  return {
    ...PLAIN_FLOW,
    quotes: json ? 'double' : 'plain',
    space: space ?? ' ',
    listPadding: paddingIn(text, node, '['),
    mapPadding: paddingIn(text, node, '{'),
  }
}
