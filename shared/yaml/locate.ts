import { lineStart } from './layout/extent.ts'
import { itemSpan, skeletonOf } from './layout/skeleton.ts'
import type { Path } from './read/plain.ts'
import { type Position, positionAt } from './read/position.ts'
import { parseTree } from './read/tree.ts'
import { offsetAt } from './read/value.ts'
import type { ListName, SequenceDocument } from './sequence-document.ts'

function isListName(step: string | number | undefined): step is ListName {
  return step === 'steps' || step === 'gates'
}

/** The offset of a path inside one step or gate; only that one is parsed. */
function offsetInItem(document: SequenceDocument, path: Path): number | undefined {
  const [name, position, ...inner] = path
  if (!isListName(name) || typeof position !== 'number') return undefined
  const list = document.index[name]
  const span = itemSpan(list, position)
  if (!span) return undefined
  const isBlock = list.style === 'block'
  const start = isBlock ? lineStart(document.text, span.start) : span.start
  const { tree } = parseTree(document.text.slice(start, span.end))
  return tree && start + offsetAt(tree.root, isBlock ? [0, ...inner] : inner)
}

function isInItem(document: SequenceDocument, path: Path): boolean {
  const [name, position] = path
  return isListName(name) && typeof position === 'number' && document.index[name].style !== 'none'
}

/** The offset of a path outside the steps and gates. */
function offsetOutside(document: SequenceDocument, path: Path): number | undefined {
  const [name] = path
  const isList = isListName(name)
  if (isList && document.index[name].style === 'none' && path.length > 1) {
    const { tree } = parseTree(document.text)
    return tree && offsetAt(tree.root, path)
  }
  const skeleton = skeletonOf(document)
  const { tree } = parseTree(skeleton.text)
  return tree && skeleton.toFile(offsetAt(tree.root, isList ? path.slice(0, 1) : path))
}

/**
 * Line and column of a place in the data, such as `['steps', 2, 'status']`; of the nearest thing that exists
 * when the file has nothing there. Undefined only for a document whose index does not fit its text.
 */
export function locate(document: SequenceDocument, path: Path): Position | undefined {
  const offset = isInItem(document, path)
    ? (offsetInItem(document, path) ?? offsetOutside(document, path))
    : offsetOutside(document, path)
  return offset === undefined ? undefined : positionAt(document.text, offset)
}
