import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import {
  type AttemptCommand,
  AttemptCommandSchema,
  type AttemptRecord,
  AttemptRecordSchema,
  hasEnded,
  RunIdSchema,
  type RunRecord,
} from '../../shared/schema/run.ts'
import { ensurePrivateFolder, writeFileDurably } from '../local/durable-file.ts'
import { FolderListing, foldersIn } from './folder-listing.ts'

/** One attempt's place. Second and later attempts of a step in the same run have folders of their own. */
export interface AttemptPlace {
  readonly runId: string
  readonly stepId: string
  readonly attempt: number
}

/** Name of an attempt's folder inside its run's. */
export function attemptFolderName(stepId: string, attempt: number): string {
  return attempt === 1 ? stepId : `${stepId}~${attempt}`
}

function placeOf(runId: string, name: string): AttemptPlace | undefined {
  const match = /^([a-z0-9-]+)(?:~([0-9]+))?$/.exec(name)
  const stepId = match?.[1]
  return stepId === undefined ? undefined : { runId, stepId, attempt: Number(match?.[2] ?? 1) }
}

/** The folder `.threados/runs`: what every attempt left. Runs and attempts only ever get added. */
export class AttemptStore {
  readonly folder: string
  readonly #newest = new Map<string, AttemptPlace>()
  readonly #seen = new Set<string>()
  readonly #runs = new FolderListing((folder) =>
    readdirSync(folder)
      .filter((name) => RunIdSchema.safeParse(name).success)
      .sort(),
  )
  readonly #attempts = new FolderListing((folder) =>
    foldersIn(folder).flatMap((name) => placeOf(basename(folder), name) ?? []),
  )

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, 'runs')
  }

  /** An attempt's folder. */
  folderOf(place: AttemptPlace): string {
    return join(this.folder, place.runId, attemptFolderName(place.stepId, place.attempt))
  }

  /** Creates a run's folder with its run.json. */
  createRun(run: RunRecord): void {
    const folder = join(this.folder, run.runId)
    ensurePrivateFolder(folder)
    writeFileDurably(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`)
  }

  /** Creates an attempt's folder with its command.json. */
  createAttempt(command: AttemptCommand): string {
    const folder = this.folderOf(command)
    ensurePrivateFolder(folder)
    writeFileDurably(join(folder, 'command.json'), `${JSON.stringify(command, null, 2)}\n`)
    this.#note(command)
    return folder
  }

  /** Forgets an attempt that was prepared and then not begun. */
  forget(place: AttemptPlace): void {
    this.#newest.delete(place.stepId)
    this.#seen.clear()
  }

  /** All runs' ids, oldest first (they are ULIDs). */
  runIds(): readonly string[] {
    return this.#runs.of(this.folder)
  }

  /** The attempts of one run. */
  attemptsOf(runId: string): readonly AttemptPlace[] {
    return this.#attempts.of(join(this.folder, runId))
  }

  /** The newest attempt of every step that ever ran. Looks only at runs that it has not seen ended. */
  newest(): ReadonlyMap<string, AttemptPlace> {
    const runIds = this.runIds()
    for (const runId of runIds) {
      if (this.#seen.has(runId)) continue
      for (const place of this.attemptsOf(runId)) this.#note(place)
    }
    // The last runs may still grow; older ones can't, since their drivers ended before newer ones began.
    for (const runId of runIds.slice(0, -50)) this.#seen.add(runId)
    return this.#newest
  }

  /** The attempt of a step that has not ended; fails when it has none. */
  live(stepId: string): Result<AttemptPlace> {
    const place = this.newest().get(stepId)
    const record = place ? this.read(place) : undefined
    if (record && !record.ok) return record
    return place && record?.value && !hasEnded(record.value)
      ? ok(place)
      : fail('ILLEGAL_TRANSITION', `Step "${stepId}" has no live attempt.`)
  }

  /** Every attempt of a step, newest first. */
  history(stepId: string): AttemptPlace[] {
    return this.runIds()
      .flatMap((runId) => this.attemptsOf(runId).filter((place) => place.stepId === stepId))
      .sort((a, b) => (a.runId === b.runId ? b.attempt - a.attempt : a.runId < b.runId ? 1 : -1))
  }

  /** An attempt's status.json; undefined while its runner has not begun. */
  read(place: AttemptPlace): Result<AttemptRecord | undefined> {
    return this.#readJson(join(this.folderOf(place), 'status.json'), (value) =>
      AttemptRecordSchema.safeParse(value),
    )
  }

  /** An attempt's command.json. */
  readCommand(place: AttemptPlace): Result<AttemptCommand | undefined> {
    return this.#readJson(join(this.folderOf(place), 'command.json'), (value) =>
      AttemptCommandSchema.safeParse(value),
    )
  }

  #note(place: AttemptPlace): void {
    const known = this.#newest.get(place.stepId)
    const isNewer =
      !known ||
      known.runId < place.runId ||
      (known.runId === place.runId && known.attempt < place.attempt)
    if (isNewer) {
      const { runId, stepId, attempt } = place
      this.#newest.set(stepId, { runId, stepId, attempt })
    }
  }

  #readJson<T>(
    path: string,
    check: (
      value: unknown,
    ) => { success: true; data: T } | { success: false; error: { message: string } },
  ): Result<T | undefined> {
    if (!existsSync(path)) return ok(undefined)
    let value: unknown
    try {
      value = JSON.parse(readFileSync(path, 'utf8'))
    } catch (cause) {
      return fail('INVALID_STATE', `${path} is damaged: ${String(cause)}`, { at: { file: path } })
    }
    const checked = check(value)
    return checked.success
      ? ok(checked.data)
      : fail('INVALID_STATE', `${path} is damaged: ${checked.error.message}`, {
          at: { file: path },
        })
  }
}
