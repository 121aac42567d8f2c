import { z } from 'zod'
import { type StepEvent, transition } from '../../dag/status.ts'
import { ok, type Result } from '../../result.ts'
import type { Sequence } from '../../schema/sequence.ts'
import { type ActionOutcome, defineAction } from '../define.ts'
import { replaceStep, requireStep } from '../edits.ts'
import { NoteSchema, StepIdSchema } from '../parameters.ts'
import { resetStep } from './reset.ts'

const parameters = z.strictObject({ id: StepIdSchema, note: NoteSchema.optional() })

function decide(sequence: Sequence, id: string, event: StepEvent): Result<ActionOutcome> {
  const found = requireStep(sequence, id)
  if (!found.ok) return found
  const next = transition(found.value, event)
  return next.ok ? ok({ sequence: replaceStep(sequence, id, next.value) }) : next
}

/** `step.accept`: a person is content with a result that needed review. */
export const stepAccept = defineAction({
  name: 'step.accept',
  kind: 'decision',
  title: 'Accept step',
  description: 'Accepts the result of a step that needs review: it is DONE.',
  parameters,
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply: (sequence, { id }) => decide(sequence, id, 'accept'),
  describe: ({ id }) => `Accept step ${id}`,
})

/** `step.reject`: a person is not content with a result that needed review. */
export const stepReject = defineAction({
  name: 'step.reject',
  kind: 'decision',
  title: 'Reject step',
  description: 'Rejects the result of a step that needs review: it is FAILED.',
  parameters,
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply: (sequence, { id }) => decide(sequence, id, 'reject'),
  describe: ({ id }) => `Reject step ${id}`,
})

/** `step.reset`: an ended step can run again, and so must all that ran on its output. */
export const stepReset = defineAction({
  name: 'step.reset',
  kind: 'decision',
  title: 'Reset step',
  description:
    'Makes a step that is DONE or FAILED READY again, with every step downstream that ran on its output; approved gates downstream go back to PENDING.',
  parameters,
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply: (sequence, { id }) => resetStep(sequence, id),
  describe: ({ id }) => `Reset step ${id} and what ran on its output`,
})
