import { existsSync, type FSWatcher, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateFolder } from '../local/durable-file.ts'
import type { Workspace } from '../local/workspace.ts'
import { STATUS_FILE } from '../runner/attempt-folder.ts'

/** A look at everything is taken this often even when no file event came, since events can be lost. */
const LOOK_EVERY_MS = 1000

/** Names of files that the product writes itself all the time and that change no plan. */
const NO_NEWS = /^(audit\.log.*|runs|state|\..*|.*\.pub)$/

/** `onChange` gets the name of what changed, where the system tells it. */
function watchFolder(folder: string, onChange: (name: string | null) => void): FSWatcher {
  const watcher = watch(folder, { persistent: false }, (_, name) => onChange(name))
  // A folder that is removed or a full table of watches ends this watcher; the timer goes on.
  watcher.on('error', () => watcher.close())
  return watcher
}

/** How far an attempt has come: the one thing of its record that a look is worth. */
function statusIn(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, STATUS_FILE), 'utf8')).status
  } catch {
    return undefined // not there yet, or gone: a look will tell
  }
}

interface Followed {
  readonly folder: string
  readonly watcher: FSWatcher
  status: unknown
}

/** Who is told of changes. */
export interface WatchListener {
  /** sequence.yaml, the policy or the revision chain has changed. */
  readonly onPlan: () => void
  /** A live attempt has come further. */
  readonly onAttempt: (stepId: string) => void
  /** Anything may have changed: told every second, since file events can be lost. */
  readonly onTime: () => void
}

/** Tells when sequence.yaml, the policy, the revision chain or a live attempt's status changes. */
export class WorkspaceWatch {
  readonly #listener: WatchListener
  readonly #fixed: readonly FSWatcher[]
  readonly #attempts = new Map<string, Followed>()
  readonly #timer: NodeJS.Timeout

  constructor(workspace: Workspace, listener: WatchListener) {
    this.#listener = listener
    const chain = join(workspace.stateFolder, 'rev')
    ensurePrivateFolder(chain)
    this.#fixed = [workspace.folder, chain].map((folder) =>
      watchFolder(folder, (name) => {
        if (name === null || !NO_NEWS.test(name)) listener.onPlan()
      }),
    )
    // Watching keeps no process alive: who waits for something does.
    this.#timer = setInterval(() => listener.onTime(), LOOK_EVERY_MS).unref()
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
      const watcher = watchFolder(folder, (name) => {
        if (name === null || name === STATUS_FILE) this.#heed(stepId)
      })
      this.#attempts.set(stepId, { folder, watcher, status: undefined })
      // The attempt may have ended between the last look and the watch.
      this.#listener.onAttempt(stepId)
    }
  }

  /** Passes a change on, unless it was only a heartbeat: hundreds of runners have one every other second. */
  #heed(stepId: string): void {
    const attempt = this.#attempts.get(stepId)
    if (!attempt) return
    const status = statusIn(attempt.folder)
    const isBeat = status !== undefined && status === attempt.status
    attempt.status = status
    if (!isBeat) this.#listener.onAttempt(stepId)
  }

  /** Ends watching. */
  close(): void {
    clearInterval(this.#timer)
    for (const watcher of this.#fixed) watcher.close()
    this.follow(new Map())
  }
}
