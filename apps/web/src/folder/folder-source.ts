import { createSignal } from 'solid-js'
import type { Failure } from '../../../../shared/failure.ts'
import { fail } from '../../../../shared/failure.ts'
import type { HistoryMove } from '../../../../shared/protocol/history.ts'
import type { Applied, RawAction } from '../../../../shared/protocol/methods.ts'
import type { WorkspaceState } from '../../../../shared/protocol/state.ts'
import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import { promptPathOf } from '../../../../shared/schema/defaults.ts'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import { SAFE_DEFAULTS } from '../../../../shared/schema/policy.ts'
import { SEQUENCE_VERSION } from '../../../../shared/schema/sequence.ts'
import { printSequence } from '../../../../shared/yaml/print-sequence.ts'
import { type LocalState, NO_RUNTIME, permit, proposeLocally } from '../workspace/local-change.ts'
import { recordChange } from '../workspace/local-history.ts'
import type { ApplyOptions, Connection, WorkspaceSource } from '../workspace/source.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { readAliases } from './folder-aliases.ts'
import {
  listAttemptFiles,
  listAudit,
  listRuns,
  readAttemptFile,
  readAttemptText,
  readAuditText,
} from './folder-attempts.ts'
import { commitToFolder, readPromptFile } from './folder-commit.ts'
import { FolderFiles, folderFailure, isPermissionFailure } from './folder-files.ts'
import { FolderHistory } from './folder-history.ts'
import { folderMetrics } from './folder-metrics.ts'
import { followLogFile, newestAttempts, readAttempts, readLogFile } from './folder-runs.ts'
import { type FolderState, readFolderState } from './folder-state.ts'
import { readTemplates } from './folder-templates.ts'
import { folderHistoryState, moveInFolder } from './folder-undo.ts'
import { watchFolder } from './folder-watch.ts'
import { FolderGit } from './git/folder-git.ts'

const PERMISSION_LOST =
  'The browser wants to be asked again before this page may use the folder. Nothing was lost.'

const PERMISSION_REFUSED =
  'The browser did not allow it. Press Reconnect and choose "Allow"; nothing was lost.'
const NOT_KEPT = 'It is written, but undo will not know it: this browser can keep no more.'
/** Writing takes milliseconds; a tab that holds the folder for longer hangs. */
const LOCK_PATIENCE_MS = 10_000

/** A repository in a folder that the browser was given: reads and writes it without a bridge. */
class Folder {
  readonly workspace = createWorkspace()
  readonly connection
  readonly #setConnection
  readonly #files: FolderFiles
  readonly history: FolderHistory
  #unwatch: (() => void) | undefined

  constructor(handle: FileSystemDirectoryHandle) {
    const [connection, setConnection] = createSignal<Connection>({ kind: 'connecting' })
    this.connection = connection
    this.#setConnection = setConnection
    this.#files = new FolderFiles(handle)
    this.history = new FolderHistory(handle)
  }

  get files(): FolderFiles {
    return this.#files
  }

  /** Reads everything and keeps looking for changes. */
  async start(): Promise<void> {
    this.#unwatch?.()
    await this.refresh()
    this.#unwatch = watchFolder(this.#files, () => this.refresh())
  }

  close(): void {
    this.#unwatch?.()
  }

  /** Reads the folder anew and shows it. */
  async refresh(): Promise<void> {
    const state = await readFolderState(this.#files)
    if (!state.ok) {
      this.#lose(state.failure)
      return
    }
    const attempts = await readAttempts(this.#files)
    this.#setConnection({ kind: 'online' })
    this.workspace.show(
      this.#asState(state.value, attempts.ok ? newestAttempts(attempts.value) : {}),
    )
  }

  /** The plan, or why there is none to change. */
  async plan() {
    const fresh = await readFolderState(this.#files)
    if (!fresh.ok) {
      this.#lose(fresh.failure)
      return fresh
    }
    return fresh.value.plan
  }

  /** What these actions are worked out from: the plan, and the folder's own templates where one is asked for. */
  async planFor(actions: readonly RawAction[]): Promise<Result<LocalState>> {
    const plan = await this.plan()
    if (!plan.ok || !actions.some(({ action }) => action === 'template.apply')) return plan
    return mapResult(await readTemplates(this.#files), (templates) => ({
      ...plan.value,
      templates,
    }))
  }

  /** One writer at a time over all tabs of this browser; other programs are told apart by the revision. */
  async exclusively<T>(write: () => Promise<Result<T>>): Promise<Result<T>> {
    const signal = AbortSignal.timeout(LOCK_PATIENCE_MS)
    const name = `threados-writer:${this.#files.root.name}`
    let isMine = false
    const mine = () => {
      isMine = true
      return write()
    }
    try {
      return await navigator.locks.request(name, { signal }, mine)
    } catch (cause) {
      if (isMine) throw cause
      return fail('LOCKED', 'Another tab of this browser is writing into this folder.', {
        hint: 'Nothing was written and your change is still here: close the other tab, then Apply again.',
      })
    }
  }

  /** Tells that the browser was asked for the folder and said no. */
  refused(): void {
    this.#setConnection({ kind: 'permission', message: PERMISSION_REFUSED })
  }

  #lose(failure: Failure): void {
    const isPermission = isPermissionFailure(failure)
    this.#setConnection(
      isPermission
        ? { kind: 'permission', message: PERMISSION_LOST }
        : { kind: 'lost', message: failure.message },
    )
  }

  #asState(state: FolderState, attempts: WorkspaceState['attempts']): WorkspaceState {
    const { plan, revision } = state
    const { name } = this.#files.root
    return {
      repo: { name, path: name },
      version: SEQUENCE_VERSION,
      revision,
      ...(plan.ok
        ? { sequence: plan.value.document.sequence }
        : { failure: wireFailure(plan.failure) }),
      policy: plan.ok ? plan.value.policy : SAFE_DEFAULTS,
      attempts,
      session: { executor: 'direct', status: 'none', busy: 0, slots: 0 },
      runs: [],
      lastEventId: 0,
    }
  }
}

/** A failure with the mutable lists that the protocol's type has. */
function wireFailure(failure: Failure): NonNullable<WorkspaceState['failure']> {
  const { at, details, ...rest } = failure
  return {
    ...rest,
    ...(at ? { at: { ...at, path: at.path ? [...at.path] : undefined } } : {}),
    ...(details ? { details: { ...details } } : {}),
  }
}

async function applyInFolder(
  folder: Folder,
  actions: readonly RawAction[],
  options: ApplyOptions,
): Promise<Result<Applied>> {
  const applied = await folder.exclusively(async (): Promise<Result<Applied>> => {
    const plan = await folder.planFor(actions)
    if (!plan.ok) return plan
    const change = proposeLocally(plan.value, actions, options)
    if (!change.ok) return change
    const permitted = permit(change.value, options)
    if (!permitted.ok) return permitted
    const written = await commitToFolder(folder.files, change.value)
    if (!written.ok) return written
    const line = await folder.history.read()
    const { text } = plan.value.document
    const kept = await folder.history.write(recordChange(line, text, change.value, written.value))
    const { revision, diff, notes } = change.value.proposal
    return ok({ revision, diff, notes: kept ? notes : [...notes, NOT_KEPT], started: [] })
  })
  await folder.refresh()
  return applied
}

async function undoInFolder(folder: Folder, move: HistoryMove, record: number | undefined) {
  const moved = await folder.exclusively(() =>
    moveInFolder(folder.files, folder.history, move, record),
  )
  await folder.refresh()
  return moved
}

async function initFolder(folder: Folder): Promise<Result<void>> {
  const { root } = folder.files
  const text = printSequence({ version: SEQUENCE_VERSION, name: root.name, steps: [], gates: [] })
  const made = await folder.exclusively(async (): Promise<Result<void>> => {
    const there = await folder.files.stamp(SEQUENCE_PATH)
    if (!there.ok) return there
    if (there.value) return fail('ALREADY_EXISTS', `${SEQUENCE_PATH} is there already.`)
    return mapResult(await folder.files.write(SEQUENCE_PATH, text), () => undefined)
  })
  await folder.refresh()
  return made
}

/** Opens a folder that the browser was given. Refused when it may not be read. */
export async function openFolderSource(
  handle: FileSystemDirectoryHandle,
): Promise<Result<WorkspaceSource>> {
  const folder = new Folder(handle)
  try {
    await handle.queryPermission({ mode: 'read' })
  } catch (cause) {
    return { ok: false, failure: folderFailure(cause, handle.name) }
  }
  await folder.start()
  const planHistory = new FolderGit(folder.files)
  const { files, workspace, connection } = folder
  return ok({
    kind: 'folder',
    capabilities: { run: false, edit: true, runHint: NO_RUNTIME },
    workspace,
    connection,
    propose: async (actions, options) => {
      const plan = await folder.planFor(actions)
      if (!plan.ok) return plan
      return mapResult(proposeLocally(plan.value, actions, options), ({ proposal }) => proposal)
    },
    apply: (actions, options) => applyInFolder(folder, actions, options),
    identity: () => folder.history.identity(),
    history: () => folderHistoryState(files, folder.history),
    moveHistory: (move, record) => undoInFolder(folder, move, record),
    prompt: async (stepId) => {
      const step = workspace.sequence()?.steps.find((candidate) => candidate.id === stepId)
      if (!step) return fail('STEP_NOT_FOUND', `There is no step "${stepId}".`)
      const path = promptPathOf(step)
      return mapResult(await readPromptFile(files, path), (text) => ({ path, text }))
    },
    aliases: () => readAliases(files),
    templates: () => readTemplates(files),
    attempts: (stepId) => readAttempts(files, stepId),
    readLog: (place, offset) => readLogFile(files, place, offset),
    followLog: (place, listener) => followLogFile(files, place, listener),
    attemptDiff: (place) => readAttemptText(files, place, 'diff.patch'),
    attemptSummary: (place) => readAttemptText(files, place, 'summary.md'),
    attemptFiles: (place) => listAttemptFiles(files, place),
    attemptFile: (place, name, offset) => readAttemptFile(files, place, name, offset),
    runs: () => listRuns(files),
    metrics: async () => {
      const plan = await folder.plan()
      return plan.ok ? folderMetrics(files, plan.value.document.sequence) : plan
    },
    auditText: () => readAuditText(files),
    audit: (before) => listAudit(files, before),
    screen: async () => fail('RUNTIME_UNAVAILABLE', NO_RUNTIME),
    planHistory,
    selectPane: async () => fail('RUNTIME_UNAVAILABLE', NO_RUNTIME),
    init: () => initFolder(folder),
    reconnect: async () => {
      const answer = await handle.requestPermission({ mode: 'readwrite' })
      if (answer === 'granted') await folder.start()
      else folder.refused()
    },
    close: () => {
      planHistory.close()
      folder.close()
    },
  })
}
