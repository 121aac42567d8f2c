import { z } from 'zod'
import { ProposalSchema } from '../commit/proposal.ts'
import { ActorSchema, AuditEntrySchema, AuditResultSchema } from '../schema/audit-entry.ts'
import { NodeIdSchema } from '../schema/ids.ts'
import { MetricsSchema } from '../schema/metrics.ts'
import { PromptPathSchema } from '../schema/paths.ts'
import {
  ArtifactNameSchema,
  AttemptRecordSchema,
  MAX_ARTIFACT_BYTES,
  RunIdSchema,
  RunRecordSchema,
} from '../schema/run.ts'
import { TemplateParameterSchema } from '../templates/repo-template-schema.ts'
import { LogChunkSchema, LogStreamSchema } from './events.ts'
import { HistoryMovedSchema, HistoryStateSchema } from './history.ts'
import { CommitHashSchema, CommitScopeSchema, PlanCommitsSchema } from './plan-history.ts'
import { WorkspaceStateSchema } from './state.ts'

/** The subprotocol of the socket; the token travels beside it as `threados.token.<token>`. */
export const SUBPROTOCOL = 'threados.v1'
/** Prefix of the subprotocol entry that carries the token. */
export const TOKEN_PREFIX = 'threados.token.'
/** The one port; grants of folders belong to it. */
export const DEFAULT_PORT = 4870
/** Path of the socket. */
export const SOCKET_PATH = '/bridge'
/** Where the app's chat asks the model with the key of the bridge. */
export const CHAT_PATH = '/api/chat'
/** Largest frame in bytes. */
export const MAX_FRAME_BYTES = 1024 * 1024

/** An action before it is checked: its name and its parameters. */
export const RawActionSchema = z.looseObject({ action: z.string().max(64) })
export type RawAction = z.infer<typeof RawActionSchema>

/** A list of actions before they are checked. */
export const ActionsSchema = z.array(RawActionSchema).min(1).max(1000)

/** What a person hands on that a model thought of is asked for as less than a person: never the other way round. */
export const AskerSchema = z.literal('orchestrator')
export type Asker = z.infer<typeof AskerSchema>
const TemplateHeadSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  parameters: z.array(TemplateParameterSchema),
})

const LogPlaceSchema = z.strictObject({
  runId: RunIdSchema,
  stepId: NodeIdSchema,
  attempt: z.int().min(1).optional(),
  stream: LogStreamSchema,
  offset: z.int().min(0),
})

const AttemptPlaceSchema = LogPlaceSchema.omit({ stream: true, offset: true })

/** A text of a file, or the beginning of a long one; null when there is no such file. */
export const FileTextSchema = z.strictObject({
  text: z.string().nullable(),
  /** Size of the whole file. */
  bytes: z.int().min(0),
  /** Byte after the last one of the text. */
  nextOffset: z.int().min(0),
})
export type FileText = z.infer<typeof FileTextSchema>

/** A file in an attempt's folder. */
export const AttemptFileSchema = z.strictObject({ name: z.string(), bytes: z.int().min(0) })
export type AttemptFile = z.infer<typeof AttemptFileSchema>

/** A stretch of such a file, whatever is in it. */
export const FileBytesSchema = z.strictObject({
  base64: z.string(),
  /** Size of the whole file. */
  bytes: z.int().min(0),
  nextOffset: z.int().min(0),
})
export type FileBytes = z.infer<typeof FileBytesSchema>

/** A run with all its attempts. */
export const RunListingSchema = z.strictObject({
  run: RunRecordSchema,
  attempts: z.array(AttemptRecordSchema),
})
export type RunListing = z.infer<typeof RunListingSchema>

/** What a commit did. */
export const AppliedSchema = z.strictObject({
  revision: z.string(),
  diff: z.string(),
  notes: z.array(z.string()),
  /** Set when the actions started a run. */
  runId: RunIdSchema.optional(),
  started: z.array(z.string()),
})
export type Applied = z.infer<typeof AppliedSchema>

const HistoryMoveSchema = z.strictObject({ record: z.int().min(1).optional() })

/** Every method of the bridge: what it takes and what it gives. Handlers live in bridge/server. */
export const METHODS = {
  /** The state, and from now on the events; `since` asks for what was missed instead. */
  'session.open': {
    params: z.strictObject({ since: z.int().min(0).optional() }),
    result: z.strictObject({
      state: WorkspaceStateSchema.optional(),
      /** True when `since` could be honoured: the missed events follow and no state is sent. */
      resumed: z.boolean(),
    }),
  },
  'sequence.get': { params: z.strictObject({}), result: WorkspaceStateSchema },
  'actions.validate': {
    params: z.strictObject({
      actions: ActionsSchema,
      baseRevision: z.string().optional(),
      asker: AskerSchema.optional(),
    }),
    result: ProposalSchema,
  },
  'actions.apply': {
    params: z.strictObject({
      actions: ActionsSchema,
      baseRevision: z.string().optional(),
      /** Ids of the confirmations that a person gave for exactly this proposal. */
      confirm: z.array(z.string().max(64)).max(2).optional(),
      asker: AskerSchema.optional(),
    }),
    result: AppliedSchema,
  },
  /** Puts into the audit log that the chat has proposed these actions, or that a person has discarded them. */
  'chat.record': {
    params: z.strictObject({ event: z.enum(['proposed', 'discarded']), actions: ActionsSchema }),
    result: z.strictObject({}),
  },
  /** A person's yes in the app, to exactly one proposal (its hash). Gives the confirmation's id. */
  'confirmation.grant': {
    params: z.strictObject({ hash: z.string().max(64) }),
    result: z.strictObject({ id: z.string() }),
  },
  /** What others have asked a person for and nobody has answered yet, as an agent's change in SAFE. */
  'confirmation.list': {
    params: z.strictObject({}),
    result: z.array(
      z.strictObject({
        id: z.string(),
        actor: ActorSchema,
        level: z.enum(['single', 'double']),
        /** What it covers, a line an action. */
        covers: z.array(z.string()),
        /** How often a person must still say yes. */
        missing: z.int().min(0),
        expiresAt: z.string(),
        /** Who asks: a step's id. */
        asker: z.string().optional(),
        /** What it would do to the plan; the beginning of a long one. */
        diff: z.string().optional(),
      }),
    ),
  },
  /** A person's no to such a question: the same one is not put again while it would have held. */
  'confirmation.refuse': {
    params: z.strictObject({ id: z.string().max(64) }),
    result: z.strictObject({}),
  },
  /** A person's yes in the app to a question that confirmation.list has shown there. */
  'confirmation.answer': {
    params: z.strictObject({ id: z.string().max(64) }),
    result: z.strictObject({ missing: z.int().min(0) }),
  },
  /** What undo and redo would move over now, or why they can't. */
  'history.get': { params: z.strictObject({}), result: HistoryStateSchema },
  /** Takes the newest commit back; with `record` only when it is that one. For a person only. */
  'history.undo': { params: HistoryMoveSchema, result: HistoryMovedSchema },
  /** Brings back what undo took away last; with `record` only when it is that one. For a person only. */
  'history.redo': { params: HistoryMoveSchema, result: HistoryMovedSchema },
  /** Git commits from HEAD on, newest first, without the first `skip`. */
  'plan.commits': {
    params: z.strictObject({
      scope: CommitScopeSchema,
      skip: z.int().min(0).max(10_000_000).optional(),
      limit: z.int().min(1).max(200).optional(),
    }),
    result: PlanCommitsSchema,
  },
  /** The text of sequence.yaml as a commit has it, or as it is now; null where there is none. */
  'plan.text': {
    params: z.strictObject({ commit: CommitHashSchema.optional(), offset: z.int().min(0) }),
    result: FileTextSchema,
  },
  /** The text of a prompt as a commit has it; null where there is none. */
  'plan.prompt': {
    params: z.strictObject({
      commit: CommitHashSchema,
      path: PromptPathSchema,
      offset: z.int().min(0),
    }),
    result: FileTextSchema,
  },
  'prompt.get': {
    params: z.strictObject({ stepId: NodeIdSchema }),
    result: z.strictObject({ path: z.string(), text: z.string().nullable() }),
  },
  /** The names that agents.yaml gives to further agents; whether they may run is the policy's question. */
  'agents.list': { params: z.strictObject({}), result: z.array(z.string()) },
  /** The repository's own templates, without what they make; a file that is none is left out. */
  'template.list': { params: z.strictObject({}), result: z.array(TemplateHeadSchema) },
  'attempt.list': {
    params: z.strictObject({ stepId: NodeIdSchema }),
    result: z.array(AttemptRecordSchema),
  },
  /** What an attempt changed, as git writes it. */
  'attempt.diff': { params: AttemptPlaceSchema, result: FileTextSchema },
  /** What its agent said at the end. */
  'attempt.summary': { params: AttemptPlaceSchema, result: FileTextSchema },
  /** The files in its folder. */
  'attempt.artifacts': { params: AttemptPlaceSchema, result: z.array(AttemptFileSchema) },
  /** One of these files, stretch by stretch; its secrets were hidden when it was written, as those of logs. */
  'attempt.artifact': {
    params: AttemptPlaceSchema.extend({
      name: ArtifactNameSchema,
      offset: z.int().min(0).max(MAX_ARTIFACT_BYTES),
    }),
    result: FileBytesSchema,
  },
  /** The newest runs, newest first. */
  'run.list': {
    params: z.strictObject({ limit: z.int().min(1).max(200).optional() }),
    result: z.array(RunListingSchema),
  },
  'log.read': { params: LogPlaceSchema, result: LogChunkSchema },
  /** As log.read, then attempt.output events until log.unfollow or the end. */
  'log.follow': { params: LogPlaceSchema, result: LogChunkSchema },
  'log.unfollow': { params: LogPlaceSchema.omit({ offset: true }), result: z.strictObject({}) },
  /** Entries in the order of their numbers: the newest that fit, or those before one. */
  'audit.list': {
    params: z.strictObject({
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(500).optional(),
      actor: ActorSchema.optional(),
      /** An action's name, or the part before its dot. */
      action: z.string().max(64).optional(),
      target: z.string().max(200).optional(),
      result: AuditResultSchema.optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
    }),
    result: z.array(AuditEntrySchema),
  },
  /** The log's own bytes as text, file by file from the oldest, for checking its chain. */
  'audit.text': {
    params: z.strictObject({ file: z.int().min(0), offset: z.int().min(0) }),
    result: FileTextSchema.extend({ files: z.int().min(0) }),
  },
  /** How threads were made, ran and ended, from the newest runs and audit entries. */
  'metrics.get': { params: z.strictObject({}), result: MetricsSchema },
  /** The rows of the hosted mprocs screen, as text. */
  'session.screen': {
    params: z.strictObject({}),
    result: z.strictObject({ rows: z.array(z.string()) }),
  },
  /** Brings the pane of a step's newest attempt up on that screen; without a step the empty one. */
  'session.select': {
    params: z.strictObject({ stepId: NodeIdSchema.optional() }),
    result: z.strictObject({}),
  },
  /** Whether the bridge has a key for the chat's model, and what to set where it has none. For a person only. */
  'chat.info': {
    params: z.strictObject({}),
    result: z.strictObject({
      available: z.boolean(),
      /** The model that the bridge's environment names. */
      model: z.string().optional(),
      /** What is missing, and what to do about it. */
      hint: z.string().optional(),
    }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>

export type MethodName = keyof typeof METHODS
export type MethodParams<Name extends MethodName> = z.input<(typeof METHODS)[Name]['params']>
export type MethodResult<Name extends MethodName> = z.infer<(typeof METHODS)[Name]['result']>
