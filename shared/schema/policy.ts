import { z } from 'zod'
import { lineSchema } from './ids.ts'
import { PolicyModeSchema } from './policy-mode.ts'
import { BudgetSchema, FanoutSchema, ModelSchema, TimeoutSchema } from './step-words.ts'

export const SandboxModeSchema = z.enum(['auto', 'require', 'off'])
const SandboxNetworkSchema = z.enum(['allow', 'deny'])

/** A program that steps may start: a bare name, or a repo-relative or absolute path. */
const CommandNameSchema = lineSchema(200)
/** A folder pattern, relative to the repository's root, as in `./**`. */
const FolderPatternSchema = lineSchema(400)
/** A regular expression in RE2 syntax. */
const PatternSchema = z.string().min(1).max(1000)
const ActionNameSchema = z
  .string()
  .regex(/^[a-z]+(\.[a-zA-Z]+)+$/, 'must be the name of an action, as in step.rm')
const VariableNameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)

const ConcurrencySchema = z.int().min(1).max(1000)
/** What becomes of a step whose provider has no quota left: it waits for it, or fails. */
export const QuotaModeSchema = z.enum(['wait', 'fail'])

export const RetentionSchema = z.strictObject({
  runs: z.int().min(1).max(100_000).optional(),
  days: z.int().min(1).max(36_500).optional(),
})

const policyShape = {
  version: z.string().max(20),
  mode: PolicyModeSchema,
  max_fanout: FanoutSchema,
  max_concurrent: ConcurrencySchema,
  max_concurrent_per_group: ConcurrencySchema,
  max_concurrent_per_model: z.record(ModelSchema, ConcurrencySchema),
  timeout_default_ms: TimeoutSchema,
  max_spawn_depth: z.int().min(0).max(10),
  max_steps: z.int().min(1).max(10_000),
  allowed_commands: z.array(CommandNameSchema).max(500),
  allowed_cwd: z.array(FolderPatternSchema).max(500),
  forbidden_patterns: z.array(PatternSchema).max(500),
  confirmation_required: z.array(ActionNameSchema).max(200),
  orchestrator_may: z.array(ActionNameSchema).max(200),
  allow_send_key: z.boolean(),
  env_allowlist: z.array(VariableNameSchema).max(500),
  redact: z.array(PatternSchema).max(500),
  retention: RetentionSchema,
  sandbox: SandboxModeSchema,
  /** Whether steps in the sandbox reach the network. */
  sandbox_network: SandboxNetworkSchema,
  on_quota: QuotaModeSchema,
  budget_run: BudgetSchema,
  budget_day: BudgetSchema,
}

/** policy.yaml as people write it: every key optional. */
export const PolicyFileSchema = z.strictObject(policyShape).partial()
export type PolicyFile = z.infer<typeof PolicyFileSchema>

/** The `policy:` of a sequence: only what can be tightened there. */
export const SequencePolicySchema = PolicyFileSchema.pick({
  mode: true,
  max_fanout: true,
  max_concurrent: true,
  max_concurrent_per_group: true,
  max_concurrent_per_model: true,
  timeout_default_ms: true,
  max_spawn_depth: true,
  max_steps: true,
  allowed_commands: true,
  allowed_cwd: true,
  forbidden_patterns: true,
  confirmation_required: true,
  allow_send_key: true,
  sandbox: true,
  sandbox_network: true,
  on_quota: true,
  budget_run: true,
  budget_day: true,
}).strict()
export type SequencePolicy = z.infer<typeof SequencePolicySchema>

/** A policy that answers every question. */
export const CompletePolicySchema = z.strictObject(policyShape).omit({ version: true })

/** A policy in force: every question has an answer. */
export type Policy = Readonly<z.infer<typeof CompletePolicySchema>>

/** What holds where no policy.yaml says otherwise. */
export const SAFE_DEFAULTS: Policy = {
  mode: 'SAFE',
  max_fanout: 10,
  max_concurrent: 20,
  max_concurrent_per_group: 1000,
  max_concurrent_per_model: {},
  timeout_default_ms: 1_800_000,
  max_spawn_depth: 2,
  max_steps: 10_000,
  allowed_commands: ['claude', 'codex', 'gemini', 'bun', 'npm', 'npx', 'node', 'git', 'tsc'],
  allowed_cwd: ['./**'],
  forbidden_patterns: [],
  confirmation_required: ['step.rm', 'gate.block', 'run.all'],
  orchestrator_may: [],
  allow_send_key: false,
  env_allowlist: [],
  redact: [],
  retention: {},
  sandbox: 'auto',
  sandbox_network: 'allow',
  on_quota: 'wait',
  budget_run: {},
  budget_day: {},
}
