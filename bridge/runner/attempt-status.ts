import { join } from 'node:path'
import type { Result } from '../../shared/result.ts'
import { ok } from '../../shared/result.ts'
import type { AttemptCommand, AttemptRecord } from '../../shared/schema/run.ts'
import { errorCode, writeFileDurably } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'
import { processStartTime } from '../local/processes.ts'
import { claimAttempt, STATUS_FILE, writeHeartbeat } from './attempt-folder.ts'
import { keepReserve, spendReserve } from './reserve.ts'

/** What the runner learns about an attempt as it goes on. */
export type StatusPatch = Partial<
  Omit<AttemptRecord, 'runId' | 'stepId' | 'attempt' | 'startTime' | 'pid'>
>

/** The first status.json of an attempt. */
export function startingRecord(command: AttemptCommand, now: Date): AttemptRecord {
  const { runId, stepId, attempt, model, argv, cwd, workspace, promptSha256 } = command
  const pidStartedAt = processStartTime(process.pid)
  return {
    runId,
    stepId,
    attempt,
    status: 'STARTING',
    startTime: now.toISOString(),
    pid: process.pid,
    ...(pidStartedAt === undefined ? {} : { pidStartedAt }),
    model,
    argv,
    cwd,
    workspace,
    ...(promptSha256 === undefined ? {} : { promptSha256 }),
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
    heartbeat: now.toISOString(),
  }
}

/** status.json as its one writer keeps it. */
export class AttemptStatus {
  readonly #folder: string
  readonly #now: () => Date
  readonly #begun = performance.now()
  #record: AttemptRecord

  private constructor(folder: string, record: AttemptRecord, now: () => Date) {
    this.#folder = folder
    this.#record = record
    this.#now = now
  }

  /** Takes the attempt; undefined when another runner has it. */
  static claim(
    folder: string,
    command: AttemptCommand,
    now: () => Date,
  ): Result<AttemptStatus | undefined> {
    const record = startingRecord(command, now())
    try {
      return ok(claimAttempt(folder, record) ? new AttemptStatus(folder, record, now) : undefined)
    } catch (cause) {
      return ioFailure(cause, join(folder, STATUS_FILE))
    }
  }

  /** What status.json says now. */
  get record(): AttemptRecord {
    return this.#record
  }

  /** Keeps space for the last word; fails when there is none. */
  reserve(): Result<void> {
    try {
      keepReserve(this.#folder)
      return ok(undefined)
    } catch (cause) {
      return ioFailure(cause, this.#folder)
    }
  }

  /** Writes what has been learnt; durable when it returns. */
  write(patch: StatusPatch): Result<AttemptRecord> {
    const record = { ...this.#record, ...patch, heartbeat: this.#now().toISOString() }
    const path = join(this.#folder, STATUS_FILE)
    try {
      writeFileDurably(path, `${JSON.stringify(record, null, 2)}\n`)
    } catch (cause) {
      return ioFailure(cause, path)
    }
    this.#record = record
    return ok(record)
  }

  /** Shows that the runner lives. On a full disk it does not: that alone ends no attempt. */
  beat(patch: StatusPatch): Result<void> {
    const record = { ...this.#record, ...patch, heartbeat: this.#now().toISOString() }
    try {
      writeHeartbeat(this.#folder, record)
    } catch (cause) {
      if (errorCode(cause) === 'ENOSPC') return ok(undefined)
      return ioFailure(cause, join(this.#folder, STATUS_FILE))
    }
    this.#record = record
    return ok(undefined)
  }

  /** The last word: nothing is written to the attempt's folder after it. */
  end(
    patch: StatusPatch & { readonly status: 'DONE' | 'NEEDS_REVIEW' | 'FAILED' },
  ): Result<AttemptRecord> {
    spendReserve(this.#folder)
    const durationMs = Math.max(0, Math.round(performance.now() - this.#begun))
    return this.write({ ...patch, endTime: this.#now().toISOString(), durationMs })
  }
}
