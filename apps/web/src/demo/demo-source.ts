import { createSignal } from 'solid-js'
import { type ProposedChange, revisionOf } from '../../../../shared/commit/propose.ts'
import { readSequence } from '../../../../shared/commit/read-sequence.ts'
import { fail, unwrap } from '../../../../shared/failure.ts'
import type { LogChunk } from '../../../../shared/protocol/events.ts'
import type { WorkspaceState } from '../../../../shared/protocol/state.ts'
import { mapResult, ok } from '../../../../shared/result.ts'
import { promptPathOf } from '../../../../shared/schema/defaults.ts'
import { SAFE_DEFAULTS } from '../../../../shared/schema/policy.ts'
import type { SequenceDocument } from '../../../../shared/yaml/sequence-document.ts'
import { type LocalState, permit, proposeLocally } from '../workspace/local-change.ts'
import type { Connection, LogPlace, WorkspaceSource } from '../workspace/source.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { demoAttempts, demoLog } from './demo-attempts.ts'
import { DEMO_PROMPTS, DEMO_SEQUENCE } from './demo-sequence.ts'

const NOTHING_RUNS = 'Nothing runs in the demo. Connect to a bridge to run steps.'

function stateOf(document: SequenceDocument): WorkspaceState {
  return {
    repo: { name: 'Built-in demo', path: '' },
    version: document.sequence.version,
    revision: revisionOf(document),
    sequence: document.sequence,
    policy: SAFE_DEFAULTS,
    attempts: demoAttempts(),
    session: { executor: 'mprocs', status: 'none', busy: 0, slots: 0 },
    runs: [],
    lastEventId: 0,
  }
}

function chunkOf(place: LogPlace, offset: number): LogChunk {
  const { runId, stepId, attempt, stream } = place
  const text = demoLog(stepId, stream).slice(offset)
  return { runId, stepId, attempt, stream, offset, nextOffset: offset + text.length, text }
}

/** The demo: a sequence in the memory of this tab. It can be edited; nothing runs and nothing is kept. */
export function openDemoSource(): WorkspaceSource {
  let document = unwrap(readSequence(new TextEncoder().encode(DEMO_SEQUENCE), { file: 'demo' }))
  const [connection] = createSignal<Connection>({ kind: 'online' })
  const workspace = createWorkspace()
  workspace.show(stateOf(document))
  const now = (): LocalState => ({ document, policy: SAFE_DEFAULTS })
  const commit = (change: ProposedChange) => {
    document = change.document
    workspace.show(stateOf(document))
    const { revision, diff, notes } = change.proposal
    return { revision, diff, notes, started: [] }
  }
  return {
    kind: 'demo',
    capabilities: { run: false, edit: true, runHint: NOTHING_RUNS },
    workspace,
    connection,
    propose: async (actions) =>
      mapResult(proposeLocally(now(), actions), ({ proposal }) => proposal),
    apply: async (actions, options) => {
      const change = proposeLocally(now(), actions, options.baseRevision)
      if (!change.ok) return change
      return mapResult(permit(change.value, options), commit)
    },
    prompt: async (stepId) => {
      const step = document.sequence.steps.find((candidate) => candidate.id === stepId)
      if (!step) return fail('STEP_NOT_FOUND', `There is no step "${stepId}".`)
      return ok({ path: promptPathOf(step), text: DEMO_PROMPTS[stepId] ?? null })
    },
    attempts: async (stepId) => {
      const attempt = demoAttempts()[stepId]
      return ok(attempt ? [attempt] : [])
    },
    readLog: async (place, offset) => ok(chunkOf(place, offset)),
    followLog: (place, listener) => {
      listener.chunk(chunkOf(place, 0))
      return () => undefined
    },
    audit: async () => ok([]),
    screen: async () => ok([]),
    reconnect: async () => undefined,
    close: () => undefined,
  }
}
