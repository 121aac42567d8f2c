import { isMap, isScalar, isSeq } from 'yaml'
import { SEQUENCE_VERSION, type Sequence, SequenceSchema } from '../../schema/sequence.ts'
import { indexOfSpans } from '../layout/list-index.ts'
import type { IndexedText, Span } from '../layout/skeleton.ts'
import { listSpan, skeletonOf } from '../layout/skeleton.ts'
import { isRecord, isSame } from '../read/plain.ts'
import { nodeAt } from '../read/value.ts'
import { withoutExtensions } from '../schema/extensions.ts'
import type { ListName, SequenceIndex } from '../sequence-document.ts'
import { type Draft, draftOf } from '../splice/draft.ts'
import { spansOf } from './edit-nodes.ts'

/** The text of all entries of a list, to be put back where a skeleton has its placeholder. */
export interface ListText {
  readonly style: 'block' | 'flow'
  readonly text: string
  /** Stretches of the entries within `text`. */
  readonly entries: readonly Span[]
}

/** A file as its skeleton, parsed, and the texts of its lists: what edits outside the entries work on. */
export interface Outline {
  readonly draft: Draft
  readonly lists: Readonly<Partial<Record<ListName, ListText>>>
}

const NAMES: readonly ListName[] = ['steps', 'gates']

function listText({ text, index }: IndexedText, name: ListName): ListText | undefined {
  const list = index[name]
  if (list.style === 'none') return undefined
  const { start, end } = listSpan(list)
  const entries = spansOf(list).map((span) => ({
    start: span.start - start,
    end: span.end - start,
  }))
  return { style: list.style, text: text.slice(start, end), entries }
}

/** What a skeleton must say of a list: nothing of entries that the index knows, all of others. */
function expectedList(state: IndexedText, current: Sequence, name: ListName): unknown {
  return state.index[name].style === 'none' ? current[name] : [0]
}

/** True when a skeleton says, entries aside, what the sequence says that the text is known to have. */
function isSound(draft: Draft, state: IndexedText, current: Sequence): boolean {
  const read = withoutExtensions(draft.value, SequenceSchema)
  if (!isRecord(read)) return false
  const found = { version: SEQUENCE_VERSION, steps: [], gates: [], ...read }
  const steps = expectedList(state, current, 'steps')
  return isSame(found, { ...current, steps, gates: expectedList(state, current, 'gates') })
}

/** Takes a file apart that has the sequence `current`; undefined when its skeleton says otherwise. */
export function outlineOf(state: IndexedText, current: Sequence): Outline | undefined {
  const draft = draftOf(skeletonOf(state).text)
  if (!draft || !isSound(draft, state, current)) return undefined
  const [steps, gates] = NAMES.map((name) => listText(state, name))
  return { draft, lists: { ...(steps ? { steps } : {}), ...(gates ? { gates } : {}) } }
}

/** Where a list's placeholder stands in a skeleton, or undefined when it has none. */
export function placeholderSpan({ tree }: Draft, name: ListName): Span | undefined {
  const list = isMap(tree.root) ? nodeAt(tree.root, [name]) : undefined
  const item = list && isSeq(list) ? list.items[0] : undefined
  if (!list || !item || !isScalar(item)) return undefined
  const end = item.range[1]
  if ('flow' in list && list.flow) return { start: item.range[0], end }
  const token = list.srcToken?.type === 'block-seq' ? list.srcToken.items[0] : undefined
  const dash = token?.start.find(({ type }) => type === 'seq-item-ind')
  return dash && { start: dash.offset, end }
}

/** Puts the lists back into their places; undefined when a placeholder is missing. */
export function fileOf({ draft, lists }: Outline): IndexedText | undefined {
  const places = NAMES.flatMap((name) => {
    const list = lists[name]
    return list ? [{ name, list, place: placeholderSpan(draft, name) }] : []
  })
  if (places.some(({ place }) => !place)) return undefined
  places.sort((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0))
  let index: SequenceIndex = { steps: indexOfSpans('block', []), gates: indexOfSpans('block', []) }
  let text = ''
  let done = 0
  for (const { name, list, place } of places) {
    if (!place) return undefined
    text += draft.tree.text.slice(done, place.start)
    const at = text.length
    const spans = list.entries.map(({ start, end }) => ({ start: start + at, end: end + at }))
    index = { ...index, [name]: indexOfSpans(list.style, spans) }
    text += list.text
    done = place.end
  }
  return { text: text + draft.tree.text.slice(done), index }
}
