import fc from 'fast-check'
import type { Gate } from '../../shared/schema/gate.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import {
  GATE_FIELDS,
  gateArbitrary,
  HEAD_FIELDS,
  plain,
  STEP_FIELDS,
  stepArbitrary,
} from './yaml-sequences.ts'

/** One change of a sequence. Positions count from any number, modulo what is there. */
export type Edit =
  | {
      readonly op: 'step' | 'gate' | 'head'
      readonly at: number
      readonly field: string
      readonly value: unknown
    }
  | { readonly op: 'add'; readonly at: number; readonly node: Step | Gate }
  | { readonly op: 'remove' | 'rename'; readonly list: 'steps' | 'gates'; readonly at: number }
  | {
      readonly op: 'move'
      readonly list: 'steps' | 'gates'
      readonly at: number
      readonly to: number
    }
  | { readonly op: 'clear'; readonly list: 'steps' | 'gates' }

const at = fc.nat(20)
const list = fc.constantFrom('steps' as const, 'gates' as const)

/** Setting a field to a value or, with undefined, removing it. */
function fieldEdits(
  op: 'step' | 'gate' | 'head',
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  required: readonly string[],
): fc.Arbitrary<Edit>[] {
  return Object.entries(fields).map(([field, values]) => {
    const value = required.includes(field) ? values : fc.option(values, { nil: undefined, freq: 3 })
    return fc.record({ op: fc.constant(op), at, field: fc.constant(field), value })
  })
}

const stepEdit = fc.oneof(...fieldEdits('step', STEP_FIELDS, []))
const gateEdit = fc.oneof(...fieldEdits('gate', GATE_FIELDS, []))
const headEdit = fc.oneof(...fieldEdits('head', HEAD_FIELDS, ['name']))

/** A change of one field of one node. */
export const fieldEditArbitrary = fc.oneof(
  { weight: 2, arbitrary: stepEdit },
  { weight: 1, arbitrary: gateEdit },
)

/** Any change. */
export const editArbitrary: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fieldEditArbitrary },
  { weight: 2, arbitrary: headEdit },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('add' as const),
      at,
      node: fc.oneof(stepArbitrary, gateArbitrary),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constantFrom('remove' as const, 'rename' as const), list, at }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('move' as const), list, at, to: at }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('clear' as const), list }) },
)

type NodeList = readonly { readonly id: string }[]

function freeId(sequence: Sequence, wanted: string): string {
  const taken = new Set([...sequence.steps, ...sequence.gates].map(({ id }) => id))
  let id = wanted
  while (taken.has(id)) id = `${id.slice(0, 40)}-y`
  return id
}

function withField<T extends object>(node: T, field: string, value: unknown): T {
  const { [field]: _old, ...rest } = node as Record<string, unknown>
  return (value === undefined ? rest : { ...rest, [field]: plain(value) }) as T
}

function changedAt<T>(items: readonly T[], position: number, change: (item: T) => T): T[] {
  const index = position % items.length
  return items.map((item, here) => (here === index ? change(item) : item))
}

function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = [...items]
  const [item] = rest.splice(from % Math.max(items.length, 1), 1)
  if (item !== undefined) rest.splice(to % items.length, 0, item)
  return rest
}

function added(sequence: Sequence, edit: Extract<Edit, { op: 'add' }>): Sequence {
  const node = { ...edit.node, id: freeId(sequence, edit.node.id) }
  const name = 'type' in node ? 'steps' : 'gates'
  const position = edit.at % (sequence[name].length + 1)
  return { ...sequence, [name]: (sequence[name] as NodeList).toSpliced(position, 0, node) }
}

function editList(sequence: Sequence, edit: Extract<Edit, { list: unknown }>): Sequence {
  const items: readonly (Step | Gate)[] = sequence[edit.list]
  if (edit.op === 'clear') return { ...sequence, [edit.list]: [] }
  if (edit.op === 'move') return { ...sequence, [edit.list]: moved(items, edit.at, edit.to) }
  const next =
    edit.op === 'remove'
      ? items.filter((_, index) => index !== edit.at % items.length)
      : changedAt(items, edit.at, (item) => ({ ...item, id: freeId(sequence, `${item.id}2`) }))
  return { ...sequence, [edit.list]: next }
}

/** The sequence after an edit; nodes that it does not touch are the same objects. */
export function applyEdit(sequence: Sequence, edit: Edit): Sequence {
  if ('list' in edit) return editList(sequence, edit)
  if (edit.op === 'add') return added(sequence, edit)
  const { field, value } = edit
  if (edit.op === 'head') return withField(sequence, field, value)
  if (edit.op === 'step') {
    return {
      ...sequence,
      steps: changedAt(sequence.steps, edit.at, (step) => withField(step, field, value)),
    }
  }
  return {
    ...sequence,
    gates: changedAt(sequence.gates, edit.at, (gate) => withField(gate, field, value)),
  }
}
