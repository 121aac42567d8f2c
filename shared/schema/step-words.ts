import { z } from 'zod'

// What the policy, the records of runs and agents.yaml say in the same words as a step, apart from it: who reads
// one of them need not build the schema of a whole step.

/** Longest timeout in milliseconds: seven days. */
export const MAX_TIMEOUT_MS = 604_800_000

/** A model: one of the built-in agents, or an alias of agents.yaml. */
export const ModelSchema = z
  .string()
  .regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/, 'must be claude-code, codex, gemini, shell or an alias')
  .max(64)

/** One argument of a command: any text without NUL. */
const ArgumentSchema = z
  .string()
  .max(131_071)
  .refine((text) => !text.includes('\0'), 'must not contain NUL')

/** A command as the list of its arguments; no shell reads it. */
export const CommandSchema = z
  .array(ArgumentSchema)
  .min(1)
  .max(1000)
  .refine((argv) => (argv[0] ?? '').length > 0, 'must begin with the name of a program')

export const TimeoutSchema = z.int().min(1).max(MAX_TIMEOUT_MS)
export const WorkspaceKindSchema = z.enum(['shared', 'worktree'])
export const AccessSchema = z.enum(['read', 'edit', 'full'])
export const BudgetSchema = z.strictObject({
  tokens: z.int().min(1).max(1_000_000_000).optional(),
  cost_usd: z.number().positive().max(1_000_000).optional(),
  minutes: z.number().positive().max(10_080).optional(),
})
export type Budget = z.infer<typeof BudgetSchema>
export const FanoutSchema = z.int().min(1).max(1000)
