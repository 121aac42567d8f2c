import { isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLSeq } from 'yaml'
import type { Tree } from '../read/tree.ts'
import type { ListIndex, ListName, SequenceIndex } from '../sequence-document.ts'
import { blockEnd } from './extent.ts'

type ParsedPair = Pair<ParsedNode, ParsedNode | null>

const NO_INDEX: ListIndex = { style: 'none', start: 0, bodies: [], gaps: [] }

/** An entry's place, from its first character to just after its last one. */
interface Span {
  readonly start: number
  readonly end: number
}

/** Offset of the `-` of each entry, or undefined when the tokens are not there. */
function dashes(node: YAMLSeq.Parsed): (number | undefined)[] {
  const token = node.srcToken
  if (token?.type !== 'block-seq') return []
  return token.items.map((item) => item.start.find(({ type }) => type === 'seq-item-ind')?.offset)
}

function isFirstOnLine(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  return /^\uFEFF? *$/.test(text.slice(lineStart, offset))
}

function blockSpans(tree: Tree, node: YAMLSeq.Parsed): Span[] | undefined {
  const starts = dashes(node)
  const spans: Span[] = []
  for (const [index, item] of node.items.entries()) {
    const start = starts[index]
    if (start === undefined || !isMap(item) || !isFirstOnLine(tree.text, start)) return undefined
    spans.push({ start, end: blockEnd(tree.text, item, start) })
  }
  return spans
}

function flowSpans(node: YAMLSeq.Parsed): Span[] | undefined {
  const spans: Span[] = []
  for (const item of node.items) {
    if (!isMap(item) || item.srcToken?.type !== 'flow-collection') return undefined
    spans.push({ start: item.range[0], end: item.range[1] })
  }
  return spans
}

/** The index of entries that stand one after the other. */
export function indexOfSpans(style: 'block' | 'flow', spans: readonly Span[]): ListIndex {
  const first = spans[0]
  if (!first) return NO_INDEX
  return {
    style,
    start: first.start,
    bodies: spans.map(({ start, end }) => end - start),
    gaps: spans.slice(1).map(({ start }, index) => start - (spans[index]?.end ?? start)),
  }
}

function hasPlainKey(pair: ParsedPair): boolean {
  return !pair.srcToken?.start.some(({ type }) => type === 'explicit-key-ind')
}

function listIndex(tree: Tree, name: ListName): ListIndex {
  if (!isMap(tree.root)) return NO_INDEX
  const pair = tree.root.items.find(({ key }) => isScalar(key) && key.value === name)
  if (!pair || !isSeq(pair.value) || !hasPlainKey(pair)) return NO_INDEX
  const { value } = pair
  const spans = value.flow ? flowSpans(value) : blockSpans(tree, value)
  return spans ? indexOfSpans(value.flow ? 'flow' : 'block', spans) : NO_INDEX
}

/** Where the steps and gates of a parsed sequence.yaml stand in its text. */
export function sequenceIndex(tree: Tree): SequenceIndex {
  return { steps: listIndex(tree, 'steps'), gates: listIndex(tree, 'gates') }
}
