import { z } from 'zod'
import { FAILURES, type FailureCode } from '../failure.ts'
import { GateSchema } from '../schema/gate.ts'
import { PolicyFileSchema, SequencePolicySchema } from '../schema/policy.ts'
import { AttemptRecordSchema, ExecutorSchema, RunIdSchema, RunScopeSchema } from '../schema/run.ts'
import { MetadataSchema, SequenceSchema } from '../schema/sequence.ts'
import { StepSchema } from '../schema/step.ts'
import { TrustStateSchema } from '../schema/trust.ts'

const CODES = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]

/** A failure on the wire. */
export const FailureSchema = z.object({
  code: z.enum(CODES),
  message: z.string(),
  at: z
    .object({
      file: z.string().optional(),
      line: z.int().optional(),
      column: z.int().optional(),
      path: z.array(z.union([z.string(), z.number()])).optional(),
    })
    .optional(),
  hint: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
})

/** How the hosted mprocs is doing. */
export const SessionStateSchema = z.strictObject({
  executor: ExecutorSchema,
  status: z.enum(['none', 'starting', 'ready', 'lost', 'unavailable']),
  /** Slots that hold a live attempt, and all slots. */
  busy: z.int().min(0),
  slots: z.int().min(0),
  /** One sentence for people when the status is lost or unavailable. */
  message: z.string().optional(),
})
export type SessionState = z.infer<typeof SessionStateSchema>

/** A run as long as it is under way, or its end. */
export const RunStateSchema = z.strictObject({
  runId: RunIdSchema,
  scope: RunScopeSchema,
  status: z.enum(['running', 'finished', 'stopped']),
  started: z.array(z.string()),
  /** One sentence for people on why it was stopped. */
  message: z.string().optional(),
  /** Steps that did not run, and why each waits. */
  waiting: z.array(z.strictObject({ id: z.string(), because: z.string() })),
})
export type RunState = z.infer<typeof RunStateSchema>

/** A policy as clients are told it: while it can't be read, none runs at once, which no file may say. */
export const ShownPolicySchema = PolicyFileSchema.extend({
  max_concurrent: z.int().min(0).max(1000).optional(),
})

/** Everything that a client shows, at one moment. */
export const WorkspaceStateSchema = z.strictObject({
  repo: z.strictObject({ name: z.string(), path: z.string() }),
  version: z.string(),
  revision: z.string(),
  /** Absent while sequence.yaml is invalid or missing; then `failure` says why. */
  sequence: SequenceSchema.optional(),
  failure: FailureSchema.optional(),
  policy: ShownPolicySchema,
  /** Why the policy can't be used; then nothing is allowed but reading. */
  policyFailure: FailureSchema.optional(),
  /** What the repository asks for, and what a person has accepted of it; absent when it asks for nothing. */
  trust: TrustStateSchema.optional(),
  /** The newest attempt of each step. */
  attempts: z.record(z.string(), AttemptRecordSchema),
  session: SessionStateSchema,
  runs: z.array(RunStateSchema),
  lastEventId: z.int().min(0),
})
export type WorkspaceState = z.infer<typeof WorkspaceStateSchema>

/** What changed between two revisions, in terms of nodes. Nodes are whole; order only when it changed. */
export const SequencePatchSchema = z.strictObject({
  from: z.string(),
  revision: z.string(),
  name: z.string().optional(),
  version: z.string().optional(),
  /** Null when the sequence has none any more. */
  metadata: MetadataSchema.nullable().optional(),
  policy: SequencePolicySchema.nullable().optional(),
  steps: z.array(StepSchema),
  gates: z.array(GateSchema),
  removed: z.array(z.string()),
  stepOrder: z.array(z.string()).optional(),
  gateOrder: z.array(z.string()).optional(),
})
export type SequencePatch = z.infer<typeof SequencePatchSchema>
