import { z } from 'zod'
import { ProposalSchema } from '../commit/proposal.ts'
import { FiredRuleSchema } from '../policy/verdict.ts'
import { NodeIdSchema } from '../schema/ids.ts'
import { CompletePolicySchema } from '../schema/policy.ts'
import { RunIdSchema } from '../schema/run.ts'
import { TrustStateSchema } from '../schema/trust.ts'
import { ActionsSchema } from './methods.ts'

const change = {
  actions: ActionsSchema,
  baseRevision: z.string().max(64).optional(),
}

/** What an orchestrator's step may ask for. Who asks, and for which step, its door knows by itself. */
export const DoorCallSchema = z.discriminatedUnion('call', [
  z.strictObject({ call: z.literal('propose'), ...change }),
  z.strictObject({
    call: z.literal('apply'),
    ...change,
    confirm: z.array(z.string().max(64)).max(2).optional(),
  }),
  /** Answers when none of the steps runs or may still start by itself. */
  z.strictObject({
    call: z.literal('settled'),
    ids: z.array(NodeIdSchema).max(1000),
    timeoutMs: z.number().min(0).max(604_800_000).optional(),
  }),
  /** The policy in force: out of a sandbox the user's own part of it can't be seen. */
  z.strictObject({ call: z.literal('policy') }),
  /** Answers when a run that began through this door has ended, with what it left undone. */
  z.strictObject({ call: z.literal('finished'), runId: RunIdSchema }),
])
export type DoorCall = z.infer<typeof DoorCallSchema>

/** What a change through the door came to. */
export const DoorChangeSchema = z.strictObject({
  proposal: ProposalSchema,
  revision: z.string(),
  started: z.array(z.string()),
  notes: z.array(z.string()),
  runId: z.string().optional(),
  plan: z.unknown().optional(),
})
export type DoorChange = z.infer<typeof DoorChangeSchema>

/** The policy in force, what of the repository's wishes was not followed, and what it asks for. */
export const PolicyInForceSchema = z.strictObject({
  policy: CompletePolicySchema,
  ignored: z.array(FiredRuleSchema).readonly(),
  trust: TrustStateSchema,
})
export type PolicyInForce = Readonly<z.infer<typeof PolicyInForceSchema>>
