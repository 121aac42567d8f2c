import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Effect } from '../../shared/actions/define.ts'
import { fail } from '../../shared/failure.ts'
import type { RunState, SessionState } from '../../shared/protocol/state.ts'
import { ok, type Result } from '../../shared/result.ts'
import { awaitsPerson, hasLiveSteps, nextStarts } from '../../shared/runs/plan.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import { type Executor, hasEnded, type RunRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { Caller, Door } from '../local/commit-actions.ts'
import { newRunId } from '../local/ids.ts'
import { endAttempts, isOver, requestStop } from '../runner/end-attempts.ts'
import type { AttemptHost } from '../runner/host.ts'
import { ActiveRuns } from './active-runs.ts'
import { Announcer } from './announcer.ts'
import { AttemptStarter } from './attempt-starter.ts'
import { AttemptStore } from './attempt-store.ts'
import { Reconciler } from './reconciler.ts'
import { readRunRecord } from './run-record.ts'
import { type DrivenRun, drivenRun, runStateOf } from './run-state.ts'
import { Listeners, type RuntimeListener } from './runtime-events.ts'
import { WorkspaceWatch } from './watch-workspace.ts'

/** How long a session may take to notice that its last attempt has ended, in milliseconds. */
const IDLE_PATIENCE_MS = 3000
/** How often a condition that is waited for is looked at when no event comes, in milliseconds. */
const LOOK_EVERY_MS = 1000

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
  readonly #starter: AttemptStarter
  readonly #announcer: Announcer
  readonly #runs = new Map<string, DrivenRun>()
  #host: Promise<Result<AttemptHost>> | undefined
  #session: SessionState
  #isAwake = false
  #isDirty = false
  #isClosed = false
  #mustLookAtAll = true
  readonly #changedSteps = new Set<string>()
  #watch: WorkspaceWatch | undefined

  constructor(parts: RuntimeParts) {
    const { workspace } = parts.door.parts
    this.#parts = parts
    this.store = new AttemptStore(workspace.folder)
    this.#active = new ActiveRuns(workspace.stateFolder)
    this.#reconciler = new Reconciler({
      door: parts.door,
      store: this.store,
      active: this.#active,
      isStarting: (stepId) => this.#starter.isStarting(stepId),
    })
    this.#starter = new AttemptStarter({
      door: parts.door,
      store: this.store,
      reconciler: this.#reconciler,
      host: () => this.host(),
    })
    this.#announcer = new Announcer(this.listeners, this.store)
    this.#session = { executor: parts.executor, status: 'none', busy: 0, slots: 0 }
  }

  /** How the host is doing. */
  get session(): SessionState {
    return this.#session
  }

  /** The runs that this process drives or has driven. */
  runStates(sequence: Sequence): RunState[] {
    return [...this.#runs.values()].map((run) => runStateOf(run, sequence))
  }

  /** The host; opened on first use, and opened anew after it was lost. */
  host(): Promise<Result<AttemptHost>> {
    this.#host ??= this.#openHost()
    return this.#host
  }

  async #openHost(): Promise<Result<AttemptHost>> {
    this.#noteSession({ ...this.#session, status: 'starting' })
    const opened = await this.#parts.openHost()
    if (!opened.ok) {
      this.#host = undefined
      this.#noteSession({
        ...this.#session,
        status: 'unavailable',
        message: opened.failure.message,
      })
      return opened
    }
    const host = opened.value
    host.onChange(() => {
      const state = host.state()
      if (state.status === 'lost') this.#host = undefined
      this.#noteSession(state)
      this.wake()
    })
    this.#noteSession(host.state())
    return opened
  }

  #noteSession(state: SessionState): void {
    this.#session = state
    this.listeners.emit({ type: 'session.changed', data: state })
  }

  /** Begins to watch the workspace: ends, edits and other processes' commits wake the runtime. */
  watch(): void {
    this.#watch ??= new WorkspaceWatch(this.#parts.door.parts.workspace, (stepId) =>
      this.wake(stepId),
    )
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
    this.store.createRun(record)
    this.#active.open(record.runId)
    this.#runs.set(record.runId, drivenRun(record, []))
    this.watch()
    await this.advance()
    return ok(record)
  }

  /** Stops the live attempt of a step, with all its processes; resolves when it was asked to. */
  stop(stepId: string): Result<undefined> {
    const place = this.store.newest().get(stepId)
    const record = place ? this.store.read(place) : undefined
    if (record && !record.ok) return record
    if (!place || !record?.value || hasEnded(record.value)) {
      return fail('ILLEGAL_TRANSITION', `Step "${stepId}" has no live attempt to stop.`)
    }
    requestStop(this.store.folderOf(place))
    return ok(undefined)
  }

  /** Takes over the runs whose drivers are gone and corrects what has happened meanwhile. */
  async adopt(): Promise<Result<undefined>> {
    for (const run of this.#active.list()) {
      if (this.#active.isDriven(run) || !this.#active.adopt(run)) continue
      const record = readRunRecord(this.store.folder, run.runId)
      if (!record.ok) {
        this.#active.close(run.runId)
        continue
      }
      const started = this.store.attemptsOf(run.runId).map((place) => place.stepId)
      this.#runs.set(run.runId, drivenRun(record.value, started))
    }
    this.watch()
    return this.advance()
  }

  /**
   * Asks for a look, soon: at one step's attempt, or at everything. Calls that come together make one look.
   */
  wake(stepId?: string): void {
    if (this.#isClosed) return
    if (stepId === undefined) this.#mustLookAtAll = true
    else this.#changedSteps.add(stepId)
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
        outcome = await this.#step()
      } while (this.#isDirty && outcome.ok)
      return outcome
    } finally {
      this.#isAwake = false
    }
  }

  async #step(): Promise<Result<undefined>> {
    const before = this.#parts.door.read()
    this.#announcer.announce(before)
    if (!before.ok) return before
    const only = this.#mustLookAtAll ? undefined : new Set(this.#changedSteps)
    this.#mustLookAtAll = false
    this.#changedSteps.clear()
    const corrected = await this.#reconciler.run(before.value.sequence, only)
    if (!corrected.ok) return corrected
    const now = corrected.value.length > 0 ? this.#parts.door.read() : before
    if (!now.ok) return now
    let { sequence } = now.value
    for (const run of this.#runs.values()) {
      if (run.status !== 'running') continue
      const after = await this.#startNext(run, sequence, now.value.policy)
      if (!after.ok) return after
      sequence = after.value
      this.#noteEnd(run, sequence)
    }
    this.#followLive(sequence)
    this.#announcer.announce(this.#parts.door.read())
    return ok(undefined)
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

  /** Starts what is ready; gives the sequence as it is then. */
  async #startNext(run: DrivenRun, sequence: Sequence, policy: Policy): Promise<Result<Sequence>> {
    let current = sequence
    for (const step of nextStarts(sequence, run, policy.max_concurrent)) {
      run.started.add(step.id)
      const begun = await this.#begin(run, step, policy)
      if (!begun.ok) return begun
      current = begun.value ?? current
    }
    if (current !== sequence) {
      this.listeners.emit({ type: 'run.changed', data: runStateOf(run, current) })
    }
    return ok(current)
  }

  async #begin(run: DrivenRun, step: Step, policy: Policy): Promise<Result<Sequence | undefined>> {
    const place = { runId: run.runId, stepId: step.id, attempt: 1 }
    const terms = { policy, confirmed: run.confirmed }
    return this.#starter.start(step, place, terms, () => this.wake(step.id))
  }

  #noteEnd(run: DrivenRun, sequence: Sequence): void {
    if (hasLiveSteps(sequence, run) || awaitsPerson(sequence, run) || this.#isDirty) return
    run.status = 'finished'
    this.#active.close(run.runId)
    this.listeners.emit({ type: 'run.changed', data: runStateOf(run, sequence) })
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

  /**
   * Resolves when something has come true; looked at with every event and once a second. A failure when the
   * workspace is removed: then nothing will ever happen in it.
   */
  #until(isTrue: () => boolean): Promise<Result<undefined>> {
    const { folder } = this.#parts.door.parts.workspace
    return new Promise((resolve) => {
      const finish = (result: Result<undefined>) => {
        clearInterval(timer)
        remove()
        resolve(result)
      }
      const look = () => {
        if (isTrue()) finish(ok(undefined))
        else if (!existsSync(folder)) {
          finish(fail('NOT_A_WORKSPACE', `The folder ${folder} was removed.`))
        }
      }
      // This timer also keeps the process alive while it waits.
      const timer = setInterval(look, LOOK_EVERY_MS)
      const remove = this.listeners.add(look)
      look()
    })
  }

  /** The steps that a run of this process has started so far. */
  startedBy(runId: string): string[] {
    return [...(this.#runs.get(runId)?.started ?? [])]
  }

  /** Resolves when a step is no longer RUNNING. */
  async untilNotRunning(stepId: string): Promise<Result<undefined>> {
    this.watch()
    await this.advance()
    return this.#until(() => {
      const now = this.#parts.door.read()
      const step = now.ok && now.value.sequence.steps.find((candidate) => candidate.id === stepId)
      return !now.ok || !step || stepStatus(step) !== 'RUNNING'
    })
  }

  /** Adds a listener for what happens. */
  on(listener: RuntimeListener): () => void {
    return this.listeners.add(listener)
  }

  /** Stops watching and lets go of the host; attempts live on. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#watch?.close()
    const host = await this.#host
    if (host?.ok) await host.value.close()
  }

  /**
   * Ends what this process started: stops the attempts of its runs, and the session when nothing else runs in
   * it. Attempts that others started go on.
   */
  async shutdown(): Promise<void> {
    // Not from sequence.yaml: it may be invalid right now, and what runs must end all the same.
    const live = [...this.#runs.keys()]
      .flatMap((runId) => this.store.attemptsOf(runId))
      .map((place) => this.store.folderOf(place))
      .filter((folder) => !isOver(folder))
    for (const run of this.#runs.values()) run.status = 'stopped'
    await endAttempts(live)
    await this.advance()
    for (const run of this.#runs.values()) this.#active.close(run.runId)
    const host = await this.#host
    if (host?.ok && (await isIdle(host.value))) await host.value.quit()
    await this.close()
  }
}

/** True as soon as nothing runs in the host any more; a session notices ends a moment later than their records. */
async function isIdle(host: AttemptHost): Promise<boolean> {
  const end = performance.now() + IDLE_PATIENCE_MS
  while (host.state().busy > 0 && performance.now() < end) await pause(25)
  return host.state().busy === 0
}
