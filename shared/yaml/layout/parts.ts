import {
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { blockEnd } from './extent.ts'
import type { Span } from './skeleton.ts'

/** One entry of a map or list in its text. */
export interface Part extends Span {
  /** The key of a map's entry; empty in lists. */
  readonly key: string
  readonly node: ParsedNode | null
  /** Offset just behind the colon of a map's entry, or behind the dash of a list's. */
  readonly afterMark: number
}

/** The entries of a map or list, each with its place in the text. */
export interface Parts {
  readonly flow: boolean
  readonly entries: readonly Part[]
  /** First offset behind the opening bracket, and offset of the closing one; only where there are brackets. */
  readonly inside: Span | undefined
}

type ParsedPair = Pair<ParsedNode, ParsedNode | null>

/** Offset behind the colon of an entry, or undefined where it has none or is written with `?`. */
function afterColon(pair: ParsedPair): number | undefined {
  const token = pair.srcToken
  if (!token || token.start.some(({ type }) => type === 'explicit-key-ind')) return undefined
  const colon = token.sep?.find(({ type }) => type === 'map-value-ind')
  return colon && colon.offset + 1
}

function isEmptyNode(node: ParsedNode): boolean {
  return isScalar(node) && node.source === '' && node.range[0] === node.range[1]
}

function mapParts(text: string, node: YAMLMap.Parsed): Part[] | undefined {
  const parts: Part[] = []
  for (const pair of node.items) {
    const afterMark = afterColon(pair)
    const { key, value } = pair
    if (afterMark === undefined || !isScalar(key)) return undefined
    const start = key.range[0]
    const inFlow = value && !isEmptyNode(value) ? value.range[1] : afterMark
    const end = node.flow ? inFlow : blockEnd(text, value ?? key, start)
    parts.push({ key: String(key.value), node: value, start, end, afterMark })
  }
  return parts
}

function listParts(text: string, node: YAMLSeq.Parsed): Part[] | undefined {
  const token = node.srcToken
  const parts: Part[] = []
  for (const [index, item] of node.items.entries()) {
    if (node.flow) {
      // `[a: 1]` holds a map without brackets; such entries are left to coarser edits.
      if (isMap(item) && item.srcToken?.type !== 'flow-collection') return undefined
      const [start, end] = item.range
      parts.push({ key: '', node: item, start, end, afterMark: start })
      continue
    }
    const marks = token?.type === 'block-seq' ? token.items[index]?.start : undefined
    const start = marks?.find(({ type }) => type === 'seq-item-ind')?.offset
    if (start === undefined) return undefined
    const end = blockEnd(text, item, start)
    parts.push({ key: '', node: item, start, end, afterMark: start + 1 })
  }
  return parts
}

/**
 * The entries of a map or list with their places; undefined for scalars and for the rare forms of writing
 * (keys after `?`, maps without brackets in a list with brackets) that only a coarser edit can handle.
 */
export function partsOf(text: string, node: ParsedNode): Parts | undefined {
  if (!isMap(node) && !isSeq(node)) return undefined
  const entries = isMap(node) ? mapParts(text, node) : listParts(text, node)
  if (!entries) return undefined
  const inside = node.flow ? { start: node.range[0] + 1, end: node.range[1] - 1 } : undefined
  return { flow: node.flow === true, entries, inside }
}
