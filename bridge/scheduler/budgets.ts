import { addSpent, NOTHING_SPENT, overspent, type Spent } from '../../shared/runs/budget.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import { type AttemptRecord, hasEnded } from '../../shared/schema/run.ts'
import { MAX_TIMEOUT_MS } from '../../shared/schema/step-words.ts'
import { runTimeMs } from '../local/ids.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'

const MINUTE_MS = 60_000

/** Sums what attempts have used, those that run included, and tells when a budget is used up. */
export class Budgets {
  readonly #store: AttemptStore
  /** What ended attempts used: that never changes. */
  readonly #ended = new Map<string, { readonly startMs: number; readonly spent: Spent }>()

  constructor(store: AttemptStore) {
    this.#store = store
  }

  /** What is used up of the run's or the day's budget, in words; undefined while something is left. */
  overspent(runId: string, policy: Policy, nowMs: number): string | undefined {
    const { budget_run: ofRun, budget_day: ofDay } = policy
    const hasRun = Object.keys(ofRun).length > 0
    const hasDay = Object.keys(ofDay).length > 0
    const run = hasRun ? overspent('this run', ofRun, this.#spentIn([runId], 0, nowMs)) : undefined
    if (run !== undefined || !hasDay) return run
    const midnightMs = new Date(nowMs).setHours(0, 0, 0, 0)
    // An attempt of today may belong to a run that began as long ago as a step may take.
    const runs = this.#store.runIds().filter((id) => runTimeMs(id) > midnightMs - MAX_TIMEOUT_MS)
    return overspent('this day', ofDay, this.#spentIn(runs, midnightMs, nowMs))
  }

  #spentIn(runIds: readonly string[], sinceMs: number, nowMs: number): Spent {
    return runIds
      .flatMap((runId) => this.#store.attemptsOf(runId))
      .map((place) => this.#use(place, nowMs))
      .filter(({ startMs }) => startMs >= sinceMs)
      .reduce((sum, { spent }) => addSpent(sum, spent), NOTHING_SPENT)
  }

  #use(place: AttemptPlace, nowMs: number): { readonly startMs: number; readonly spent: Spent } {
    const key = this.#store.folderOf(place)
    const known = this.#ended.get(key)
    if (known) return known
    const record = this.#store.read(place)
    if (!record.ok || !record.value) return { startMs: nowMs, spent: NOTHING_SPENT }
    const use = {
      startMs: Date.parse(record.value.startTime),
      spent: spentBy(record.value, nowMs),
    }
    if (hasEnded(record.value)) this.#ended.set(key, use)
    return use
  }
}

function spentBy(record: AttemptRecord, nowMs: number): Spent {
  const ranMs = record.durationMs ?? nowMs - Date.parse(record.startTime)
  const { inputTokens = 0, outputTokens = 0 } = record.usage ?? {}
  return {
    tokens: inputTokens + outputTokens,
    costUsd: record.costUsd ?? 0,
    minutes: Math.max(0, ranMs) / MINUTE_MS,
  }
}
