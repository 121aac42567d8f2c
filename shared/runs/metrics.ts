import type { AuditEntry } from '../schema/audit-entry.ts'
import { dependenciesOf } from '../schema/defaults.ts'
import { type AttemptRecord, hasEnded } from '../schema/run.ts'
import type { Sequence } from '../schema/sequence.ts'

/** What metrics are computed from: there is no database. */
export interface MetricsSource {
  readonly sequence: Sequence
  readonly attempts: readonly AttemptRecord[]
  /** Entries of the audit log in the order of their numbers. */
  readonly entries: readonly AuditEntry[]
  /** An ISO 8601 time in milliseconds since 1970: the engine has no calendar of its own. */
  readonly timeOf: (time: string) => number
}

/** Times in milliseconds. */
export interface Spread {
  readonly count: number
  readonly average: number
  readonly p95: number
}

/** One day in UTC. */
export interface DayCount {
  /** As in 2026-02-07. */
  readonly day: string
  /** Steps that commands added; those of templates show when they run. */
  readonly created: number
  readonly attempts: number
}

/** How threads were made, ran and ended (SPEC §16). Rates are from 0 to 1, and null where nothing was counted. */
export interface Metrics {
  readonly days: readonly DayCount[]
  readonly steps: number
  readonly checkpoints: number
  readonly byType: Readonly<Record<string, number>>
  readonly duration: Spread | null
  readonly durationByModel: Readonly<Record<string, Spread>>
  /** Parallel groups of the plan: how many, and their workers. */
  readonly fanout: {
    readonly groups: number
    readonly average: number | null
    readonly largest: number
  }
  /** From the moment that all a gate waits for was done to a person's yes. */
  readonly gateLatency: Spread | null
  /** Of the attempts that ended by themselves; waiting for quota is no failure. */
  readonly failureRate: number | null
  /** Share of attempts that were not their step's first. */
  readonly restartRate: number | null
}

/** Average and 95th percentile (nearest rank) of a list; null for an empty one. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1]
  if (p95 === undefined) return null
  const average = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  return { count: sorted.length, average: Math.round(average), p95 }
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** The actions of an entry: itself, or those of an `apply`. */
type AuditedAction = Readonly<Partial<Record<string, unknown>>> & {
  readonly action?: unknown
  readonly id?: unknown
  readonly status?: unknown
}

function actionsOf({ action, payload }: AuditEntry): AuditedAction[] {
  const { actions } = payload
  return action === 'apply' && Array.isArray(actions) ? actions : [{ action, ...payload }]
}

function createdBy(entry: AuditEntry): number {
  return actionsOf(entry).reduce((sum, { action, fanout }) => {
    if (action === 'step.clone') return sum + 1
    return action === 'step.add' ? sum + (typeof fanout === 'number' ? fanout : 1) : sum
  }, 0)
}

function daysOf({ attempts, entries }: MetricsSource): DayCount[] {
  const days = new Map<string, { created: number; attempts: number }>()
  const dayOf = (time: string) => {
    const day = time.slice(0, 10)
    const known = days.get(day) ?? { created: 0, attempts: 0 }
    days.set(day, known)
    return known
  }
  for (const entry of entries) {
    const created = entry.result === 'success' ? createdBy(entry) : 0
    if (created > 0) dayOf(entry.timestamp).created += created
  }
  for (const { startTime } of attempts) dayOf(startTime).attempts += 1
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, counts]) => ({ day, ...counts }))
}

function withActions(entry: AuditEntry): [AuditEntry, AuditedAction][] {
  return actionsOf(entry).map((action) => [entry, action])
}

/** When each gate opened: the last end, or approval, of what it waits for before it was approved. */
function gateLatencies({ sequence, entries, timeOf }: MetricsSource): number[] {
  const gates = new Map(sequence.gates.map((gate) => [gate.id, new Set(dependenciesOf(gate))]))
  const satisfiedAt = new Map<string, number>()
  const latencies: number[] = []
  const done = entries.filter(({ result }) => result === 'success')
  for (const [entry, { action, id, status }] of done.flatMap(withActions)) {
    const at = timeOf(entry.timestamp)
    const target = String(id ?? entry.target)
    if (action === 'gate.approve') {
      const times = [...(gates.get(target) ?? [])].flatMap((step) => satisfiedAt.get(step) ?? [])
      if (times.length > 0) latencies.push(Math.max(0, at - Math.max(...times)))
    }
    const isEnd = action === 'attempt.end' && status === 'DONE'
    if (isEnd || action === 'gate.approve' || action === 'step.accept') satisfiedAt.set(target, at)
  }
  return latencies
}

function fanoutOf({ steps }: Sequence): Metrics['fanout'] {
  const members = steps.flatMap(({ group_id: group }) => (group === undefined ? [] : [group]))
  const sizes = Object.values(countBy(members, (group) => group))
  return {
    groups: sizes.length,
    average: ratio(members.length, sizes.length),
    largest: Math.max(0, ...sizes),
  }
}

function durationsOf(attempts: readonly AttemptRecord[]): number[] {
  return attempts.flatMap(({ durationMs }) => durationMs ?? [])
}

function durationByModel(ended: readonly AttemptRecord[]): Record<string, Spread> {
  const models = [...new Set(ended.map(({ model }) => model))].sort()
  return Object.fromEntries(
    models.flatMap((model) => {
      const spread = spreadOf(durationsOf(ended.filter((one) => one.model === model)))
      return spread ? [[model, spread]] : []
    }),
  )
}

/** Computes the metrics of a workspace from its plan, its attempts and its audit log. */
export function computeMetrics(source: MetricsSource): Metrics {
  const { sequence, attempts } = source
  const ended = attempts.filter(
    (one) => hasEnded(one) && one.reason !== 'waiting_quota' && one.reason !== 'stopped',
  )
  const failed = ended.filter(({ status }) => status === 'FAILED')
  const first = new Set(attempts.map(({ stepId }) => stepId)).size
  return {
    days: daysOf(source),
    steps: sequence.steps.length,
    checkpoints: sequence.gates.length,
    byType: countBy(sequence.steps, ({ type }) => type),
    duration: spreadOf(durationsOf(ended)),
    durationByModel: durationByModel(ended),
    fanout: fanoutOf(sequence),
    gateLatency: spreadOf(gateLatencies(source)),
    failureRate: ratio(failed.length, ended.length),
    restartRate: ratio(attempts.length - first, attempts.length),
  }
}
