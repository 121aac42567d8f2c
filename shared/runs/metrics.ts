import type { AuditEntry } from '../schema/audit-entry.ts'
import { dependenciesOf } from '../schema/defaults.ts'
import type { DayCount, FusionAgreement, Metrics, Spread } from '../schema/metrics.ts'
import { type AttemptRecord, hasEnded } from '../schema/run.ts'
import type { Sequence } from '../schema/sequence.ts'
import { agreementOf } from './agreement.ts'
import { spendBy, spendOf, tokensOf } from './spend.ts'

/** Most steps whose spending is told one by one. */
const MAX_STEPS_TOLD = 100

/** What metrics are computed from: there is no database. */
export interface MetricsSource {
  readonly sequence: Sequence
  readonly attempts: readonly AttemptRecord[]
  /** Entries of the audit log in the order of their numbers. */
  readonly entries: readonly AuditEntry[]
  /** What the agents of fusion candidates said at the end, by step; those that said nothing are absent. */
  readonly summaries: Readonly<Record<string, string>>
  /** Older runs and audit entries that were not handed in; none unless said. */
  readonly leftOut?: { readonly runs: number; readonly entries: boolean }
  /** An ISO 8601 time in milliseconds since 1970: the engine has no calendar of its own. */
  readonly timeOf: (time: string) => number
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

type Tally = { -readonly [Key in Exclude<keyof DayCount, 'day'>]: DayCount[Key] }

function daysOf({ attempts, entries }: MetricsSource): DayCount[] {
  const days = new Map<string, Tally>()
  const dayOf = (time: string) => {
    const day = time.slice(0, 10)
    const known = days.get(day) ?? { created: 0, attempts: 0, failed: 0, tokens: 0, costUsd: null }
    days.set(day, known)
    return known
  }
  for (const entry of entries) {
    const created = entry.result === 'success' ? createdBy(entry) : 0
    if (created > 0) dayOf(entry.timestamp).created += created
  }
  const byDay = Map.groupBy(attempts, ({ startTime }) => startTime.slice(0, 10))
  for (const [day, own] of byDay) {
    const spend = spendOf(own)
    Object.assign(dayOf(day), {
      attempts: own.length,
      failed: own.filter(isFailure).length,
      tokens: tokensOf(spend),
      costUsd: spend.costUsd,
    })
  }
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

/** Stopping and waiting for quota say nothing about how a step does. */
function endedByItself(one: AttemptRecord): boolean {
  return hasEnded(one) && one.reason !== 'waiting_quota' && one.reason !== 'stopped'
}

function isFailure(one: AttemptRecord): boolean {
  return endedByItself(one) && one.status === 'FAILED'
}

function fusionsOf({ sequence, summaries }: MetricsSource): FusionAgreement[] {
  return sequence.steps.flatMap(({ id, fusion_candidates: ids = [] }) => {
    if (ids.length === 0) return []
    const texts = ids.flatMap((candidate) => summaries[candidate] ?? [])
    const score = texts.length < 2 ? null : agreementOf(texts).score
    return [{ synth: id, candidates: ids.length, compared: texts.length, score }]
  })
}

/** The steps whose summaries the metrics compare. */
export function fusionCandidates({ steps }: Sequence): string[] {
  return [...new Set(steps.flatMap(({ fusion_candidates: ids = [] }) => ids))]
}

/** Computes the metrics of a workspace from its plan, its attempts and its audit log. */
export function computeMetrics(source: MetricsSource): Metrics {
  const { sequence, attempts } = source
  const ended = attempts.filter(endedByItself)
  const first = new Set(attempts.map(({ stepId }) => stepId)).size
  const fusions = fusionsOf(source)
  const scores = fusions.flatMap(({ score }) => score ?? [])
  const byStep = spendBy(attempts, ({ stepId }) => stepId)
  return {
    days: daysOf(source),
    steps: sequence.steps.length,
    checkpoints: sequence.gates.length,
    byType: countBy(sequence.steps, ({ type }) => type),
    attempts: attempts.length,
    duration: spreadOf(durationsOf(ended)),
    durationByModel: durationByModel(ended),
    fanout: fanoutOf(sequence),
    fusions,
    fusionAgreement: ratio(
      scores.reduce((sum, score) => sum + score, 0),
      scores.length,
    ),
    gateLatency: spreadOf(gateLatencies(source)),
    failureRate: ratio(ended.filter(isFailure).length, ended.length),
    restartRate: ratio(attempts.length - first, attempts.length),
    spend: spendOf(attempts),
    spendByModel: spendBy(attempts, ({ model }) => model),
    spendByStep: byStep.slice(0, MAX_STEPS_TOLD),
    leftOut: {
      runs: 0,
      entries: false,
      ...source.leftOut,
      steps: Math.max(0, byStep.length - MAX_STEPS_TOLD),
    },
  }
}
