import { z } from 'zod'
import { VerdictSchema } from '../policy/verdict.ts'

/** One action of a proposal, as people see it. */
export const ProposalItemSchema = z.strictObject({
  action: z.record(z.string(), z.unknown()),
  description: z.string(),
  destructive: z.boolean(),
  reversible: z.boolean(),
  /** The seqctl command line that does the same. */
  command: z.string(),
})

/** A prompt file that a proposal changes. */
export const PromptDiffSchema = z.strictObject({
  path: z.string(),
  change: z.enum(['write', 'copy', 'move', 'remove']),
  from: z.string().optional(),
})

/** An ordered list of actions with all that would come of it; nothing is written. */
export const ProposalSchema = z.strictObject({
  items: z.array(ProposalItemSchema),
  baseRevision: z.string(),
  /** Revision that sequence.yaml would have. */
  revision: z.string(),
  /** Unified diff of sequence.yaml; empty when the file would not change. */
  diff: z.string(),
  prompts: z.array(PromptDiffSchema),
  notes: z.array(z.string()),
  verdict: VerdictSchema,
  /** What a confirmation is bound to: SHA-256 of the actor, the actions and all that they change or start. */
  hash: z.string(),
})
export type Proposal = z.infer<typeof ProposalSchema>
