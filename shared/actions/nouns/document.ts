import { z } from 'zod'
import { listInWords } from '../../dag/explain.ts'
import { fail } from '../../failure.ts'
import { ok } from '../../result.ts'
import { promptPathOf } from '../../schema/defaults.ts'
import { PolicyModeSchema } from '../../schema/policy-mode.ts'
import { MetadataSchema, type Sequence, SequenceSchema } from '../../schema/sequence.ts'
import { defineAction } from '../define.ts'
import { requireStep, without } from '../edits.ts'
import { PromptTextSchema, StepIdSchema } from '../parameters.ts'
import { promptSharers } from '../prompts.ts'

/** `prompt.write`: replaces the text of a step's prompt. */
export const promptWrite = defineAction({
  name: 'prompt.write',
  kind: 'edit',
  title: 'Write prompt',
  description: "Replaces the text of a step's prompt file.",
  parameters: z.strictObject({
    stepId: StepIdSchema,
    text: PromptTextSchema.describe('The whole new text, in Markdown'),
  }),
  positional: ['stepId'],
  destructive: false,
  reversible: true,
  apply(sequence, { stepId, text }) {
    const found = requireStep(sequence, stepId)
    if (!found.ok) return found
    const path = promptPathOf(found.value)
    const sharers = promptSharers(sequence, found.value)
    return ok({
      sequence,
      prompts: [{ kind: 'write', path, text }],
      ...(sharers.length > 0
        ? { notes: [`${path} is also the prompt of ${listInWords(sharers)}.`] }
        : {}),
    })
  },
  describe: ({ stepId }) => `Write the prompt of step ${stepId}`,
})

function withDescription(sequence: Sequence, description: string | null): Sequence {
  if (description !== null) {
    return { ...sequence, metadata: { ...sequence.metadata, description } }
  }
  if (sequence.metadata?.description === undefined) return sequence
  const metadata = without(sequence.metadata, 'description')
  return Object.keys(metadata).length > 0
    ? { ...sequence, metadata }
    : without(sequence, 'metadata')
}

/** `sequence.edit`: name and description of the whole plan. */
export const sequenceEdit = defineAction({
  name: 'sequence.edit',
  kind: 'edit',
  title: 'Edit sequence',
  description: 'Changes the name or the description of the sequence; null clears the description.',
  parameters: z.strictObject({
    name: SequenceSchema.shape.name.describe('Name of the sequence').optional(),
    description: MetadataSchema.shape.description
      .unwrap()
      .nullable()
      .describe('What the sequence is for')
      .optional(),
  }),
  positional: [],
  destructive: false,
  reversible: true,
  apply(sequence, { name, description }) {
    if (name === undefined && description === undefined) {
      return fail('INVALID_PARAMETERS', 'Nothing was said about what to change in the sequence.', {
        hint: 'Give a name or a description.',
      })
    }
    const named = name === undefined ? sequence : { ...sequence, name }
    return ok({
      sequence: description === undefined ? named : withDescription(named, description),
    })
  },
  describe: ({ name, description }) =>
    [
      name === undefined ? undefined : `Name the sequence ${name}`,
      description === undefined ? undefined : 'Edit the description of the sequence',
    ]
      .filter(Boolean)
      .join('; '),
})

/** `policy.mode`: SAFE or POWER. */
export const policyMode = defineAction({
  name: 'policy.mode',
  kind: 'policy',
  title: 'Set policy mode',
  description:
    'Sets the mode of the policy: SAFE asks a person before what matters, POWER lets harmless actions of an orchestrator through. Only a person may.',
  parameters: z.strictObject({ mode: PolicyModeSchema.describe('SAFE or POWER') }),
  positional: ['mode'],
  destructive: false,
  reversible: true,
  apply: (sequence, { mode }) => ok({ sequence, effects: [{ effect: 'policyMode', mode }] }),
  describe: ({ mode }) => `Set the policy mode to ${mode}`,
})
