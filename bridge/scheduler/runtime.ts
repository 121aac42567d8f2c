import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Effect } from '../../shared/actions/define.ts'
import { fail } from '../../shared/failure.ts'
import type { RunState, SessionState } from '../../shared/protocol/state.ts'
import { ok, type Result } from '../../shared/result.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { Executor, RunRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { Caller, Door } from '../local/commit-actions.ts'
import { newRunId } from '../local/ids.ts'
import { ioFailure } from '../local/io-failure.ts'
import type { Plan } from '../local/read-plan.ts'
import { endAttempts, isOver, requestStop } from '../runner/end-attempts.ts'
import type { AttemptHost } from '../runner/host.ts'
import { ActiveRuns } from './active-runs.ts'
import { Announcer } from './announcer.ts'
import { AttemptStarter } from './attempt-starter.ts'
import { AttemptStore } from './attempt-store.ts'
import { GateEvidence } from './gate-evidence.ts'
import { HostKeeper } from './host-keeper.ts'
import { Reconciler } from './reconciler.ts'
import { reopenStaleGates } from './reopen-gates.ts'
import { RunDriver } from './run-driver.ts'
import { runStateOf } from './run-state.ts'
import { requestRunStop } from './run-stops.ts'
import { Listeners, type RuntimeListener } from './runtime-events.ts'
import { until } from './until.ts'
import { WorkspaceWatch } from './watch-workspace.ts'

/** Timers of more than 24 days end at once; a look in between does no harm. */
const LONGEST_TIMER_MS = 86_400_000

/** What a runtime is made of. */
export interface RuntimeParts {
  readonly door: Door
  readonly executor: Executor
  /** Opens the host on first use. */
  readonly openHost: () => Promise<Result<AttemptHost>>
}

/** Who asked for a run, on which revision, and whether a person confirmed it. */
export interface RunRequest {
  readonly caller: Caller
  readonly revision: string
  readonly confirmed: boolean
}

type RunEffect = Extract<Effect, { effect: 'run' }>

/**
 * Drives runs: starts what is ready, notices ends, releases dependants, and makes records agree with live
 * processes. Several runtimes may work on one repository: each start and each end is a commit that only one
 * of them can win.
 */
export class Runtime {
  readonly store: AttemptStore
  readonly listeners = new Listeners()
  readonly #parts: RuntimeParts
  readonly #active: ActiveRuns
  readonly #reconciler: Reconciler
  readonly #announcer: Announcer
  readonly #evidence: GateEvidence
  readonly #host: HostKeeper
  readonly #runs: RunDriver
  #isAwake = false
  #isDirty = false
  #isClosed = false
  #mustLookAtAll = true
  readonly #changedSteps = new Set<string>()
  #watch: WorkspaceWatch | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(parts: RuntimeParts) {
    const { door, executor, openHost } = parts
    const { workspace } = door.parts
    const { listeners } = this
    this.#parts = parts
    this.store = new AttemptStore(workspace.folder)
    const { store } = this
    this.#host = new HostKeeper({ executor, openHost, listeners, onChange: () => this.wake() })
    const active = new ActiveRuns(workspace.stateFolder)
    this.#active = active
    const starting = new Set<string>()
    const isStarting = (stepId: string) => starting.has(stepId)
    const reconciler = new Reconciler({ door, store, active, isStarting })
    this.#reconciler = reconciler
    const host = () => this.#host.get()
    const starter = new AttemptStarter({ door, store, reconciler, starting, host })
    const onStarted = (stepId: string) => this.wake(stepId)
    const now = () => Date.now()
    this.#runs = new RunDriver({ store, active, starter, listeners, now, onStarted })
    this.#announcer = new Announcer(listeners, store)
    this.#evidence = new GateEvidence(workspace.root, store)
  }

  /** How the host is doing. */
  get session(): SessionState {
    return this.#host.state
  }

  /** The runs that this process drives or has driven. */
  runStates(sequence: Sequence): RunState[] {
    return this.#runs.states(sequence)
  }

  /** The host; opened on first use, and opened anew after it was lost. */
  host(): Promise<Result<AttemptHost>> {
    return this.#host.get()
  }

  /** Begins to watch the workspace: ends, edits and other processes' commits wake the runtime. */
  watch(): void {
    this.#watch ??= new WorkspaceWatch(this.#parts.door.parts.workspace, {
      onPlan: () => this.#ask(),
      onAttempt: (stepId) => this.wake(stepId),
      onTime: () => this.wake(),
    })
  }

  /** Starts a run. The commit that allowed it has been made; `asked` says by whom and how. */
  async start(effect: RunEffect, asked: RunRequest): Promise<Result<RunRecord>> {
    const record: RunRecord = {
      runId: newRunId(),
      scope: effect.scope,
      targets: [...effect.targets],
      actor: asked.caller.actor,
      executor: this.#parts.executor,
      revision: asked.revision,
      confirmed: asked.confirmed,
      startTime: this.#parts.door.parts.workspace.now(),
    }
    const host = await this.host()
    if (!host.ok) return host
    try {
      this.#runs.open(record)
    } catch (cause) {
      return ioFailure(cause, this.store.folder)
    }
    this.watch()
    await this.advance()
    return ok(record)
  }

  /** Stops the live attempt of a step, with all its processes; resolves when it was asked to. */
  stop(stepId: string): Result<undefined> {
    const live = this.store.live(stepId)
    if (!live.ok) return live
    requestStop(this.store.folderOf(live.value))
    return ok(undefined)
  }

  /**
   * Stops runs, whoever drives them: their live attempts with all processes, and whatever they would start
   * next; only a group's when one is named.
   */
  stopRuns(stepIds: readonly string[], groupId: string | undefined): Result<undefined> {
    for (const { runId } of this.#active.list()) {
      requestRunStop(join(this.store.folder, runId), groupId)
    }
    this.wake()
    for (const stepId of stepIds) {
      const stopped = this.stop(stepId)
      // One that has ended meanwhile needs no stop.
      if (!stopped.ok && stopped.failure.code !== 'ILLEGAL_TRANSITION') return stopped
    }
    return ok(undefined)
  }

  /** Takes over the runs whose drivers are gone and corrects what has happened meanwhile. */
  async adopt(): Promise<Result<undefined>> {
    this.#runs.adoptAll()
    this.watch()
    return this.advance()
  }

  /**
   * Asks for a look, soon: at one step's attempt, or at everything. Calls that come together make one look.
   */
  wake(stepId?: string): void {
    if (stepId === undefined) this.#mustLookAtAll = true
    else this.#changedSteps.add(stepId)
    this.#ask()
  }

  /** Asks for a look at the plan, and at the attempts that are known to have changed. */
  #ask(): void {
    if (this.#isClosed) return
    this.#isDirty = true
    if (!this.#isAwake) void this.advance()
  }

  /** Looks at everything until nothing is left to do right now. */
  async advance(): Promise<Result<undefined>> {
    if (this.#isAwake) {
      this.#isDirty = true
      return ok(undefined)
    }
    this.#isAwake = true
    try {
      let outcome: Result<undefined>
      do {
        this.#isDirty = false
        outcome = await this.#look()
        // Clients are answered between two looks, however much happens; and what comes together is seen together.
        await nextTurn()
      } while (this.#isDirty && outcome.ok)
      return outcome
    } catch (cause) {
      // A workspace that is being removed or can't be read right now is no bug: the next look tries again.
      return ioFailure(cause, this.#parts.door.parts.workspace.folder)
    } finally {
      this.#isAwake = false
    }
  }

  async #look(): Promise<Result<undefined>> {
    const before = this.#parts.door.read()
    this.#announcer.announce(before)
    if (!before.ok) return before
    const only = this.#mustLookAtAll ? undefined : new Set(this.#changedSteps)
    this.#mustLookAtAll = false
    this.#changedSteps.clear()
    const reopened = only
      ? ok(0)
      : await reopenStaleGates(this.#evidence, this.#parts.door, before.value)
    if (!reopened.ok) return reopened
    const ended = await this.#recordEnds(before.value, only)
    if (!ended.ok) return ended
    const isNew = ended.value + reopened.value > 0
    const now = isNew ? this.#parts.door.read() : before
    if (!now.ok) return now
    const { sequence, policy } = now.value
    const after = await this.#runs.advance(sequence, policy, () => this.#isDirty)
    if (!after.ok) return after
    this.#followLive(after.value)
    this.#wakeIn(this.#runs.nextMs)
    // What came meanwhile from elsewhere asks for a look of its own.
    if (after.value !== before.value.sequence) this.#announcer.announce(this.#parts.door.read())
    return ok(undefined)
  }

  /** Records what has ended, with what starts because of it; gives how many steps that were. */
  async #recordEnds(now: Plan, only: ReadonlySet<string> | undefined): Promise<Result<number>> {
    const { sequence, policy } = now
    const found = await this.#reconciler.find(sequence, policy, only)
    if (!found.ok || found.value.length === 0) return found.ok ? ok(0) : found
    const ends = found.value
    const started = await this.#runs.startAfter(ends, sequence, policy)
    if (!started.ok) return started
    const recorded = started.value ? ok(undefined) : await this.#reconciler.record(ends)
    return recorded.ok ? ok(ends.length) : recorded
  }

  /** Takes the next look when a step may start again. */
  #wakeIn(ms: number | undefined): void {
    clearTimeout(this.#timer)
    if (ms === undefined) return
    this.#timer = setTimeout(() => this.wake(), Math.min(ms, LONGEST_TIMER_MS)).unref()
  }

  #followLive(sequence: Sequence): void {
    const newest = this.store.newest()
    const live = new Map<string, string>()
    for (const step of sequence.steps) {
      const place = stepStatus(step) === 'RUNNING' ? newest.get(step.id) : undefined
      if (place) live.set(step.id, this.store.folderOf(place))
    }
    this.#watch?.follow(live)
  }

  /** Resolves when a run of this process has ended, with what it left undone. */
  async finished(runId: string): Promise<Result<RunState>> {
    const run = this.#runs.get(runId)
    if (!run) return fail('RUN_NOT_FOUND', `This process does not drive a run ${runId}.`)
    const ended = await this.#until(() => run.status !== 'running')
    if (!ended.ok) return ended
    const now = this.#parts.door.read()
    return now.ok ? ok(runStateOf(run, now.value.sequence)) : now
  }

  #until(isTrue: () => boolean, timeoutMs?: number): Promise<Result<undefined>> {
    const { folder } = this.#parts.door.parts.workspace
    return until(isTrue, { listeners: this.listeners, workspaceFolder: folder, timeoutMs })
  }

  /** The steps that a run of this process has started so far. */
  startedBy(runId: string): string[] {
    return [...(this.#runs.get(runId)?.started ?? [])]
  }

  /** Resolves when a step is no longer RUNNING. */
  async untilNotRunning(stepId: string): Promise<Result<undefined>> {
    return this.#untilNone([stepId], (step) => stepStatus(step) === 'RUNNING')
  }

  /**
   * Resolves when none of these steps runs or may still start by itself: each has ended, waits for a person, or
   * belongs to no run that somebody drives. A failure with TIMEOUT when that takes longer than `timeoutMs`.
   */
  async untilSettled(stepIds: readonly string[], timeoutMs?: number): Promise<Result<undefined>> {
    const isOpen = (step: Step) => {
      const status = stepStatus(step)
      if (status === 'RUNNING') return true
      return (status === 'READY' || status === 'BLOCKED') && this.#active.hasDriven()
    }
    return this.#untilNone(stepIds, isOpen, timeoutMs)
  }

  async #untilNone(
    stepIds: readonly string[],
    isOpen: (step: Step) => boolean,
    timeoutMs?: number,
  ): Promise<Result<undefined>> {
    this.watch()
    await this.advance()
    return this.#until(() => {
      const now = this.#parts.door.read()
      if (!now.ok) return true
      return !now.value.sequence.steps.some((step) => stepIds.includes(step.id) && isOpen(step))
    }, timeoutMs)
  }

  /** Adds a listener for what happens. */
  on(listener: RuntimeListener): () => void {
    return this.listeners.add(listener)
  }

  /** Stops watching and lets go of the host; attempts live on. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#watch?.close()
    await this.#host.close()
  }

  /**
   * Ends what this process started: stops the attempts of its runs, and the session when nothing else runs in
   * it. Attempts that others started go on.
   */
  async shutdown(): Promise<void> {
    // Not from sequence.yaml: it may be invalid right now, and what runs must end all the same.
    await endAttempts(this.#runs.stopAll().filter((folder) => !isOver(folder)))
    await this.advance()
    this.#runs.closeAll()
    await this.#host.quitIfIdle()
    await this.close()
  }
}
