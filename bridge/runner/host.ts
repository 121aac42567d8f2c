import type { SessionState } from '../../shared/protocol/state.ts'
import type { Result } from '../../shared/result.ts'
import type { Executor } from '../../shared/schema/run.ts'

/** Where attempts run. Whoever starts them may end; they live on. */
export interface AttemptHost {
  readonly kind: Executor
  /**
   * Starts the attempt whose command.json lies in the folder. Resolves when a runner has taken it, so that
   * status.json is there; waits its turn while no slot is free. An attempt is run once: a second start fails
   * with ALREADY_RUNNING.
   */
  start(attemptFolder: string): Promise<Result<void>>
  /** How the host is doing now. */
  state(): SessionState
  /** Calls the listener whenever the state has changed, until the function that it gives is called. */
  onChange(listener: () => void): () => void
  /** The rows of the host's screen, as text; none when it has no screen. */
  screen(): Promise<readonly string[]>
  /** Brings the pane of an attempt up on the screen; without a folder the empty one. Absent without a screen. */
  select?(attemptFolder: string | undefined): Promise<Result<void>>
  /** Lets go of the host. Its attempts live on. */
  close(): Promise<void>
  /** Ends the host with all its attempts. */
  quit(): Promise<void>
}
