import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AttemptRecord } from '../../shared/schema/run.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'
import { allocateWorktree } from '../git/worktrees.ts'
import type { Door } from '../local/commit-actions.ts'
import type { AttemptHost } from '../runner/host.ts'
import type { AttemptPlace, AttemptStore } from './attempt-store.ts'
import { fusionMaterial } from './fusion-material.ts'
import { cwdOf, fallbackCommand, type PrepareContext, prepareAttempt } from './prepare-attempt.ts'
import type { Reconciler } from './reconciler.ts'

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
   * Starts one attempt of a step. Gives the sequence after the commit that made it RUNNING, or undefined when
   * another runtime started the step first. The process is started in the background; `onChange` is called
   * when it runs or could not be started.
   */
  async start(
    step: Step,
    place: AttemptPlace,
    terms: StartTerms,
    onChange: () => void,
  ): Promise<Result<Sequence | undefined>> {
    const { door, store } = this.#parts
    const { root } = door.parts.workspace
    const base = await placeFor(root, step)
    const folder = base.ok ? base.value : '.'
    const material = fusionMaterial(step, store, join(root, cwdOf(step, folder)))
    const before = this.#recordBefore(step)
    const context = { root, ...terms, before, base: folder, material }
    const prepared = base.ok ? prepareAttempt(step, place, context) : base
    const command = prepared.ok ? prepared.value : fallbackCommand(step, place, context)
    const attemptFolder = store.createAttempt(command)
    const applied = await door.apply({
      actions: [{ action: 'attempt.start', id: step.id }],
      caller: { actor: 'system', name: 'ThreadOS' },
    })
    if (!applied.ok) {
      store.forget(place)
      rmSync(attemptFolder, { recursive: true, force: true })
      const isTaken = ['ILLEGAL_TRANSITION', 'NOT_RUNNABLE', 'STEP_NOT_FOUND'].includes(
        applied.failure.code,
      )
      return isTaken ? ok(undefined) : applied
    }
    this.#parts.starting.add(step.id)
    const launched = this.#launch(place, attemptFolder, prepared.ok ? undefined : prepared.failure)
    void launched.finally(() => {
      this.#parts.starting.delete(step.id)
      onChange()
    })
    return ok(applied.value.sequence)
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
    this.#parts.reconciler.endUnstarted(place, failure)
  }

  async #startProcess(folder: string): Promise<Failure | undefined> {
    const host = await this.#parts.host()
    if (!host.ok) return host.failure
    const started = await host.value.start(folder)
    return started.ok ? undefined : started.failure
  }
}
