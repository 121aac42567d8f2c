import type { ListIndex, ListName, SequenceIndex } from '../sequence-document.ts'

/** A text with its index: all of a document that positions depend on. */
export interface IndexedText {
  readonly text: string
  readonly index: SequenceIndex
}

/** A stretch of a text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What stands in a skeleton for all entries of a list. */
export const PLACEHOLDERS = { block: '- 0', flow: '0' } as const

/** The file without the entries of its lists: small, however many there are, and parsed in their stead. */
export interface Skeleton {
  readonly text: string
  /** The offset in the file of what stands at an offset of the skeleton. */
  toFile(offset: number): number
}

function sum(lengths: readonly number[]): number {
  let total = 0
  for (const length of lengths) total += length
  return total
}

/** From the first character of a list's first entry to the last one of its last entry. */
export function listSpan(list: ListIndex): Span {
  return { start: list.start, end: list.start + sum(list.bodies) + sum(list.gaps) }
}

/** The stretch of one entry, or undefined when the index does not have it. */
export function itemSpan(list: ListIndex, position: number): Span | undefined {
  const length = list.bodies[position]
  if (list.style === 'none' || length === undefined) return undefined
  const start = list.start + sum(list.bodies.slice(0, position)) + sum(list.gaps.slice(0, position))
  return { start, end: start + length }
}

/** The lists that have entries in the index, in the order of the file. */
export function listsInOrder(index: SequenceIndex): readonly ListName[] {
  const names: readonly ListName[] = ['steps', 'gates']
  return names
    .filter((name) => index[name].style !== 'none')
    .toSorted((a, b) => index[a].start - index[b].start)
}

/** Replaces the entries of each list by one placeholder. */
export function skeletonOf({ text, index }: IndexedText): Skeleton {
  let skeleton = ''
  let done = 0
  const cuts: { readonly at: number; readonly shift: number }[] = []
  for (const name of listsInOrder(index)) {
    const list = index[name]
    if (list.style === 'none') continue
    const { start, end } = listSpan(list)
    skeleton += text.slice(done, start) + PLACEHOLDERS[list.style]
    cuts.push({ at: skeleton.length, shift: end - skeleton.length })
    done = end
  }
  return {
    text: skeleton + text.slice(done),
    toFile: (offset) => offset + (cuts.findLast(({ at }) => at <= offset)?.shift ?? 0),
  }
}
