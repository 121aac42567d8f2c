import { z } from 'zod'
import { AgentAliasSchema, PromptBySchema } from './agents.ts'
import { NodeIdSchema } from './ids.ts'
import {
  AccessSchema,
  BudgetSchema,
  CommandSchema,
  ModelSchema,
  WorkspaceKindSchema,
} from './step-words.ts'

/** A run's id: a ULID, so that ids sort by time. */
export const RunIdSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a ULID')
export type RunId = z.infer<typeof RunIdSchema>

/** Where an attempt stands. The last three are its ends. */
export const AttemptStatusSchema = z.enum(['STARTING', 'RUNNING', 'DONE', 'NEEDS_REVIEW', 'FAILED'])
export type AttemptStatus = z.infer<typeof AttemptStatusSchema>

/** Why an attempt ended as it did; absent on a plain success. */
export const AttemptReasonSchema = z.enum([
  'exit_code',
  'signal',
  'timeout',
  'stopped',
  'spawn_failed',
  'policy_denied',
  'artifact_missing',
  'session_lost',
  'orphaned_process',
  'io_error',
  /** The provider had no quota left: no failure of the step, which waits for it. */
  'waiting_quota',
  /** What the step, the run or the day may use was used up. */
  'budget',
  /** The agent itself said that it failed, whatever its exit code. */
  'agent_error',
  /** The agent ended without saying how, which is no success. */
  'no_result',
  /** The structured result that the step asks for is missing or wrong. */
  'result_invalid',
])
export type AttemptReason = z.infer<typeof AttemptReasonSchema>

/** Which walls an attempt ran within: the system's, the agent's own, or none and why. */
export const SandboxReportSchema = z.strictObject({
  by: z.enum(['bwrap', 'seatbelt', 'own', 'none']),
  /** One sentence for people on why the system's sandbox does not hold it. */
  why: z.string().optional(),
})
export type SandboxReport = Readonly<z.infer<typeof SandboxReportSchema>>

const ProcessIdSchema = z.int().min(1)
const CountSchema = z.int().min(0)

/** What kind of trouble ended an attempt, and so whether another try can help. */
export const ErrorClassSchema = z.enum([
  /** The provider has no quota left for this account. */
  'quota',
  /** An outage, of the provider or of the way to it. */
  'transient',
  /** No valid login or key. */
  'authentication',
  /** A wrong setting, option or model, or a tool server that does not start. */
  'configuration',
  /** The provider refused this very request. */
  'provider',
  /** Anything else that the agent failed at. */
  'permanent',
])
export type ErrorClass = z.infer<typeof ErrorClassSchema>

/** Tokens that an attempt used, as the provider counted them; those of the cache are part of the input. */
export const UsageSchema = z.strictObject({
  inputTokens: CountSchema,
  cachedTokens: CountSchema.optional(),
  outputTokens: CountSchema,
})

/** status.json: what is known of an attempt. Written by its runner alone, whole, and last when it ends. */
export const AttemptRecordSchema = z.strictObject({
  runId: RunIdSchema,
  stepId: NodeIdSchema,
  attempt: z.int().min(1),
  status: AttemptStatusSchema,
  /** ISO 8601, UTC. */
  startTime: z.string(),
  endTime: z.string().optional(),
  durationMs: z.number().min(0).optional(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  reason: AttemptReasonSchema.optional(),
  /** With `waiting_quota`, ISO 8601: when the provider said that there is quota again. */
  retryAt: z.iso.datetime({ offset: true }).optional(),
  /** One sentence for people on why the attempt failed. */
  message: z.string().optional(),
  errorClass: ErrorClassSchema.optional(),
  /** What a person should look at although the attempt may have ended well. */
  attention: z.array(z.string().max(1000)).max(100).optional(),
  /** The agent's own conversation. */
  sessionId: z.string().max(200).optional(),
  usage: UsageSchema.optional(),
  /** What the agent reported, of its whole session: what a later attempt in that session subtracts. */
  sessionUsage: UsageSchema.optional(),
  /** US dollars as the agent says them; absent when it does not. */
  costUsd: z.number().min(0).optional(),
  /** The runner's process. */
  pid: ProcessIdSchema,
  /** When that process started, as the system tells it: with `pid` it names one process for good. */
  pidStartedAt: z.string().optional(),
  /** The agent's own process (and process group). */
  agentPid: ProcessIdSchema.optional(),
  agentStartedAt: z.string().optional(),
  model: ModelSchema,
  /** The agent program's version, where its package says it. */
  agentVersion: z.string().max(100).optional(),
  argv: CommandSchema,
  cwd: z.string(),
  workspace: WorkspaceKindSchema,
  promptSha256: z.string().optional(),
  headBefore: z.string().optional(),
  headAfter: z.string().optional(),
  bytesOut: CountSchema,
  bytesErr: CountSchema,
  sandbox: SandboxReportSchema.optional(),
  /** Bytes that the log's cap left out. */
  truncated: CountSchema,
  /** Secrets that were hidden. */
  redactions: CountSchema,
  /** ISO 8601; beats while the attempt runs. */
  heartbeat: z.string().optional(),
})
export type AttemptRecord = z.infer<typeof AttemptRecordSchema>

/** Name of a file in an attempt's folder: no path, so that it can't lead out of there, and no hidden file. */
export const ArtifactNameSchema = z
  .string()
  .max(255)
  .regex(/^[^./\\\0][^/\\\0]*$/, 'must be the plain name of a file')
/** Bytes of such a file that are handed out at most; larger ones are for the file manager. */
export const MAX_ARTIFACT_BYTES = 64 * 1024 * 1024

/** True when nothing more will happen to the attempt. */
export function hasEnded(record: Pick<AttemptRecord, 'status'>): boolean {
  return record.status !== 'STARTING' && record.status !== 'RUNNING'
}

/** command.json: all that a runner needs to know to carry out one attempt. */
export const AttemptCommandSchema = z.strictObject({
  runId: RunIdSchema,
  stepId: NodeIdSchema,
  attempt: z.int().min(1),
  model: ModelSchema,
  /** What agents.yaml says of the model. */
  alias: AgentAliasSchema.optional(),
  argv: CommandSchema,
  /** The repository's root, absolute. */
  root: z.string(),
  /** Relative to the root. */
  cwd: z.string(),
  workspace: WorkspaceKindSchema,
  /** What the agent itself may do. */
  access: AccessSchema,
  /** What the agent is asked. */
  stdin: z.string().optional(),
  /** How it gets that; on its standard input unless said otherwise. */
  promptBy: PromptBySchema.optional(),
  promptSha256: z.string().optional(),
  timeoutMs: z.int().min(1),
  /** How long the agent may take to end itself before it is killed, in milliseconds. */
  graceMs: z.int().min(0),
  /** Most bytes that a log keeps. */
  maxLogBytes: z.int().min(1024),
  /** Names of environment variables that are handed on besides the standard ones. */
  environment: z.array(z.string()),
  artifacts: z.array(z.string()),
  /** True when the agent's input stays open, for keys that people type. */
  input: z.boolean().optional(),
  /** JSON Schema of the result that the attempt must leave. */
  outputs: z.record(z.string(), z.unknown()).optional(),
  budget: BudgetSchema.optional(),
  /** The agent's session that the attempt goes on in, and what that session had used before. */
  resume: z
    .strictObject({
      sessionId: z.string().min(1).max(200),
      usedBefore: UsageSchema.optional(),
    })
    .optional(),
  /** The tool server without which the agent can't do its work. */
  mcp: z
    .strictObject({
      name: z.string(),
      command: z.string(),
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()),
    })
    .optional(),
  review: z.boolean(),
  /** True for a step that may ask for changes of the plan: it gets a door of its own. */
  orchestrator: z.boolean().optional(),
  /** True when a person confirmed the run: then commands that the policy asks about may start. */
  confirmed: z.boolean(),
})
export type AttemptCommand = z.infer<typeof AttemptCommandSchema>

/** What an invocation of execution was asked to do. */
export const RunScopeSchema = z.enum(['step', 'group', 'runnable', 'all'])
export type RunScope = z.infer<typeof RunScopeSchema>

export const ExecutorSchema = z.enum(['mprocs', 'direct'])
export type Executor = z.infer<typeof ExecutorSchema>

/** run.json: one invocation of execution. */
export const RunRecordSchema = z.strictObject({
  runId: RunIdSchema,
  scope: RunScopeSchema,
  /** The steps that were asked for; empty when the scope says it all. */
  targets: z.array(NodeIdSchema),
  actor: z.string(),
  executor: ExecutorSchema,
  revision: z.string(),
  startTime: z.string(),
  /** True when a person confirmed it. */
  confirmed: z.boolean(),
})
export type RunRecord = z.infer<typeof RunRecordSchema>

/** stop.json of a run: what whoever drives it is to start no more. */
export const RunStopSchema = z.strictObject({ all: z.boolean(), groups: z.array(NodeIdSchema) })
export type RunStop = z.infer<typeof RunStopSchema>
