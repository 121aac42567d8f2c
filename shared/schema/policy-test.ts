import { z } from 'zod'
import { CommandSchema } from './step-words.ts'

/** What a policy says of a command line, in one word; `ask` when a person must confirm it. */
export const PolicyAnswerSchema = z.enum(['allow', 'ask', 'deny'])
export type PolicyAnswer = z.infer<typeof PolicyAnswerSchema>

/** One expectation: this actor starts this command there, and the policy says that. */
export const PolicyCaseSchema = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  argv: CommandSchema,
  /** Relative to the repository; its root when absent. */
  cwd: z.string().max(1024).optional(),
  /** Who asks for it; a person when absent. */
  actor: z.enum(['user', 'orchestrator']).optional(),
  expect: PolicyAnswerSchema,
  /** A rule that must have fired, as in allowed_commands. */
  rule: z.string().max(100).optional(),
})
export type PolicyCase = Readonly<z.infer<typeof PolicyCaseSchema>>

/** policy.test.yaml: what a repository's people expect of its policy. */
export const PolicyTestFileSchema = z.strictObject({
  cases: z.array(PolicyCaseSchema).min(1).max(10_000),
})
