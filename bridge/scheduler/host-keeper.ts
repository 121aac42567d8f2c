import { setTimeout as pause } from 'node:timers/promises'
import type { SessionState } from '../../shared/protocol/state.ts'
import type { Result } from '../../shared/result.ts'
import type { Executor } from '../../shared/schema/run.ts'
import type { AttemptHost } from '../runner/host.ts'
import type { Listeners } from './runtime-events.ts'

/** How long a session may take to notice that its last attempt has ended, in milliseconds. */
const IDLE_PATIENCE_MS = 3000

/** What keeping a host needs. */
export interface HostKeeperParts {
  readonly executor: Executor
  readonly openHost: () => Promise<Result<AttemptHost>>
  readonly listeners: Listeners
  /** Called when the host was lost or is there again. */
  readonly onChange: () => void
}

/** The one host of a runtime: opened on first use, and opened anew after it was lost. */
export class HostKeeper {
  readonly #parts: HostKeeperParts
  #host: Promise<Result<AttemptHost>> | undefined
  #state: SessionState

  constructor(parts: HostKeeperParts) {
    this.#parts = parts
    this.#state = { executor: parts.executor, status: 'none', busy: 0, slots: 0 }
  }

  /** How the host is doing. */
  get state(): SessionState {
    return this.#state
  }

  /** The host; fails when it can't be opened. */
  get(): Promise<Result<AttemptHost>> {
    this.#host ??= this.#open()
    return this.#host
  }

  async #open(): Promise<Result<AttemptHost>> {
    this.#note({ ...this.#state, status: 'starting' })
    const opened = await this.#parts.openHost()
    if (!opened.ok) {
      this.#host = undefined
      this.#note({ ...this.#state, status: 'unavailable', message: opened.failure.message })
      return opened
    }
    const host = opened.value
    host.onChange(() => {
      const state = host.state()
      const hasTurned = state.status !== this.#state.status
      if (state.status === 'lost') this.#host = undefined
      this.#note(state)
      // That a slot was taken or freed says nothing that the attempt's own record does not.
      if (hasTurned) this.#parts.onChange()
    })
    this.#note(host.state())
    return opened
  }

  #note(state: SessionState): void {
    this.#state = state
    this.#parts.listeners.emit({ type: 'session.changed', data: state })
  }

  /** Ends the host when nothing runs in it any more: attempts that others started go on. */
  async quitIfIdle(): Promise<void> {
    const host = await this.#host
    if (host?.ok && (await isIdle(host.value))) await host.value.quit()
  }

  /** Lets go of the host; its attempts live on. */
  async close(): Promise<void> {
    const host = await this.#host
    if (host?.ok) await host.value.close()
  }
}

/** True as soon as nothing runs in the host any more; a session notices ends a moment later than their records. */
async function isIdle(host: AttemptHost): Promise<boolean> {
  const end = performance.now() + IDLE_PATIENCE_MS
  while (host.state().busy > 0 && performance.now() < end) await pause(25)
  return host.state().busy === 0
}
