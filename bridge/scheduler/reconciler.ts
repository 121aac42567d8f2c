import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type AttemptFacts, correctionFor } from '../../shared/runs/reconcile.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { AttemptReason, AttemptRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { Door } from '../local/commit-actions.ts'
import { writeFileDurably } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'
import { isSameProcess, sweepMarked } from '../local/processes.ts'
import { markerOf } from '../runner/marker.ts'
import { assembleLog } from '../runner/output/assemble-log.ts'
import type { ActiveRuns } from './active-runs.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'
import { tryAfter } from './holds.ts'

const LOST_SENTENCES: Readonly<Partial<Record<AttemptReason, string>>> = {
  orphaned_process: 'The process that ran this attempt is gone; it left no last word.',
  session_lost: 'The mprocs session ended while the attempt ran.',
}

/** What reconciling needs. */
export interface ReconcilerParts {
  readonly door: Door
  readonly store: AttemptStore
  readonly active: ActiveRuns
  /** True while this process has an attempt of the step waiting for its turn or its runner. */
  readonly isStarting: (stepId: string) => boolean
}

/** Where a step stands when its attempt has ended; READY when another one follows. */
type EndStatus = 'DONE' | 'NEEDS_REVIEW' | 'FAILED' | 'READY'

/** An end that is to be recorded, as the action that does it. */
export interface SeenEnd {
  readonly action: 'attempt.end'
  readonly id: string
  readonly status: EndStatus
}

/** What a step is after this attempt, if no other follows by itself. */
function endOf(record: AttemptRecord | undefined): EndStatus {
  const status = record?.status
  return status === 'DONE' || status === 'NEEDS_REVIEW' ? status : 'FAILED'
}

/** Brings RUNNING steps in line with what their attempts and processes say. */
export class Reconciler {
  readonly #parts: ReconcilerParts

  constructor(parts: ReconcilerParts) {
    this.#parts = parts
  }

  /**
   * Looks at every RUNNING step, or only at those named, and ends what is lost. Gives the ends that are to be
   * recorded.
   */
  async find(
    sequence: Sequence,
    policy: Policy,
    only?: ReadonlySet<string>,
  ): Promise<Result<SeenEnd[]>> {
    const ends: SeenEnd[] = []
    const newest = this.#parts.store.newest()
    for (const step of sequence.steps) {
      if (stepStatus(step) !== 'RUNNING' || (only && !only.has(step.id))) continue
      const outcome = await this.#endFor(step, newest.get(step.id), policy)
      if (!outcome.ok) return outcome
      if (outcome.value) ends.push(outcome.value)
    }
    return ok(ends)
  }

  /** What is to be recorded of a step that is RUNNING; undefined while its attempt lives. */
  async #endFor(
    step: Step,
    newest: AttemptPlace | undefined,
    policy: Policy,
  ): Promise<Result<SeenEnd | undefined>> {
    const { store } = this.#parts
    const isRemoved = newest !== undefined && !existsSync(store.folderOf(newest))
    // An attempt whose folder somebody removed can leave nothing any more: it is ended, and nothing of it goes on.
    if (isRemoved) await sweepMarked(markerOf(newest), { graceMs: 0 })
    const place = isRemoved ? undefined : newest
    const settled = place ? await this.#settle(place) : ok(undefined)
    if (!settled.ok) return settled
    if (place && !settled.value) return ok(undefined)
    const isRepeated = place && tryAfter(step, place, store, policy) !== undefined
    const status = isRepeated ? 'READY' : endOf(settled.value)
    return ok({ action: 'attempt.end', id: step.id, status })
  }

  /** The record of an attempt that has ended, by itself or because it is lost; undefined while it lives. */
  async #settle(place: AttemptPlace): Promise<Result<AttemptRecord | undefined>> {
    const { store } = this.#parts
    // A status.json that can't be read was not written by a runner that ended well: the attempt is lost.
    const read = () => {
      const found = store.read(place)
      return found.ok ? found.value : undefined
    }
    const isAlive = (one: AttemptRecord) => isSameProcess(one.pid, one.pidStartedAt)
    const first = read()
    const isRunnerAlive = first !== undefined && isAlive(first)
    // A runner that is gone by now may have written its last word after we read; it writes no other.
    const record = first && !isRunnerAlive ? read() : first
    const correction = correctionFor({
      stepId: place.stepId,
      record,
      isRunnerAlive,
      ageMs: this.#ageOf(place),
      starter: this.#starterOf(place),
    })
    if (correction.kind === 'live') return ok(undefined)
    if (correction.kind === 'ended') return ok(correction.record)
    return this.endLost(place, correction.reason)
  }

  /** Milliseconds since the attempt was prepared; endless when its command.json is gone. */
  #ageOf(place: AttemptPlace): number {
    const path = join(this.#parts.store.folderOf(place), 'command.json')
    const found = statSync(path, { throwIfNoEntry: false })
    return found ? Date.now() - found.mtimeMs : Number.POSITIVE_INFINITY
  }

  #starterOf(place: AttemptPlace): AttemptFacts['starter'] {
    const { active, isStarting } = this.#parts
    if (isStarting(place.stepId)) return 'this-process'
    const driver = active.list().find((run) => run.runId === place.runId)
    const isAnother = driver !== undefined && !active.isMine(driver) && active.isDriven(driver)
    return isAnother ? 'another' : 'nobody'
  }

  /** Ends an attempt whose runner can't: kills what it left behind and writes its last status.json. */
  async endLost(place: AttemptPlace, reason: AttemptReason): Promise<Result<AttemptRecord>> {
    const known = this.#parts.store.read(place)
    const { agentPid, agentStartedAt } = (known.ok && known.value) || {}
    // Only a process that is still the same one leads its session.
    const isProved = agentPid !== undefined && isSameProcess(agentPid, agentStartedAt)
    await sweepMarked(markerOf(place), {
      graceMs: 0,
      ...(isProved ? { leader: { pid: agentPid, startedAt: agentStartedAt ?? '' } } : {}),
    })
    this.#mendLogs(place)
    return this.#writeEnd(place, reason, LOST_SENTENCES[reason] ?? 'The attempt was lost.')
  }

  #mendLogs(place: AttemptPlace): void {
    const command = this.#parts.store.readCommand(place)
    if (!command.ok || !command.value) return
    const folder = this.#parts.store.folderOf(place)
    for (const log of ['stdout.log', 'stderr.log']) {
      if (existsSync(join(folder, log))) assembleLog(folder, log, command.value.maxLogBytes)
    }
  }

  /** Writes the last status.json of an attempt that never had a runner. */
  endUnstarted(place: AttemptPlace, failure: Failure): Result<AttemptRecord> {
    const reason = failure.code === 'DENIED' ? 'policy_denied' : 'spawn_failed'
    const hint = failure.hint ? ` ${failure.hint}` : ''
    return this.#writeEnd(place, reason, `${failure.message}${hint}`)
  }

  #writeEnd(place: AttemptPlace, reason: AttemptReason, message: string): Result<AttemptRecord> {
    const { store, door } = this.#parts
    const command = store.readCommand(place)
    if (!command.ok) return command
    const before = store.read(place)
    const known = before.ok ? before.value : undefined
    const now = door.parts.workspace.now()
    const startTime = known?.startTime ?? now
    const record: AttemptRecord = {
      ...place,
      model: command.value?.model ?? 'shell',
      argv: command.value?.argv ?? ['unknown'],
      cwd: command.value?.cwd ?? '.',
      workspace: command.value?.workspace ?? 'shared',
      pid: process.pid,
      bytesOut: 0,
      bytesErr: 0,
      truncated: 0,
      redactions: 0,
      ...known,
      startTime,
      status: 'FAILED',
      reason,
      message,
      endTime: now,
      durationMs: Math.max(0, Date.parse(now) - Date.parse(startTime)),
    }
    const path = join(store.folderOf(place), 'status.json')
    try {
      writeFileDurably(path, `${JSON.stringify(record, null, 2)}\n`)
    } catch (cause) {
      return ioFailure(cause, path)
    }
    return ok(record)
  }

  /** Commits ends, those that came together as one; somebody else may have done it already, which is as good. */
  async record(ends: readonly SeenEnd[]): Promise<Result<undefined>> {
    if (ends.length === 0) return ok(undefined)
    const applied = await this.#parts.door.apply({
      actions: ends,
      caller: { actor: 'system', name: 'ThreadOS' },
    })
    if (applied.ok) return ok(undefined)
    const isDone = ['ILLEGAL_TRANSITION', 'STEP_NOT_FOUND'].includes(applied.failure.code)
    if (!isDone) return applied
    // One of several that was recorded before keeps the others from being recorded with it.
    for (const end of ends.length > 1 ? ends : []) {
      const noted = await this.record([end])
      if (!noted.ok) return noted
    }
    return ok(undefined)
  }
}
