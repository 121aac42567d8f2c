import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Hex } from '../../shared/hash.ts'
import { ensurePrivateFolder, errorCode, writeFileDurably } from '../local/durable-file.ts'
import { processStartTime } from '../local/processes.ts'

/** A run under way and the process that drives it. */
export interface ActiveRun {
  readonly runId: string
  readonly pid: number
  /** Tells this process from a later one with the same number. */
  readonly stamp: string
}

function stampOf(pid: number): string | undefined {
  const startedAt = processStartTime(pid)
  return startedAt === undefined ? undefined : sha256Hex(startedAt).slice(0, 12)
}

/**
 * Which process drives which run: empty files named `<runId>.<pid>.<stamp>`, so that taking over the run of a
 * dead process is one rename, which only one of several heirs can win.
 */
export class ActiveRuns {
  readonly folder: string
  readonly #self: string

  constructor(stateFolder: string) {
    this.folder = join(stateFolder, 'active')
    this.#self = `${process.pid}.${stampOf(process.pid) ?? 'self'}`
  }

  /** All runs under way, whoever drives them. */
  list(): ActiveRun[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder).flatMap((name) => {
      const match = /^([0-9A-Z]{26})\.([0-9]+)\.([0-9a-z]+)$/.exec(name)
      if (!match) return []
      return [{ runId: match[1] ?? '', pid: Number(match[2]), stamp: match[3] ?? '' }]
    })
  }

  /** True when the process that drives the run lives. */
  isDriven(run: ActiveRun): boolean {
    return this.isMine(run) || stampOf(run.pid) === run.stamp
  }

  /** True when some run will go on by itself; one whose driver was killed will not. */
  hasDriven(): boolean {
    return this.list().some((run) => this.isDriven(run))
  }

  /** True when this process drives the run. */
  isMine(run: ActiveRun): boolean {
    return `${run.pid}.${run.stamp}` === this.#self
  }

  /** Notes that this process drives a run. */
  open(runId: string): void {
    ensurePrivateFolder(this.folder)
    writeFileDurably(join(this.folder, `${runId}.${this.#self}`), '')
  }

  /** Takes over a run whose driver is gone; false when another heir was faster. */
  adopt(run: ActiveRun): boolean {
    try {
      renameSync(
        join(this.folder, `${run.runId}.${run.pid}.${run.stamp}`),
        join(this.folder, `${run.runId}.${this.#self}`),
      )
      return true
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return false
      throw cause
    }
  }

  /** Notes that a run of this process has ended. */
  close(runId: string): void {
    rmSync(join(this.folder, `${runId}.${this.#self}`), { force: true })
  }
}
