import { existsSync, type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateFolder } from '../local/durable-file.ts'
import type { Workspace } from '../local/workspace.ts'

/** A look at everything is taken this often even when no file event came, since events can be lost. */
const LOOK_EVERY_MS = 1000

function watchFolder(folder: string, onChange: () => void): FSWatcher {
  const watcher = watch(folder, { persistent: false }, onChange)
  // A folder that is removed or a full table of watches ends this watcher; the timer goes on.
  watcher.on('error', () => watcher.close())
  return watcher
}

/** Tells when sequence.yaml, the policy, the revision chain or a live attempt's folder changes. */
export class WorkspaceWatch {
  readonly #onChange: (stepId?: string) => void
  readonly #fixed: readonly FSWatcher[]
  readonly #attempts = new Map<string, { folder: string; watcher: FSWatcher }>()
  readonly #timer: NodeJS.Timeout

  /** `onChange` gets the id of the step whose attempt changed, or nothing when anything may have. */
  constructor(workspace: Workspace, onChange: (stepId?: string) => void) {
    this.#onChange = onChange
    const chain = join(workspace.stateFolder, 'rev')
    ensurePrivateFolder(chain)
    this.#fixed = [workspace.folder, chain].map((folder) => watchFolder(folder, () => onChange()))
    // Watching keeps no process alive: who waits for something does.
    this.#timer = setInterval(() => onChange(), LOOK_EVERY_MS).unref()
  }

  /** Watches exactly these attempts' folders from now on (step id to folder). */
  follow(live: ReadonlyMap<string, string>): void {
    for (const [stepId, { folder, watcher }] of this.#attempts) {
      if (live.get(stepId) === folder) continue
      watcher.close()
      this.#attempts.delete(stepId)
    }
    for (const [stepId, folder] of live) {
      if (this.#attempts.has(stepId) || !existsSync(folder)) continue
      const watcher = watchFolder(folder, () => this.#onChange(stepId))
      this.#attempts.set(stepId, { folder, watcher })
      // The attempt may have ended between the last look and the watch.
      this.#onChange(stepId)
    }
  }

  /** Ends watching. */
  close(): void {
    clearInterval(this.#timer)
    for (const watcher of this.#fixed) watcher.close()
    this.follow(new Map())
  }
}
