import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import { allocateWorktree } from '../git/worktrees.ts'
import type { Door } from '../local/commit-actions.ts'
import { ioFailure } from '../local/io-failure.ts'
import type { AttemptHost } from '../runner/host.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'
import { fusionMaterial } from './fusion-material.ts'
import { cwdOf, fallbackCommand, type PrepareContext, prepareAttempt } from './prepare-attempt.ts'
import type { Reconciler, SeenEnd } from './reconciler.ts'

/** What starting attempts needs. */
export interface StarterParts {
  readonly door: Door
  readonly store: AttemptStore
  readonly reconciler: Reconciler
  /** Ids of the steps whose attempts wait for their turn or their runner; kept up to date here. */
  readonly starting: Set<string>
  readonly host: () => Promise<Result<AttemptHost>>
}

/** Under which rules an attempt starts. */
export type StartTerms = Omit<PrepareContext, 'root' | 'base' | 'before'>

/** An attempt whose folder is there and that has not begun. */
export interface PreparedStart {
  readonly place: AttemptPlace
  readonly folder: string
  /** Why it can't be run: then it is only recorded. */
  readonly refused: Failure | undefined
}

/** Refusals of a start that mean that somebody else has started, changed or removed the step. */
const TAKEN_CODES = ['ILLEGAL_TRANSITION', 'NOT_RUNNABLE', 'STEP_NOT_FOUND']

/** The folder that stands for the root: the step's own worktree, made when it has none, where it wants one. */
async function placeFor(root: string, step: Step): Promise<Result<string>> {
  return step.workspace === 'worktree' ? allocateWorktree(root, step.id) : ok('.')
}

/** Starts attempts: first the folder with its command, then the commit, then the process. */
export class AttemptStarter {
  readonly #parts: StarterParts

  constructor(parts: StarterParts) {
    this.#parts = parts
  }

  /**
   * Makes an attempt's folder with its command, and its worktree where it wants one; nothing runs yet. Fails only
   * when the folder can't be written.
   */
  async prepare(
    step: Step,
    place: AttemptPlace,
    terms: StartTerms,
  ): Promise<Result<PreparedStart>> {
    const { door, store } = this.#parts
    const { root } = door.parts.workspace
    const base = await placeFor(root, step)
    const folder = base.ok ? base.value : '.'
    const material = fusionMaterial(step, store, join(root, cwdOf(step, folder)))
    const before = this.#recordBefore(step)
    const context = { root, ...terms, before, base: folder, material }
    const prepared = base.ok ? prepareAttempt(step, place, context) : base
    const command = prepared.ok ? prepared.value : fallbackCommand(step, place, context)
    const refused = prepared.ok ? undefined : prepared.failure
    try {
      return ok({ place, folder: store.createAttempt(command), refused })
    } catch (cause) {
      this.discard({ place, folder: store.folderOf(place) })
      return ioFailure(cause, store.folderOf(place))
    }
  }

  /**
   * Starts attempts that were prepared, with one commit, which also records the ends that released them. Gives the
   * sequence after it, or undefined when other runtimes started all these steps, or recorded an end, first. The
   * processes are started in the background; `onChange` is called with a step's id when its attempt runs or could
   * not be started.
   */
  async begin(
    starts: readonly PreparedStart[],
    onChange: (stepId: string) => void,
    ends: readonly SeenEnd[] = [],
  ): Promise<Result<Sequence | undefined>> {
    const begins = starts.map(({ place }) => ({ action: 'attempt.start', id: place.stepId }))
    const applied = await this.#parts.door.apply({
      actions: [...ends, ...begins],
      caller: { actor: 'system', name: 'ThreadOS' },
    })
    if (applied.ok) {
      for (const start of starts) this.#launchInBackground(start, onChange)
      // The starts are on their way before anything else is looked at or told.
      await nextTurn()
      return ok(applied.value.sequence)
    }
    const isTaken = TAKEN_CODES.includes(applied.failure.code)
    if (isTaken && starts.length > 1 && ends.length === 0) {
      return this.#beginOneByOne(starts, onChange)
    }
    for (const start of starts) this.discard(start)
    return isTaken ? ok(undefined) : applied
  }

  /** One of several steps that another runtime started first keeps the others from starting with it. */
  async #beginOneByOne(
    starts: readonly PreparedStart[],
    onChange: (stepId: string) => void,
  ): Promise<Result<Sequence | undefined>> {
    let sequence: Sequence | undefined
    for (const [index, start] of starts.entries()) {
      const begun = await this.begin([start], onChange)
      if (!begun.ok) {
        for (const rest of starts.slice(index + 1)) this.discard(rest)
        return begun
      }
      sequence = begun.value ?? sequence
    }
    return ok(sequence)
  }

  /** Leaves nothing of an attempt that has not begun. */
  discard({ place, folder }: Pick<PreparedStart, 'place' | 'folder'>): void {
    this.#parts.store.forget(place)
    rmSync(folder, { recursive: true, force: true })
  }

  #launchInBackground(
    { place, folder, refused }: PreparedStart,
    onChange: (id: string) => void,
  ): void {
    const { starting } = this.#parts
    starting.add(place.stepId)
    void this.#launch(place, folder, refused).finally(() => {
      starting.delete(place.stepId)
      onChange(place.stepId)
    })
  }

  /** What the step's newest attempt left; undefined when it has none, or none that can be read. */
  #recordBefore(step: Step): AttemptRecord | undefined {
    const [place] = this.#parts.store.history(step.id)
    const record = place && this.#parts.store.read(place)
    return record?.ok ? record.value : undefined
  }

  async #launch(place: AttemptPlace, folder: string, refused: Failure | undefined): Promise<void> {
    const failure = refused ?? (await this.#startProcess(folder))
    if (!failure) return
    const known = this.#parts.store.read(place)
    // A runner that got far enough to say something has told it better in its own status.json.
    if (known.ok && known.value) return
    // Where that can't be written, the next look finds an attempt without a runner and ends it.
    this.#parts.reconciler.endUnstarted(place, failure)
  }

  async #startProcess(folder: string): Promise<Failure | undefined> {
    const host = await this.#parts.host()
    if (!host.ok) return host.failure
    const started = await host.value.start(folder)
    return started.ok ? undefined : started.failure
  }
}
