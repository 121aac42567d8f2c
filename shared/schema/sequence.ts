import { z } from 'zod'
import { GateSchema, TimestampSchema } from './gate.ts'
import { lineSchema } from './ids.ts'
import { SequencePolicySchema } from './policy.ts'
import { StepSchema } from './step.ts'

/** Most steps (and gates) that a sequence may have. */
export const MAX_STEPS = 10_000
/** Most bytes of sequence.yaml that are read. */
export const MAX_SEQUENCE_BYTES = 8 * 1024 * 1024

/** The only format version that this program writes. */
export const SEQUENCE_VERSION = '1.0'

export const MetadataSchema = z.strictObject({
  created_at: TimestampSchema.optional(),
  updated_at: TimestampSchema.optional(),
  created_by: lineSchema(200).optional(),
  description: z.string().max(4000).optional(),
})

/** The whole graph as sequence.yaml has it. Keys that begin with `x-` are set aside by the reader. */
export const SequenceSchema = z.strictObject({
  version: z.string().max(20),
  name: lineSchema(200),
  metadata: MetadataSchema.optional(),
  policy: SequencePolicySchema.optional(),
  steps: z.array(StepSchema).max(MAX_STEPS),
  gates: z.array(GateSchema).max(MAX_STEPS),
})
export type Sequence = z.infer<typeof SequenceSchema>
