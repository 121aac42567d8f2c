import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { ok, type Result } from '../../shared/result.ts'
import { computeMetrics, fusionCandidates } from '../../shared/runs/metrics.ts'
import type { Metrics } from '../../shared/schema/metrics.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { listAudit } from '../local/audit-log.ts'
import { readAttemptText } from './attempt-files.ts'
import type { AttemptStore } from './attempt-store.ts'

/** Runs that are read in one go before others get their turn. */
const RUNS_AT_ONCE = 20

/** Where metrics are read from, and how much of it: the newest runs and audit entries. */
export interface MetricsPlaces {
  readonly sequence: Sequence
  readonly store: AttemptStore
  readonly auditPath: string
  readonly limits: { readonly runs: number; readonly entries: number }
}

async function readAttempts(
  store: AttemptStore,
  runIds: readonly string[],
): Promise<Result<AttemptRecord[]>> {
  const records: AttemptRecord[] = []
  for (const [index, runId] of runIds.entries()) {
    if (index % RUNS_AT_ONCE === RUNS_AT_ONCE - 1) await yieldToOthers()
    for (const place of store.attemptsOf(runId)) {
      const record = store.read(place)
      if (!record.ok) return record
      if (record.value) records.push(record.value)
    }
  }
  return ok(records)
}

function readSummaries(store: AttemptStore, ids: readonly string[]): Record<string, string> {
  const newest = store.newest()
  return Object.fromEntries(
    ids.flatMap((id) => {
      const place = newest.get(id)
      const text = place && readAttemptText(store, place, 'summary.md').text
      return text ? [[id, text]] : []
    }),
  )
}

/** Reads what a workspace's runs and audit log hold and computes the metrics from it. */
export async function readMetrics(places: MetricsPlaces): Promise<Result<Metrics>> {
  const { sequence, store, limits } = places
  const all = store.runIds()
  const runIds = all.slice(-limits.runs)
  const attempts = await readAttempts(store, runIds)
  if (!attempts.ok) return attempts
  const audit = listAudit(places.auditPath, {}, { limit: limits.entries })
  if (!audit.ok) return audit
  return ok(
    computeMetrics({
      sequence,
      attempts: attempts.value,
      timeOf: Date.parse,
      entries: audit.value.entries.toSorted((a, b) => a.seq - b.seq),
      summaries: readSummaries(store, fusionCandidates(sequence)),
      leftOut: {
        runs: all.length - runIds.length,
        entries: audit.value.older !== undefined,
      },
    }),
  )
}
