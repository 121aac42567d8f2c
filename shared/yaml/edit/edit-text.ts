import { GateSchema } from '../../schema/gate.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { StepSchema } from '../../schema/step.ts'
import type { IndexedText } from '../layout/skeleton.ts'
import { isSame } from '../read/plain.ts'
import type { ListName } from '../sequence-document.ts'
import { editInPlace, type NodesChange } from './edit-nodes.ts'
import { changedHead, clearList, editHead, fillList } from './edit-outline.ts'
import { matchNodes } from './match-nodes.ts'
import { rearrange } from './rearrange.ts'

/** A sequence before and after. */
export interface SequenceChange {
  readonly old: Sequence
  readonly next: Sequence
  readonly eol: string
}

function isInPlace({ old, from }: NodesChange): boolean {
  return from.length === old.length && from.every((position, index) => position === index)
}

function editNodes(state: IndexedText, change: NodesChange): IndexedText | undefined {
  const { name, old, next } = change
  const { style, bodies } = state.index[name]
  if (bodies.length !== old.length) return undefined
  if (old.length === 0) return fillList(state, change)
  if (style === 'none') return undefined
  if (next.length === 0) return clearList(state, change)
  return isInPlace(change) ? editInPlace(state, change) : rearrange(state, change)
}

function editList(
  state: IndexedText,
  { old, next, eol }: SequenceChange,
  name: ListName,
): IndexedText | undefined {
  const [before, after] = [old[name], next[name]]
  if (before === after || isSame(before, after)) return state
  const schema = name === 'steps' ? StepSchema : GateSchema
  const from = matchNodes(before, after)
  const current =
    name === 'steps'
      ? { ...next, steps: old.steps, gates: old.gates }
      : { ...next, gates: old.gates }
  return editNodes(state, { name, old: before, next: after, from, current, schema, eol })
}

/**
 * The text and index for another sequence, with everything that did not change kept byte for byte. Only the
 * nodes that are touched are parsed. Undefined when the index does not fit or some change can't be spliced in.
 */
export function editText(state: IndexedText, change: SequenceChange): IndexedText | undefined {
  const { old, next, eol } = change
  const headed = changedHead(old, next).length > 0 ? editHead(state, old, next, eol) : state
  const stepped = headed && editList(headed, change, 'steps')
  return stepped && editList(stepped, change, 'gates')
}
