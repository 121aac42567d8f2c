import { z } from 'zod'

/** One rule of the policy that had something to say. */
export const FiredRuleSchema = z.strictObject({
  /** The policy's key, as in allowed_commands. */
  rule: z.string(),
  effect: z.enum(['deny', 'confirm']),
  /** The action, step or argument that it is about. */
  target: z.string(),
  /** One sentence for people. */
  reason: z.string(),
})
export type FiredRule = z.infer<typeof FiredRuleSchema>

/** How many times a person must say yes before it happens. */
export const ConfirmationLevelSchema = z.enum(['none', 'single', 'double'])
export type ConfirmationLevel = z.infer<typeof ConfirmationLevelSchema>

/** What the policy says, with every rule that fired. */
export const VerdictSchema = z.strictObject({
  allowed: z.boolean(),
  rules: z.array(FiredRuleSchema),
  confirmation: ConfirmationLevelSchema,
  /** One sentence that sums it up. */
  reason: z.string(),
})
export type Verdict = z.infer<typeof VerdictSchema>
