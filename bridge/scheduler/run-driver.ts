import { join } from 'node:path'
import { applyActions } from '../../shared/actions/apply.ts'
import type { RunState } from '../../shared/protocol/state.ts'
import { ok, type Result } from '../../shared/result.ts'
import {
  awaitsPerson,
  awaitsTurn,
  type Holds,
  hasLiveSteps,
  nextStarts,
  waitingSteps,
} from '../../shared/runs/plan.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { RunRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import { isOver, requestStop } from '../runner/end-attempts.ts'
import type { ActiveRuns } from './active-runs.ts'
import type { AttemptStarter, PreparedStart } from './attempt-starter.ts'
import type { AttemptStore } from './attempt-store.ts'
import { Budgets } from './budgets.ts'
import { findHolds } from './holds.ts'
import type { SeenEnd } from './reconciler.ts'
import { readRunRecord } from './run-record.ts'
import { type DrivenRun, drivenRun, runStateOf } from './run-state.ts'
import { readRunStop } from './run-stops.ts'
import type { Listeners } from './runtime-events.ts'

/** What driving runs needs. */
export interface RunDriverParts {
  readonly store: AttemptStore
  readonly active: ActiveRuns
  readonly starter: AttemptStarter
  readonly listeners: Listeners
  /** The time now, in milliseconds since 1970. */
  readonly now: () => number
  /** Called when a started attempt runs, or could not be started. */
  readonly onStarted: (stepId: string) => void
}

/** Most steps that one commit starts: more would keep the first of them waiting. */
const BATCH = 16

/** Steps that are started together. A worktree takes its time to make, so that nobody waits for another's. */
function inBatches(steps: readonly Step[]): Step[][] {
  const batches: Step[][] = []
  for (const step of steps) {
    const last = batches.at(-1)
    const isAlone = step.workspace === 'worktree' || last?.[0]?.workspace === 'worktree'
    if (last && last.length < BATCH && !isAlone) last.push(step)
    else batches.push([step])
  }
  return batches
}

/** The runs that this process drives: what each starts next, and when it has ended. */
export class RunDriver {
  readonly #parts: RunDriverParts
  readonly #runs = new Map<string, DrivenRun>()
  readonly #budgets: Budgets
  #holds: Holds = { nowMs: 0, steps: new Map() }

  constructor(parts: RunDriverParts) {
    this.#parts = parts
    this.#budgets = new Budgets(parts.store)
  }

  /** The runs that this process drives or has driven. */
  states(sequence: Sequence): RunState[] {
    return [...this.#runs.values()].map((run) => runStateOf(run, sequence, this.#holds))
  }

  /** The run of this id, if this process drives or has driven it. */
  get(runId: string): DrivenRun | undefined {
    return this.#runs.get(runId)
  }

  /** Begins to drive a new run. */
  open(record: RunRecord): void {
    this.#parts.store.createRun(record)
    this.#parts.active.open(record.runId)
    this.#runs.set(record.runId, drivenRun(record, []))
  }

  /** Takes over the runs whose drivers are gone. */
  adoptAll(): void {
    const { active, store } = this.#parts
    for (const run of active.list()) {
      if (active.isDriven(run) || !active.adopt(run)) continue
      const record = readRunRecord(store.folder, run.runId)
      if (!record.ok) {
        active.close(run.runId)
        continue
      }
      const started = store.attemptsOf(run.runId).map((place) => place.stepId)
      this.#runs.set(run.runId, drivenRun(record.value, started))
    }
  }

  /**
   * Lets every run start what is ready, and ends those that have nothing left to do; gives the sequence as it
   * is then. `isDirty` tells that something has changed meanwhile, so that no run may be ended yet.
   */
  async advance(
    sequence: Sequence,
    policy: Policy,
    isDirty: () => boolean,
  ): Promise<Result<Sequence>> {
    let current = sequence
    this.#holds = this.#findHolds(sequence, policy)
    for (const run of this.#runs.values()) {
      this.#heedStop(run, current, policy)
      if (run.status !== 'running') continue
      const after = await this.#startNext(run, current, policy)
      if (!after.ok) return after
      current = after.value
      if (!isDirty()) this.#noteEnd(run, current, policy)
    }
    return ok(current)
  }

  /**
   * Records ends together with the first starts that they release: one commit is half of the time between an end
   * and what waits for it. False when nothing follows, or somebody else recorded an end first: then the ends are to
   * be recorded by themselves.
   */
  async startAfter(
    ends: readonly SeenEnd[],
    sequence: Sequence,
    policy: Policy,
  ): Promise<Result<boolean>> {
    const now = new Date(this.#parts.now()).toISOString()
    const context = { actor: 'system', actorName: 'ThreadOS', now, policy } as const
    const foreseen = applyActions(sequence, ends, context)
    if (!foreseen.ok) return ok(false)
    const next = foreseen.value.sequence
    this.#holds = this.#findHolds(next, policy)
    for (const run of this.#runs.values()) {
      this.#heedStop(run, next, policy)
      if (run.status !== 'running') continue
      const [steps = []] = inBatches(nextStarts(next, run, policy, this.#holds))
      if (steps.length === 0 || steps[0]?.workspace === 'worktree') continue
      const before = new Set(run.started)
      const begun = await this.#startBatch(run, steps, policy, ends)
      if (begun.ok && begun.value) {
        this.#announce(run, begun.value)
        return ok(true)
      }
      // Not begun after all: what follows decides anew.
      run.started = before
      return ok(false)
    }
    return ok(false)
  }

  /** Stops a run when somebody asked for it, or when a budget is used up. */
  #heedStop(run: DrivenRun, sequence: Sequence, policy: Policy): void {
    if (run.status !== 'running') return
    const { store } = this.#parts
    const wish = readRunStop(join(store.folder, run.runId))
    run.stoppedGroups = wish.groups
    const spent = this.#budgets.overspent(run.runId, policy, this.#holds.nowMs)
    if (!wish.all && spent === undefined) return
    for (const place of store.attemptsOf(run.runId)) {
      const folder = store.folderOf(place)
      if (!isOver(folder)) requestStop(folder)
    }
    this.#endStopped(run, sequence, spent ?? 'The run was stopped.')
  }

  /** The run starts nothing more, for the reason given; what it has started goes on. */
  #endStopped(run: DrivenRun, sequence: Sequence, message: string): void {
    run.status = 'stopped'
    run.message = message
    this.#parts.active.close(run.runId)
    this.#announce(run, sequence)
  }

  #findHolds(sequence: Sequence, policy: Policy): Holds {
    const nowMs = this.#parts.now()
    return { nowMs, steps: findHolds(sequence, policy, this.#parts.store, nowMs) }
  }

  /** In how many milliseconds a step of a run may start again; undefined when none waits for a time. */
  get nextMs(): number | undefined {
    if (![...this.#runs.values()].some((run) => run.status === 'running')) return undefined
    const { nowMs, steps } = this.#holds
    const times = [...steps.values()].map(({ atMs }) => atMs).filter((atMs) => atMs > nowMs)
    return times.length === 0 ? undefined : Math.min(...times) - nowMs
  }

  async #startNext(run: DrivenRun, sequence: Sequence, policy: Policy): Promise<Result<Sequence>> {
    let current = sequence
    const told = run.told
    for (const steps of inBatches(nextStarts(sequence, run, policy, this.#holds))) {
      const begun = await this.#startBatch(run, steps, policy)
      if (!begun.ok && begun.failure.code === 'IO') {
        this.#endStopped(run, current, begun.failure.message)
        return ok(current)
      }
      if (!begun.ok) return begun
      current = begun.value ?? current
    }
    const isHoldNew = this.#tellHolds(run, current) !== told
    if (current !== sequence || isHoldNew) this.#announce(run, current)
    return ok(current)
  }

  async #startBatch(
    run: DrivenRun,
    steps: readonly Step[],
    policy: Policy,
    ends: readonly SeenEnd[] = [],
  ): Promise<Result<Sequence | undefined>> {
    const { starter, onStarted } = this.#parts
    const prepared: PreparedStart[] = []
    for (const step of steps) {
      const attempt = run.started.has(step.id) ? this.#nextAttempt(run.runId, step.id) : 1
      run.started.add(step.id)
      const place = { runId: run.runId, stepId: step.id, attempt }
      const terms = { policy, confirmed: run.confirmed }
      const start = await starter.prepare(step, place, terms)
      if (!start.ok) {
        for (const other of prepared) starter.discard(other)
        return start
      }
      prepared.push(start.value)
    }
    return starter.begin(prepared, onStarted, ends)
  }

  /** Notes what the run's steps wait for by time; gives it as one text, to see when it changes. */
  #tellHolds(run: DrivenRun, sequence: Sequence): string {
    if (this.#holds.steps.size === 0 && run.told === '') return ''
    run.told = JSON.stringify(waitingSteps(sequence, run, this.#holds))
    return run.told
  }

  #nextAttempt(runId: string, stepId: string): number {
    const attempts = this.#parts.store.attemptsOf(runId).filter((place) => place.stepId === stepId)
    return Math.max(0, ...attempts.map(({ attempt }) => attempt)) + 1
  }

  #noteEnd(run: DrivenRun, sequence: Sequence, policy: Policy): void {
    if (hasLiveSteps(sequence, run) || awaitsPerson(sequence, run)) return
    if (awaitsTurn(sequence, run, policy, this.#holds)) return
    run.status = 'finished'
    this.#parts.active.close(run.runId)
    this.#announce(run, sequence)
  }

  #announce(run: DrivenRun, sequence: Sequence): void {
    this.#parts.listeners.emit({
      type: 'run.changed',
      data: runStateOf(run, sequence, this.#holds),
    })
  }

  /** Starts nothing more; gives the folders of all attempts that belong to runs of this process. */
  stopAll(): string[] {
    for (const run of this.#runs.values()) run.status = 'stopped'
    return [...this.#runs.keys()]
      .flatMap((runId) => this.#parts.store.attemptsOf(runId))
      .map((place) => this.#parts.store.folderOf(place))
  }

  /** Gives up driving: for runs that were stopped. */
  closeAll(): void {
    for (const run of this.#runs.values()) this.#parts.active.close(run.runId)
  }
}
