import { isMap } from 'yaml'
import { type Sequence, SequenceSchema } from '../../schema/sequence.ts'
import { lineEndOf } from '../layout/lines.ts'
import { inOrder } from '../print/in-order.ts'
import { printSequenceData } from '../print-sequence.ts'
import { isRecord } from '../read/plain.ts'
import { withExtensions, withoutExtensions } from '../schema/extensions.ts'
import { type Draft, draftOf } from '../splice/draft.ts'
import { flowStyleAt } from '../splice/flow-style.ts'

type Data = Readonly<Record<string, unknown>>

function byId(list: unknown): Map<unknown, Data> {
  const nodes = Array.isArray(list) ? list.filter(isRecord) : []
  return new Map(nodes.map((node) => [node['id'], node]))
}

/** New nodes with the extension keys that the old ones of the same id have in the file. */
function nodesWithExtensions(raw: unknown, read: unknown, next: readonly { id: string }[]) {
  const [rawNodes, readNodes] = [byId(raw), byId(read)]
  return next.map((node) => withExtensions(rawNodes.get(node.id), readNodes.get(node.id), node))
}

function dataOf(draft: Draft | undefined, next: Sequence): Data {
  const raw = draft?.value
  const read = withoutExtensions(raw, SequenceSchema)
  if (!isRecord(raw) || !isRecord(read)) return next
  const nodes = {
    steps: nodesWithExtensions(raw['steps'], read['steps'], next.steps),
    gates: nodesWithExtensions(raw['gates'], read['gates'], next.gates),
  }
  const head = withExtensions(
    { ...raw, steps: [], gates: [] },
    { ...read, steps: [], gates: [] },
    next,
  )
  return isRecord(head) ? { ...head, ...nodes } : { ...next, ...nodes }
}

/**
 * The whole file printed anew, for changes that can't be spliced in: comments are lost, but extension keys, the
 * byte order mark, the line ends and JSON are kept.
 */
export function reprintFile(text: string, next: Sequence): string {
  const draft = draftOf(text)
  const data = inOrder(dataOf(draft, next), SequenceSchema)
  const root = draft?.tree.root
  const json = root && isMap(root) && root.flow && flowStyleAt(text, root, []).quotes === 'double'
  const printed = json
    ? `${JSON.stringify(data, null, 2)}\n`
    : printSequenceData(isRecord(data) ? data : {})
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  return mark + printed.replaceAll('\n', lineEndOf(text))
}
