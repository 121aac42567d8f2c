import { z } from 'zod'
import { reach } from '../../dag/downstream.ts'
import { buildGraph } from '../../dag/graph.ts'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { type Step, StepSchema } from '../../schema/step.ts'
import { defineAction } from '../define.ts'
import { replaceStep, requireStep } from '../edits.ts'
import { StepIdSchema, withFields } from '../parameters.ts'

/** Where a step is to stand, as the position that it has once it is taken out of its old place. */
interface Move {
  readonly from: number
  readonly to: number
}

function moveOf(sequence: Sequence, id: string, before?: string, after?: string): Result<Move> {
  const anchor = before ?? after ?? id
  const found = requireStep(sequence, anchor)
  if (!found.ok) return found
  const from = sequence.steps.findIndex((step) => step.id === id)
  const at = sequence.steps.findIndex((step) => step.id === anchor)
  const gap = after === undefined ? at : at + 1
  return ok({ from, to: gap > from ? gap - 1 : gap })
}

/** Refuses to put a step ahead of what it waits for, or behind what waits for it. */
function checkOrder(sequence: Sequence, step: Step, { from, to }: Move): Result<undefined> {
  const graph = buildGraph(sequence)
  const isForward = to < from
  const edges = isForward ? graph.all.predecessors : graph.all.successors
  const tied = reach(edges, [from])
  const passed = Array.from({ length: Math.abs(to - from) }, (_, index) =>
    isForward ? from - 1 - index : from + 1 + index,
  )
  // Positions of steps are the same in the graph and in the file.
  const hit = sequence.steps[passed.find((position) => tied.has(position)) ?? -1]
  if (!hit) return ok(undefined)
  const reason = isForward
    ? `before ${hit.id}, which it waits for`
    : `behind ${hit.id}, which waits for it`
  return fail('ILLEGAL_TRANSITION', `Step ${step.id} can't stand ${reason}.`, {
    hint: 'The file is read in the order of the dependencies; remove the dependency first, or choose another place.',
    details: { id: step.id, violates: hit.id },
  })
}

function reorder(sequence: Sequence, step: Step, move: Move): Result<Sequence> {
  if (move.to === move.from) return ok(sequence)
  const order = checkOrder(sequence, step, move)
  if (!order.ok) return order
  const rest = sequence.steps.toSpliced(move.from, 1)
  return ok({ ...sequence, steps: rest.toSpliced(move.to, 0, step) })
}

/** `step.move`: another place in the file, another lane, or both. */
export const stepMove = defineAction({
  name: 'step.move',
  kind: 'edit',
  title: 'Move step',
  description:
    'Puts a step before or after another one wherever no dependency is violated, or into another lane.',
  parameters: z.strictObject({
    id: StepIdSchema,
    before: NodeIdSchema.describe('Step that it shall stand before').optional(),
    after: NodeIdSchema.describe('Step that it shall stand behind').optional(),
    lane: StepSchema.shape.lane
      .unwrap()
      .nullable()
      .describe('Lane to move it to; null for none')
      .optional(),
  }),
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply(sequence, { id, before, after, lane }) {
    const found = requireStep(sequence, id)
    if (!found.ok) return found
    const isVague = before === undefined && after === undefined && lane === undefined
    if (isVague || (before !== undefined && after !== undefined) || (before ?? after) === id) {
      return fail('INVALID_PARAMETERS', `Step ${id} can't be moved: where to is not clear.`, {
        hint: 'Name another step with before or with after, or a lane.',
        details: { id },
      })
    }
    const step = lane === undefined ? found.value : withFields(found.value, [['lane', lane]])
    const move = moveOf(sequence, id, before, after)
    if (!move.ok) return move
    const next = reorder(replaceStep(sequence, id, step), step, move.value)
    return next.ok ? ok({ sequence: next.value }) : next
  },
  describe({ id, before, after, lane }) {
    const places = [
      before === undefined ? undefined : `before ${before}`,
      after === undefined ? undefined : `behind ${after}`,
      lane === undefined ? undefined : lane === null ? 'out of its lane' : `to lane ${lane}`,
    ]
    return `Move step ${id} ${places.filter(Boolean).join(' and ')}`
  },
})
