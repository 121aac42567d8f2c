import { createSignal } from 'solid-js'
import { revisionOf } from '../../../../shared/commit/propose.ts'
import { fail } from '../../../../shared/failure.ts'
import type { LogChunk } from '../../../../shared/protocol/events.ts'
import type { FileText, RunListing } from '../../../../shared/protocol/methods.ts'
import type { WorkspaceState } from '../../../../shared/protocol/state.ts'
import { mapResult, ok } from '../../../../shared/result.ts'
import { computeMetrics } from '../../../../shared/runs/metrics.ts'
import { promptPathOf } from '../../../../shared/schema/defaults.ts'
import { SAFE_DEFAULTS } from '../../../../shared/schema/policy.ts'
import type { SequenceDocument } from '../../../../shared/yaml/sequence-document.ts'
import { type LocalState, permit, proposeLocally } from '../workspace/local-change.ts'
import type { Connection, LogPlace, WorkspaceSource } from '../workspace/source.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { DEMO_RUN, demoAttempts, demoLog } from './demo-attempts.ts'
import { demoAudit, demoAuditText } from './demo-audit.ts'
import { demoPastRuns } from './demo-past.ts'
import { DemoPlan } from './demo-plan.ts'
import { DEMO_DIFFS, DEMO_SUMMARIES, demoFiles, demoFileText } from './demo-results.ts'

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

function textOf(text: string | undefined): FileText {
  const bytes = text?.length ?? 0
  return { text: text ?? null, bytes, nextOffset: bytes }
}

function demoRuns(): readonly RunListing[] {
  return [{ run: DEMO_RUN, attempts: Object.values(demoAttempts()) }, ...demoPastRuns()]
}

/** The demo: a sequence in the memory of this tab. It can be edited; nothing runs and nothing is kept. */
export function openDemoSource(): WorkspaceSource {
  const [connection] = createSignal<Connection>({ kind: 'online' })
  const workspace = createWorkspace()
  const plan = new DemoPlan((document) => workspace.show(stateOf(document)))
  const now = (): LocalState => ({ document: plan.document, policy: SAFE_DEFAULTS })
  return {
    kind: 'demo',
    capabilities: { run: false, edit: true, runHint: NOTHING_RUNS },
    workspace,
    connection,
    propose: async (actions, options) =>
      mapResult(proposeLocally(now(), actions, options), ({ proposal }) => proposal),
    apply: async (actions, options) => {
      const change = proposeLocally(now(), actions, options)
      if (!change.ok) return change
      const permitted = permit(change.value, options)
      return permitted.ok ? plan.commit(permitted.value) : permitted
    },
    history: async () => ok(plan.history()),
    moveHistory: async (move, record) => plan.move(move, record),
    prompt: async (stepId) => {
      const step = plan.document.sequence.steps.find((candidate) => candidate.id === stepId)
      if (!step) return fail('STEP_NOT_FOUND', `There is no step "${stepId}".`)
      const path = promptPathOf(step)
      return ok({ path, text: plan.prompt(path) })
    },
    aliases: async () => ok([]),
    templates: async () => ok([]),
    attempts: async (stepId) => {
      const attempt = demoAttempts()[stepId]
      return ok(attempt ? [attempt] : [])
    },
    readLog: async (place, offset) => ok(chunkOf(place, offset)),
    followLog: (place, listener) => {
      listener.chunk(chunkOf(place, 0))
      return () => undefined
    },
    attemptDiff: async ({ stepId }) => ok(textOf(DEMO_DIFFS[stepId])),
    attemptSummary: async ({ stepId }) => ok(textOf(DEMO_SUMMARIES[stepId])),
    attemptFiles: async ({ stepId }) => ok(demoFiles(stepId)),
    attemptFile: async ({ stepId }, name, offset) => {
      const text = demoFileText(stepId, name)
      if (text === undefined) return fail('NOT_FOUND', `There is no file ${name}.`)
      const bytes = new TextEncoder().encode(text)
      return ok({ piece: bytes.slice(offset), size: bytes.length, nextOffset: bytes.length })
    },
    runs: async () => ok(demoRuns()),
    metrics: async () =>
      ok(
        computeMetrics({
          sequence: plan.document.sequence,
          attempts: demoRuns().flatMap(({ attempts }) => attempts),
          entries: demoAudit(),
          summaries: DEMO_SUMMARIES,
          timeOf: Date.parse,
        }),
      ),
    auditText: async () => ok([demoAuditText()]),
    audit: async () => ok(demoAudit()),
    screen: async () => ok([]),
    selectPane: async () => fail('RUNTIME_UNAVAILABLE', NOTHING_RUNS),
    reconnect: async () => undefined,
    close: () => undefined,
  }
}
