import { z } from 'zod'
import { LabelSchema, lineSchema, NodeIdSchema } from './ids.ts'
import { PromptPathSchema, WorkPathSchema } from './paths.ts'
import {
  AccessSchema,
  BudgetSchema,
  CommandSchema,
  FanoutSchema,
  MAX_TIMEOUT_MS,
  ModelSchema,
  TimeoutSchema,
  WorkspaceKindSchema,
} from './step-words.ts'

/** Most dependencies (hard and soft each) that one node may have. */
export const MAX_DEPENDENCIES = 1000

/** How a step sits in the graph: base, parallel, chained, fusion, orchestrated, long. */
export const ThreadTypeSchema = z.enum(['base', 'p', 'c', 'f', 'b', 'l'])
export type ThreadType = z.infer<typeof ThreadTypeSchema>

/** What people call each thread type. */
export const THREAD_TYPE_NAMES: Readonly<Record<ThreadType, string>> = {
  base: 'Base',
  p: 'Parallel',
  c: 'Chained',
  f: 'Fusion',
  b: 'Orchestrated',
  l: 'Long',
}

/** Where a step stands (SPEC §4.2). */
export const StepStatusSchema = z.enum([
  'READY',
  'RUNNING',
  'NEEDS_REVIEW',
  'DONE',
  'FAILED',
  'BLOCKED',
])
export type StepStatus = z.infer<typeof StepStatusSchema>

/** Ids that a node waits for. */
export const DependenciesSchema = z.array(NodeIdSchema).max(MAX_DEPENDENCIES)

export const FailPolicySchema = z.enum(['fail_fast', 'best_effort'])
export const RetrySchema = z.strictObject({
  max: z.int().min(0).max(10),
  backoff_ms: z.int().min(0).max(MAX_TIMEOUT_MS).optional(),
})

/**
 * One step as the file has it. A field that the file leaves out is absent here too, so that writing keeps
 * what people wrote; `defaults.ts` says what an absent field means.
 */
export const StepSchema = z.strictObject({
  id: NodeIdSchema,
  name: lineSchema(200),
  type: ThreadTypeSchema,
  model: ModelSchema,
  prompt_file: PromptPathSchema.optional(),
  command: CommandSchema.optional(),
  depends_on: DependenciesSchema.optional(),
  after: DependenciesSchema.optional(),
  status: StepStatusSchema.optional(),
  lane: LabelSchema.optional(),
  role: LabelSchema.optional(),
  cwd: WorkPathSchema.optional(),
  workspace: WorkspaceKindSchema.optional(),
  artifacts: z.array(WorkPathSchema).max(100).optional(),
  review: z.boolean().optional(),
  timeout_ms: TimeoutSchema.optional(),
  retry: RetrySchema.optional(),
  fail_policy: FailPolicySchema.optional(),
  access: AccessSchema.optional(),
  effort: LabelSchema.optional(),
  budget: BudgetSchema.optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  group_id: NodeIdSchema.optional(),
  fanout: FanoutSchema.optional(),
  fusion_candidates: DependenciesSchema.optional(),
  fusion_synth: z.boolean().optional(),
  orchestrator: z.boolean().optional(),
  parent: NodeIdSchema.optional(),
  watchdog_for: NodeIdSchema.optional(),
  workflow: lineSchema(200).optional(),
})
export type Step = z.infer<typeof StepSchema>
