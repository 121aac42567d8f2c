import { createSignal } from 'solid-js'
import { revisionOf } from '../../../../shared/commit/propose.ts'
import { type Failure, fail } from '../../../../shared/failure.ts'
import type { FileText } from '../../../../shared/protocol/methods.ts'
import type { WorkspaceState } from '../../../../shared/protocol/state.ts'
import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import { computeMetrics } from '../../../../shared/runs/metrics.ts'
import { promptPathOf } from '../../../../shared/schema/defaults.ts'
import { SAFE_DEFAULTS } from '../../../../shared/schema/policy.ts'
import { readSnapshot, type Snapshot } from '../../../../shared/snapshot/read-snapshot.ts'
import { proposeLocally } from '../workspace/local-change.ts'
import type { Connection, WorkspaceSource } from '../workspace/source.ts'
import { createWorkspace } from '../workspace/workspace.ts'

/** Larger files are no snapshots: four bytes for each character that one may have. */
const MAX_BYTES = 256 * 1024 * 1024
const NOTHING_RUNS = 'Nothing runs in a snapshot.'
const NOTHING_CHANGES = 'A snapshot can only be looked at.'

function stateOf(name: string, { document }: Snapshot): WorkspaceState {
  return {
    repo: { name, path: '' },
    version: document.sequence.version,
    revision: revisionOf(document),
    sequence: document.sequence,
    policy: SAFE_DEFAULTS,
    attempts: {},
    session: { executor: 'direct', status: 'none', busy: 0, slots: 0 },
    runs: [],
    lastEventId: 0,
  }
}

function readOnly(): Result<never> {
  return fail('DENIED', NOTHING_CHANGES)
}

function noAttempts(): Result<never> {
  return fail('RUN_NOT_FOUND', 'This snapshot holds no attempts.')
}

/** A snapshot that was read, as a workspace: it is in the memory of this tab, can be looked at and nothing else. */
function sourceOf(name: string, snapshot: Snapshot): WorkspaceSource {
  const [connection] = createSignal<Connection>({ kind: 'online' })
  const workspace = createWorkspace()
  workspace.show(stateOf(name, snapshot))
  const { document, prompts } = snapshot
  const { sequence } = document
  return {
    kind: 'snapshot',
    capabilities: { run: false, edit: false, runHint: NOTHING_RUNS },
    workspace,
    connection,
    propose: async (actions, options) =>
      mapResult(
        proposeLocally({ document, policy: SAFE_DEFAULTS }, actions, options),
        ({ proposal }) => proposal,
      ),
    apply: async () => readOnly(),
    history: async () =>
      ok({ undo: null, redo: null, undoBecause: NOTHING_CHANGES, redoBecause: NOTHING_CHANGES }),
    moveHistory: async () => readOnly(),
    prompt: async (stepId) => {
      const step = sequence.steps.find((candidate) => candidate.id === stepId)
      if (!step) return fail('STEP_NOT_FOUND', `There is no step "${stepId}".`)
      const path = promptPathOf(step)
      return ok({ path, text: prompts.get(path) ?? null })
    },
    aliases: async () => ok([]),
    templates: async () => ok([]),
    attempts: async () => ok([]),
    readLog: async () => noAttempts(),
    followLog: (_place, listener) => {
      listener.failed('This snapshot holds no logs.')
      return () => undefined
    },
    attemptDiff: async () => ok(NO_TEXT),
    attemptSummary: async () => ok(NO_TEXT),
    attemptFiles: async () => ok([]),
    attemptFile: async () => noAttempts(),
    runs: async () => ok([]),
    metrics: async () =>
      ok(
        computeMetrics({ sequence, attempts: [], entries: [], summaries: {}, timeOf: Date.parse }),
      ),
    auditText: async () => ok([]),
    audit: async () => ok([]),
    screen: async () => ok([]),
    selectPane: async () => fail('RUNTIME_UNAVAILABLE', NOTHING_RUNS),
    reconnect: async () => undefined,
    close: () => undefined,
  }
}

const NO_TEXT: FileText = { text: null, bytes: 0, nextOffset: 0 }

function unreadable(name: string, failure: Failure): Result<never> {
  return { ok: false, failure: { ...failure, at: { ...failure.at, file: name } } }
}

/** Reads a file that somebody brought along, as strictly as any file of unknown origin, and opens what it holds. */
export async function openSnapshotSource(file: File): Promise<Result<WorkspaceSource>> {
  if (file.size > MAX_BYTES) {
    return unreadable(file.name, {
      code: 'FILE_TOO_LARGE',
      message: `A snapshot must not be larger than ${MAX_BYTES} bytes.`,
    })
  }
  const read = readSnapshot(await file.text())
  return read.ok ? ok(sourceOf(file.name, read.value)) : unreadable(file.name, read.failure)
}
