import { z } from 'zod'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { stepStatus } from '../../schema/defaults.ts'
import { KEY_NAMES, parseKeys } from '../../schema/keys.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { StepStatus } from '../../schema/step.ts'
import { defineAction, STOP_SIGNALS } from '../define.ts'
import { requireStep } from '../edits.ts'
import { StepIdSchema } from '../parameters.ts'
import { resetStep } from './reset.ts'

function requireRunning(sequence: Sequence, id: string, verb: string): Result<undefined> {
  const found = requireStep(sequence, id)
  if (!found.ok) return found
  const status = stepStatus(found.value)
  return status === 'RUNNING' ? ok(undefined) : refuse(id, status, verb)
}

function refuse(
  id: string,
  status: StepStatus,
  verb: string,
  hint = 'Only a RUNNING step has a process.',
): Result<never> {
  return fail('ILLEGAL_TRANSITION', `Step ${id} is ${status} and can't be ${verb}.`, {
    hint,
    details: { id, status },
  })
}

/** `step.stop`: ends the running attempt with all its processes. */
export const stepStop = defineAction({
  name: 'step.stop',
  kind: 'control',
  title: 'Stop step',
  description: 'Ends the running attempt of a step with its whole tree of processes.',
  parameters: z.strictObject({
    id: StepIdSchema,
    signal: z
      .enum(STOP_SIGNALS)
      .describe('Signal to send; SIGTERM, a grace and SIGKILL unless given')
      .optional(),
  }),
  positional: ['id'],
  destructive: false,
  reversible: false,
  apply(sequence, { id, signal }) {
    const running = requireRunning(sequence, id, 'stopped')
    if (!running.ok) return running
    return ok({
      sequence,
      effects: [{ effect: 'stop', stepId: id, ...(signal === undefined ? {} : { signal }) }],
    })
  },
  describe: ({ id }) => `Stop step ${id}`,
})

const RESTART_HINTS: Readonly<Partial<Record<StepStatus, string>>> = {
  READY: 'It has not run: start it with "seqctl run step".',
  BLOCKED: 'It has not run, and waits for others.',
  NEEDS_REVIEW: 'Accept or reject its result first.',
}

/** `step.restart`: a new attempt in place of a running or ended one. */
export const stepRestart = defineAction({
  name: 'step.restart',
  kind: 'control',
  title: 'Restart step',
  description:
    'Starts a new attempt: of a running step after stopping it, of an ended one after resetting it with what ran on its output.',
  parameters: z.strictObject({ id: StepIdSchema }),
  positional: ['id'],
  destructive: false,
  reversible: false,
  apply(sequence, { id }) {
    const found = requireStep(sequence, id)
    if (!found.ok) return found
    const status = stepStatus(found.value)
    const effects = [{ effect: 'restart', stepId: id } as const]
    if (status === 'RUNNING') return ok({ sequence, effects })
    if (status !== 'DONE' && status !== 'FAILED') {
      return refuse(id, status, 'restarted', RESTART_HINTS[status])
    }
    const reset = resetStep(sequence, id)
    return reset.ok ? ok({ ...reset.value, effects }) : reset
  },
  describe: ({ id }) => `Restart step ${id}`,
})

/** `step.sendKey`: types into a running step. */
export const stepSendKey = defineAction({
  name: 'step.sendKey',
  kind: 'control',
  title: 'Send keys to step',
  description:
    'Types keys into the input of a running shell step that started while the policy allowed it.',
  parameters: z.strictObject({
    id: StepIdSchema,
    key: z
      .string()
      .min(1)
      .max(1000)
      .describe('What to type, as in yes<Enter>; <C-d> ends the input'),
  }),
  positional: ['id', 'key'],
  unrecorded: ['key'],
  destructive: false,
  reversible: false,
  apply(sequence, { id, key }) {
    if (!parseKeys(key)) {
      return fail('INVALID_PARAMETERS', `The keys for step ${id} name one that there is not.`, {
        hint: `Keys with names are ${KEY_NAMES.join(' ')}; < itself is <LT>. To stop a step, stop it.`,
      })
    }
    const running = requireRunning(sequence, id, 'typed into')
    return running.ok
      ? ok({ sequence, effects: [{ effect: 'sendKey', stepId: id, key }] })
      : running
  },
  describe: ({ id }) => `Send keys to step ${id}`,
})
