import fc from 'fast-check'
import type { GraphNode } from '../../shared/schema/defaults.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { gate, step } from './sequences.ts'

/** One small change of a sequence; the numbers choose nodes and values, whatever the sequence has. */
interface Edit {
  readonly kind: (typeof KINDS)[number]
  readonly at: number
  readonly to: number
}

const KINDS = ['field', 'field', 'edge', 'unlink', 'soft', 'remove', 'add', 'move', 'head'] as const

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(20),
  to: fc.nat(20),
})

function nodeAt(plan: Sequence, at: number): GraphNode | undefined {
  const nodes = [...plan.steps, ...plan.gates]
  return nodes[at % Math.max(1, nodes.length)]
}

function editField(node: GraphNode, to: number): void {
  if (to % 4 === 0) node.name = `name ${to % 3}`
  else if (to % 4 === 1) node.lane = `lane-${to % 3}`
  else if (to % 4 === 2) delete node.lane
  else if ('type' in node) node.artifacts = [`out/${to % 5}`, `log/${to % 2}`]
}

function link(plan: Sequence, { kind, at, to }: Edit): void {
  const node = nodeAt(plan, at)
  const other = nodeAt(plan, to)
  if (!node || !other || node === other) return
  const field = kind === 'soft' && 'type' in node ? 'after' : 'depends_on'
  const ids = 'type' in node ? (node[field] ?? []) : (node.depends_on ?? [])
  const next = ids.includes(other.id) ? ids.toReversed() : [...ids, other.id]
  if ('type' in node) node[field] = next
  else node.depends_on = next
}

function remove(plan: Sequence, at: number): void {
  const gone = nodeAt(plan, at)?.id
  plan.steps = plan.steps.filter(({ id }) => id !== gone)
  plan.gates = plan.gates.filter(({ id }) => id !== gone)
  for (const node of [...plan.steps, ...plan.gates]) {
    if (node.depends_on) node.depends_on = node.depends_on.filter((id) => id !== gone)
    if ('type' in node && node.after) node.after = node.after.filter((id) => id !== gone)
  }
}

function add(plan: Sequence, { at, to }: Edit): void {
  const id = `new-${to % 6}`
  if ([...plan.steps, ...plan.gates].some((node) => node.id === id)) return
  if (to === 20) plan.gates.push(gate(id))
  else plan.steps.splice(at % (plan.steps.length + 1), 0, step(id, { lane: `lane-${at % 2}` }))
}

function move(plan: Sequence, { at, to }: Edit): void {
  const [moved] = plan.steps.splice(at % Math.max(1, plan.steps.length), 1)
  if (moved) plan.steps.splice(to % (plan.steps.length + 1), 0, moved)
}

function editHead(plan: Sequence, { at, to }: Edit): void {
  if (at % 3 === 0) plan.name = `plan ${to % 3}`
  else if (at % 3 === 1) plan.metadata = { ...plan.metadata, description: `words ${to % 3}` }
  else plan.policy = { ...plan.policy, max_fanout: 1 + (to % 3) }
}

const CARRY_OUT: Readonly<Record<Edit['kind'], (plan: Sequence, change: Edit) => void>> = {
  field: (plan, { at, to }) => {
    const node = nodeAt(plan, at)
    if (node) editField(node, to)
  },
  edge: link,
  soft: link,
  unlink: (plan, { at }) => void nodeAt(plan, at)?.depends_on?.splice(0, 1),
  remove: (plan, { at }) => remove(plan, at),
  add,
  move,
  head: editHead,
}

/** A list of edits, as a function of the sequence that they are made to. */
export const anyEdits: fc.Arbitrary<(base: Sequence) => Sequence> = fc
  .array(edit, { maxLength: 5 })
  .map((edits) => (base) => {
    const plan = structuredClone(base)
    for (const change of edits) CARRY_OUT[change.kind](plan, change)
    return plan
  })
