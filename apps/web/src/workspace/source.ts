import type { Accessor } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import type { LogChunk, LogStream } from '../../../../shared/protocol/events.ts'
import type {
  HistoryMove,
  HistoryMoved,
  HistoryState,
} from '../../../../shared/protocol/history.ts'
import type {
  Applied,
  Asker,
  AttemptFile,
  FileText,
  MethodResult,
  RawAction,
  RunListing,
} from '../../../../shared/protocol/methods.ts'
import type { CommitScope, PlanCommits } from '../../../../shared/protocol/plan-history.ts'
import type { Result } from '../../../../shared/result.ts'
import type { AuditEntry } from '../../../../shared/schema/audit-entry.ts'
import type { Metrics } from '../../../../shared/schema/metrics.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import type { TemplateHead } from '../../../../shared/templates/template.ts'
import type { Workspace } from './workspace.ts'

/** Where a workspace comes from. */
export type SourceKind = 'bridge' | 'folder' | 'demo' | 'snapshot'

/** How the app and its source stand to each other. Only `online` means that what is shown is fresh. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** The source can't be reached; it tries again by itself. */
  | { readonly kind: 'lost'; readonly message: string }
  /** The bridge wants to be paired anew. */
  | { readonly kind: 'unauthorized'; readonly message: string }
  /** The browser must be asked for the folder again, by a click. */
  | { readonly kind: 'permission'; readonly message: string }

/** Why a source can't do a thing, as one sentence; absent when it can. */
export interface Capabilities {
  readonly run: boolean
  readonly edit: boolean
  /** What people should do in order to run steps here. */
  readonly runHint?: string
}

/** One of an attempt's two logs. */
export interface LogPlace {
  readonly runId: string
  readonly stepId: string
  readonly attempt: number
  readonly stream: LogStream
}

/** One attempt. */
export type AttemptPlace = Omit<LogPlace, 'stream'>

/** A stretch of a file. */
export interface FilePiece {
  readonly piece: Uint8Array<ArrayBuffer>
  /** Size of the whole file. */
  readonly size: number
  readonly nextOffset: number
}

/** How a proposal is worked out. */
export interface ProposeOptions {
  /** The revision that it is meant for; when the file has moved on, there is no proposal. */
  readonly baseRevision?: string | undefined
  /** Set for what a model thought of: then the policy judges it as an orchestrator's wish. */
  readonly asker?: Asker | undefined
}

/** How a proposal is carried out. */
export interface ApplyOptions extends ProposeOptions {
  /** The proposal that a person has just confirmed, when its verdict asks for that. */
  readonly confirmed?: Proposal
}

/** A step's prompt file; `text` is null when there is none yet. */
export interface PromptText {
  readonly path: string
  readonly text: string | null
}

/** What a log's reader is told. */
export interface LogListener {
  readonly chunk: (chunk: LogChunk) => void
  readonly failed: (sentence: string) => void
}

/** A question of an agent that only a person answers. */
export type Question = MethodResult<'confirmation.list'>[number]

/** Where questions come from and answers go. */
export interface QuestionDesk {
  list(): Promise<Result<readonly Question[]>>
  /** One yes; gives how many are still missing. */
  allow(id: string): Promise<Result<number>>
  refuse(id: string): Promise<Result<undefined>>
}

/** Whether the bridge can ask a model, and what is missing where it can't. */
export type BridgeModel = MethodResult<'chat.info'>

/**
 * What a bridge does for the chat: tells of the model behind it, and keeps in the audit log what was proposed and what
 * a person did not want; what was applied is there anyway.
 */
export interface ChatDesk {
  model(): Promise<Result<BridgeModel>>
  proposed(actions: readonly RawAction[]): Promise<Result<unknown>>
  discarded(actions: readonly RawAction[]): Promise<Result<unknown>>
}

/** The plan in git. What is not there is a failure NOT_FOUND with the way out, as where there is no repository. */
export interface PlanHistory {
  /** Commits without the first `skip` ones, newest first; `skip` 0 begins at HEAD anew. */
  commits(scope: CommitScope, skip: number): Promise<Result<PlanCommits>>
  /** The text of sequence.yaml as a commit has it, or as it is now; null where there is none. */
  textAt(commit?: string): Promise<Result<string | null>>
  /** The text of a prompt as a commit has it; null where there is none. */
  promptAt(commit: string, path: string): Promise<Result<string | null>>
}

/**
 * The one interface between the screens and a repository, whether a bridge, a folder of this computer, the demo
 * or a snapshot stands behind it. Nothing else reads or writes a workspace.
 */
export interface WorkspaceSource {
  readonly kind: SourceKind
  readonly capabilities: Capabilities
  readonly workspace: Workspace
  readonly connection: Accessor<Connection>
  /** Dry run: what the actions would do, written nowhere. */
  propose(actions: readonly RawAction[], options?: ProposeOptions): Promise<Result<Proposal>>
  apply(actions: readonly RawAction[], options: ApplyOptions): Promise<Result<Applied>>
  /** What undo and redo would move over now, or why they can't. */
  history(): Promise<Result<HistoryState>>
  /** Undoes or redoes one commit, and none but the one with this number when it is given. */
  moveHistory(move: HistoryMove, record?: number): Promise<Result<HistoryMoved>>
  prompt(stepId: string): Promise<Result<PromptText>>
  /** The names that agents.yaml gives to further agents. */
  aliases(): Promise<Result<readonly string[]>>
  /** The repository's own templates; files that are none are left out. */
  templates(): Promise<Result<readonly TemplateHead[]>>
  /** All attempts of a step, newest first. */
  attempts(stepId: string): Promise<Result<readonly AttemptRecord[]>>
  readLog(place: LogPlace, offset: number): Promise<Result<LogChunk>>
  /** Sends the log from its beginning and then as it grows; the result ends it. */
  followLog(place: LogPlace, listener: LogListener): () => void
  /** What an attempt changed, as git writes it. */
  attemptDiff(place: AttemptPlace): Promise<Result<FileText>>
  /** What its agent said at the end. */
  attemptSummary(place: AttemptPlace): Promise<Result<FileText>>
  /** The files that it left in its folder. */
  attemptFiles(place: AttemptPlace): Promise<Result<readonly AttemptFile[]>>
  /** A stretch of one of these files, from a byte on. */
  attemptFile(place: AttemptPlace, name: string, offset: number): Promise<Result<FilePiece>>
  /** The newest runs with their attempts, newest first. */
  runs(): Promise<Result<readonly RunListing[]>>
  /** How threads were made, ran and ended. */
  metrics(): Promise<Result<Metrics>>
  /** The bytes of the audit log as text, one file of it an element, oldest first. */
  auditText(): Promise<Result<readonly string[]>>
  /** Audit entries, newest first, before the one with number `before`. */
  audit(before?: number): Promise<Result<readonly AuditEntry[]>>
  /** The rows of the terminal session. */
  screen(): Promise<Result<readonly string[]>>
  /** Brings the pane of a step up on that screen; without a step the empty one. */
  selectPane(stepId: string | undefined): Promise<Result<void>>
  /** What agents ask a person for; absent where no agent can ask. */
  readonly questions?: QuestionDesk
  /** What tells this workspace from another one of the same name, now and after a reload; absent where its path does. */
  readonly identity?: () => Promise<Result<string>>
  /** Where the audit log learns of the chat; absent where the app keeps none itself. */
  readonly chatDesk?: ChatDesk
  /** Absent where a plan is kept in no repository. */
  readonly planHistory?: PlanHistory
  /** Writes an empty sequence where there is none yet; absent where that is done elsewhere. */
  readonly init?: () => Promise<Result<void>>
  /** Asks the browser for the folder again, or tries the connection at once; after a click. */
  reconnect(): Promise<void>
  close(): void
}
