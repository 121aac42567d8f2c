import { isMap, isScalar, isSeq, type ParsedNode, Scalar } from 'yaml'

/** Offset of the end of the line that an offset is on, without its line end. */
export function lineEnd(text: string, offset: number): number {
  const found = text.indexOf('\n', offset)
  if (found === -1) return text.length
  return found > offset && text[found - 1] === '\r' ? found - 1 : found
}

/** Offset of the first character of the line that an offset is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** Spaces between the beginning of the line and an offset, counting all characters there. */
export function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset)
  return offset - start - (text[start] === '\uFEFF' ? 1 : 0)
}

function isBlockScalar(node: ParsedNode): boolean {
  return isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED)
}

/** The last thing in a map or list that is written in lines, or the node itself. */
function lastPart(node: ParsedNode): ParsedNode {
  if (isMap(node) && !node.flow) {
    const pair = node.items.at(-1)
    return pair ? lastPart(pair.value ?? pair.key) : node
  }
  if (isSeq(node) && !node.flow) {
    const item = node.items.at(-1)
    return item ? lastPart(item) : node
  }
  return node
}

/** End of the lines that a node takes, comment behind it included, without the last line end. */
export function contentEnd(text: string, node: ParsedNode): number {
  const last = lastPart(node)
  const end = last.range[1]
  if (!isBlockScalar(last) || text[end - 1] !== '\n') return lineEnd(text, end)
  return text[end - 2] === '\r' ? end - 2 : end - 1
}

const COMMENT_LINE = /\r?\n( *)#[^\n]*/y

/**
 * As `contentEnd`, plus the comment lines that follow at once and are indented more than the entry: they speak
 * about its inside, as a field that was commented out does.
 */
export function blockEnd(text: string, node: ParsedNode, entryStart: number): number {
  const column = columnOf(text, entryStart)
  let end = contentEnd(text, node)
  for (;;) {
    COMMENT_LINE.lastIndex = end
    const found = COMMENT_LINE.exec(text)
    if (!found || (found[1]?.length ?? 0) <= column) return end
    end += found[0].length
    if (text[end - 1] === '\r') end -= 1
  }
}
