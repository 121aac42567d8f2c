import { z } from 'zod'
import { type StepEvent, transition } from '../../dag/status.ts'
import { ok, type Result } from '../../result.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { type ActionOutcome, defineAction } from '../define.ts'
import { replaceStep, requireStep } from '../edits.ts'
import { StepIdSchema } from '../parameters.ts'

/** How an attempt can end, and what that is for its step. */
const ENDS = {
  DONE: 'endDone',
  NEEDS_REVIEW: 'endReview',
  FAILED: 'endFailed',
  READY: 'endUnfinished',
} as const satisfies Record<string, StepEvent>

function record(sequence: Sequence, id: string, event: StepEvent): Result<ActionOutcome> {
  const found = requireStep(sequence, id)
  if (!found.ok) return found
  const next = transition(found.value, event)
  return next.ok ? ok({ sequence: replaceStep(sequence, id, next.value) }) : next
}

/** `attempt.start`: the runtime has started an attempt. */
export const attemptStart = defineAction({
  name: 'attempt.start',
  kind: 'system',
  title: 'Record a start',
  description: 'Records that an attempt of a READY step has started: it is RUNNING.',
  parameters: z.strictObject({ id: StepIdSchema }),
  positional: ['id'],
  destructive: false,
  reversible: false,
  apply: (sequence, { id }) => record(sequence, id, 'start'),
  describe: ({ id }) => `Record that step ${id} has started`,
})

/** `attempt.end`: the runtime has seen an attempt end. */
export const attemptEnd = defineAction({
  name: 'attempt.end',
  kind: 'system',
  title: 'Record an end',
  description: 'Records how the attempt of a RUNNING step has ended.',
  parameters: z.strictObject({
    id: StepIdSchema,
    status: z
      .enum(['DONE', 'NEEDS_REVIEW', 'FAILED', 'READY'])
      .describe('Where the step stands now; READY when another attempt follows'),
  }),
  positional: ['id', 'status'],
  destructive: false,
  reversible: false,
  apply: (sequence, { id, status }) => record(sequence, id, ENDS[status]),
  describe: ({ id, status }) => `Record that step ${id} has ended ${status}`,
})
