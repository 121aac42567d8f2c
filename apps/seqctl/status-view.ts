import type { AttemptStore } from '../../bridge/scheduler/attempt-store.ts'
import { findHolds } from '../../bridge/scheduler/holds.ts'
import { explainer } from '../../shared/dag/explain.ts'
import { readySet } from '../../shared/dag/frontier.ts'
import { gateStatus, stepStatus } from '../../shared/schema/defaults.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import { type AttemptRecord, hasEnded } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { StepStatus } from '../../shared/schema/step.ts'
import type { Palette } from './output.ts'
import { table } from './table.ts'

/** What `seqctl status` tells: where everything stands, and why what waits does. */
export interface StatusView {
  readonly name: string
  readonly revision: string
  readonly mode: string
  readonly counts: Readonly<Record<string, number>>
  readonly ready: readonly string[]
  readonly steps: readonly StepView[]
  readonly gates: readonly GateView[]
}

interface StepView {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly model: string
  readonly status: StepStatus
  readonly waitsFor: readonly string[]
  readonly because?: string
  readonly attempt?: AttemptView
}

type AttemptView = Pick<AttemptRecord, 'runId' | 'attempt' | 'status' | 'startTime'> &
  Partial<
    Pick<AttemptRecord, 'endTime' | 'durationMs' | 'exitCode' | 'signal' | 'reason' | 'message'>
  >

interface GateView {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly waitsFor: readonly string[]
}

function attemptView(record: AttemptRecord): AttemptView {
  const { runId, attempt, status, startTime } = record
  const { endTime, durationMs, exitCode, signal, reason, message } = record
  return {
    runId,
    attempt,
    status,
    startTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }
}

/** A runner tells every other second that it lives; after so long without a word it is worth a look. */
const SILENT_AFTER_MS = 15_000

/** What to say of an attempt that should run and is silent: looking writes nothing, so its end is not recorded yet. */
function silenceOf(record: AttemptRecord | undefined, nowMs: number): string | undefined {
  if (!record || hasEnded(record) || record.heartbeat === undefined) return undefined
  const ms = nowMs - Date.parse(record.heartbeat)
  return ms > SILENT_AFTER_MS
    ? `no sign of life for ${formatDuration(ms)}; seqctl reconcile finds out what became of it`
    : undefined
}

/** Puts together what `seqctl status` tells. */
export function statusView(
  now: { readonly sequence: Sequence; readonly revision: string; readonly policy: Policy },
  store: AttemptStore,
): StatusView {
  const { sequence, revision, policy } = now
  const { mode } = policy
  const nowMs = Date.now()
  const holds = findHolds(sequence, policy, store, nowMs)
  const newest = store.newest()
  const explain = explainer(sequence)
  const steps = sequence.steps.map((step): StepView => {
    const { id, name, type, model } = step
    const { blockers, sentence } = explain(id)
    const place = newest.get(id)
    const read = place ? store.read(place) : undefined
    const record = read?.ok ? read.value : undefined
    const hold = holds.get(id)
    const held = hold && hold.atMs > nowMs ? hold.because : undefined
    const because = blockers.length > 0 ? sentence : (held ?? silenceOf(record, nowMs))
    return {
      id,
      name,
      type,
      model,
      status: stepStatus(step),
      waitsFor: blockers.map((blocker) => blocker.id),
      ...(because === undefined ? {} : { because }),
      ...(record ? { attempt: attemptView(record) } : {}),
    }
  })
  const gates = sequence.gates.map(
    (gate): GateView => ({
      id: gate.id,
      name: gate.name,
      status: gateStatus(gate),
      waitsFor: explain(gate.id).blockers.map((blocker) => blocker.id),
    }),
  )
  const counts: Record<string, number> = {}
  for (const { status } of steps) counts[status] = (counts[status] ?? 0) + 1
  return {
    name: sequence.name,
    revision,
    mode,
    counts,
    ready: readySet(sequence).map((step) => step.id),
    steps,
    gates,
  }
}

/** A time span for people: 850 ms, 12.3 s, 4 min 05 s. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

function noteOf(step: StepView): string {
  if (step.because !== undefined) return step.because
  const { attempt } = step
  if (!attempt) return ''
  const took = attempt.durationMs === undefined ? '' : formatDuration(attempt.durationMs)
  return [took, attempt.message ?? attempt.reason ?? ''].filter(Boolean).join(', ')
}

/** The status for people. */
export function statusText(view: StatusView, palette: Palette): string {
  const counts = Object.entries(view.counts).map(([status, count]) => `${count} ${status}`)
  const heading = `${palette.bold(view.name)}  ${palette.dim(`${view.mode}  ${view.revision.slice(0, 12)}`)}`
  const rows = [
    ...view.steps.map((step) => [step.id, step.status, step.type, step.model, noteOf(step)]),
    ...view.gates.map((gate) => [
      gate.id,
      gate.status,
      'gate',
      '',
      gate.waitsFor.length > 0 ? `waits for ${gate.waitsFor.join(', ')}` : '',
    ]),
  ]
  const body = table(['ID', 'STATUS', 'TYPE', 'MODEL', ''], rows)
  const paint: Readonly<Record<string, (text: string) => string>> = {
    READY: palette.blue,
    RUNNING: palette.yellow,
    DONE: palette.green,
    APPROVED: palette.green,
    FAILED: palette.red,
    BLOCKED: palette.dim,
    PENDING: palette.dim,
    NEEDS_REVIEW: palette.magenta,
  }
  const colored = body.replaceAll(
    /\b(READY|RUNNING|DONE|APPROVED|FAILED|BLOCKED|PENDING|NEEDS_REVIEW)\b(?= {2}|$)/gm,
    (word) => (paint[word] ?? ((text: string) => text))(word),
  )
  return [heading, counts.join(', '), '', colored].join('\n')
}
