import { z } from 'zod'
import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { promptPathOf } from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import { type ActionOutcome, defineAction } from '../define.ts'
import { replaceStep, requireStep } from '../edits.ts'
import {
  clearable,
  OPTIONAL_STEP_PARAMETERS,
  PromptTextSchema,
  REQUIRED_STEP_PARAMETERS,
  StepIdSchema,
  stepFieldsOf,
  withFields,
} from '../parameters.ts'
import { renameStep } from './rename.ts'

const parameters = z
  .strictObject({
    id: StepIdSchema,
    newId: NodeIdSchema.describe('New id; every reference and the prompt follow').optional(),
  })
  .extend(z.object(REQUIRED_STEP_PARAMETERS).partial().shape)
  .extend(clearable(OPTIONAL_STEP_PARAMETERS))
  .extend({ prompt: PromptTextSchema.describe('New text of its prompt').optional() })

/** `step.edit`: changes any field of a step, and its id. */
export const stepEdit = defineAction({
  name: 'step.edit',
  kind: 'edit',
  title: 'Edit step',
  description:
    'Changes fields of a step; null clears an optional one. newId renames it: every reference is rewritten and its prompt moves along.',
  parameters,
  positional: ['id'],
  destructive: false,
  reversible: true,
  apply(sequence, given) {
    const { id, newId, prompt } = given
    const found = requireStep(sequence, id)
    if (!found.ok) return found
    const changes = stepFieldsOf(given)
    if (changes.length === 0 && newId === undefined && prompt === undefined) {
      return fail('INVALID_PARAMETERS', `Nothing was said about what to change in step ${id}.`, {
        hint: 'Name at least one field.',
        details: { id },
      })
    }
    const step = changes.length > 0 ? withFields(found.value, changes) : found.value
    const edited = step === found.value ? sequence : replaceStep(sequence, id, step)
    const renamed: Result<ActionOutcome> =
      newId === undefined ? ok({ sequence: edited }) : renameStep(edited, step, newId)
    if (!renamed.ok || prompt === undefined) return renamed
    const after = requireStep(renamed.value.sequence, newId ?? id)
    if (!after.ok) return after
    const write = { kind: 'write', path: promptPathOf(after.value), text: prompt } as const
    return ok({ ...renamed.value, prompts: [...(renamed.value.prompts ?? []), write] })
  },
  describe({ id, newId, ...changes }) {
    const fields = Object.keys(changes)
    const edit = fields.length > 0 ? `Edit step ${id}: ${fields.join(', ')}` : undefined
    const rename = newId === undefined ? undefined : `Rename step ${id} to ${newId}`
    return [edit, rename].filter(Boolean).join('; ') || `Edit step ${id}`
  },
})
