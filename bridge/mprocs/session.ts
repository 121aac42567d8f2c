import { setTimeout as delay } from 'node:timers/promises'
import { fail } from '../../shared/failure.ts'
import type { SessionState } from '../../shared/protocol/state.ts'
import { ok, type Result } from '../../shared/result.ts'
import { errorCode } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'
import { programCommand } from '../local/programs.ts'
import type { AttemptHost } from '../runner/host.ts'
import { findMprocs } from './binary.ts'
import { Connection, type ConnectionListener } from './connection.ts'
import { launchHost } from './launch-host.ts'
import { readToken, removeRuntimeFolder } from './runtime-folder.ts'
import { checkFree, type ServerAddress } from './server-address.ts'
import { isClaimed, isHosted, readSession } from './session-file.ts'

/** How often another process' session is looked for while it starts, in milliseconds. */
const LOOK_EVERY_MS = 25
/** How often the whole search is begun again: each time another process was faster, or a host just ended. */
const MAX_TRIES = 5

/** What opening a session needs. Times are in milliseconds. */
export interface SessionOptions {
  /** `.threados/state` of the workspace, absolute. */
  readonly stateFolder: string
  /** Program and arguments that start the runner. */
  readonly runnerCommand: readonly string[]
  /** Program and arguments that start the session's host; ThreadOS' own when absent. */
  readonly hostCommand?: readonly string[]
  /** Attempts that run at once; 24 when absent. Only a new session obeys. */
  readonly slots?: number
  /** A folder with a mprocs binary that comes with ThreadOS. */
  readonly vendorFolder?: string
  /** Where a new session's mprocs opens its control port; none when absent. */
  readonly server?: ServerAddress
  readonly readyMs?: number
  readonly healthMs?: number
  readonly healthPatienceMs?: number
  readonly idleMs?: number
}

/** A hosted mprocs session: an attempt host with a screen whose panes can be brought up. */
export interface MprocsSession extends AttemptHost {
  readonly kind: 'mprocs'
  /** Brings an attempt's pane up; without a folder the empty one. */
  select(attemptFolder: string | undefined): Promise<Result<void>>
  /** Types into the pane of an attempt that runs, as in `y<Enter>`. */
  type(attemptFolder: string, keys: string): Promise<Result<void>>
}

/** Connects to the session that is there; undefined when there is none that lives. */
async function connectToLive(
  options: SessionOptions,
  listener: ConnectionListener,
): Promise<Result<Connection> | undefined> {
  const session = readSession(options.stateFolder)
  if (!session) return undefined
  if (!isHosted(session)) {
    removeRuntimeFolder(session.runtimeFolder)
    return undefined
  }
  try {
    return await Connection.open(session.socket, readToken(session.runtimeFolder), listener)
  } catch (cause) {
    // The host is ending right now and has removed its folder.
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}

async function awaitOther(options: SessionOptions): Promise<void> {
  const end = performance.now() + (options.readyMs ?? READY_MS) + LOOK_EVERY_MS
  while (performance.now() < end && isClaimed(options.stateFolder)) {
    const session = readSession(options.stateFolder)
    if (session && isHosted(session)) return
    await delay(LOOK_EVERY_MS)
  }
}

/** How long mprocs may take until it is ready. */
const READY_MS = 8000

async function launch(options: SessionOptions): Promise<Result<unknown>> {
  const binary = await findMprocs({
    environment: process.env,
    vendorFolder: options.vendorFolder,
  })
  if (!binary.ok) return binary
  const { server } = options
  const free = server ? await checkFree(server) : ok(undefined)
  if (!free.ok) return free
  const outcome = await launchHost(options.hostCommand ?? programCommand('session-host'), {
    stateFolder: options.stateFolder,
    binary: binary.value.path,
    runnerCommand: [...options.runnerCommand],
    ...(server ? { server } : {}),
    slots: options.slots ?? 24,
    readyMs: options.readyMs ?? READY_MS,
    healthMs: options.healthMs ?? 5000,
    healthPatienceMs: options.healthPatienceMs ?? 8000,
    idleMs: options.idleMs ?? 600_000,
  })
  if (outcome.ok && outcome.value.outcome === 'failed') {
    return { ok: false, failure: outcome.value.failure }
  }
  return outcome
}

/** Connects to the workspace's session, and makes one when there is none. */
async function reach(
  options: SessionOptions,
  listener: ConnectionListener,
): Promise<Result<Connection>> {
  let last: Result<Connection> = fail('RUNTIME_UNAVAILABLE', 'No session could be opened.')
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const connection = await connectToLive(options, listener)
    if (connection?.ok) return connection
    last = connection ?? last
    if (isClaimed(options.stateFolder)) {
      await awaitOther(options)
      continue
    }
    const launched = await launch(options)
    if (!launched.ok) return launched
  }
  return last
}

/** The client's side of a session. It finds or makes a session anew when the one it had is lost. */
class HostedSession implements MprocsSession {
  readonly kind = 'mprocs'
  readonly #options: SessionOptions
  readonly #listeners = new Set<() => void>()
  #connection: Connection | undefined
  #opening: Promise<Result<Connection>> | undefined
  #state: SessionState
  #isLeaving = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#state = { executor: 'mprocs', status: 'none', busy: 0, slots: options.slots ?? 24 }
  }

  /** The connection, made anew when it is gone. */
  async connect(): Promise<Result<Connection>> {
    if (this.#connection && !this.#connection.isClosed) return ok(this.#connection)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #open(): Promise<Result<Connection>> {
    this.#isLeaving = false
    let own: Connection | undefined
    const opened = await reach(this.#options, {
      onState: (state) => this.#note(state),
      onClose: () => {
        if (own !== undefined && own === this.#connection) this.#noteClose()
      },
    }).catch((cause: unknown) => ioFailure(cause, this.#options.stateFolder))
    if (opened.ok) {
      own = opened.value
      this.#connection = own
      if (own.isClosed) this.#noteClose()
    } else this.#note({ ...this.#state, status: 'unavailable', message: opened.failure.message })
    return opened
  }

  #noteClose(): void {
    this.#connection = undefined
    if (this.#isLeaving || this.#state.status === 'lost') return
    const message = 'The session host has ended; its attempts ended with it.'
    this.#note({ ...this.#state, status: 'lost', busy: 0, message })
  }

  #note(state: SessionState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  async start(attemptFolder: string): Promise<Result<void>> {
    const connection = await this.connect()
    if (!connection.ok) return connection
    const answer = await connection.value.ask({ type: 'start', folder: attemptFolder })
    return answer.ok ? ok(undefined) : answer
  }

  state(): SessionState {
    return this.#state
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async screen(): Promise<readonly string[]> {
    const answer = await this.#connection?.ask({ type: 'screen' })
    return answer?.ok ? (answer.value.rows ?? []) : []
  }

  async select(attemptFolder: string | undefined): Promise<Result<void>> {
    if (!this.#connection) return fail('RUNTIME_UNAVAILABLE', 'There is no session to show.')
    const folder = attemptFolder === undefined ? {} : { folder: attemptFolder }
    const answer = await this.#connection.ask({ type: 'select', ...folder })
    return answer.ok ? ok(undefined) : answer
  }

  async type(attemptFolder: string, keys: string): Promise<Result<void>> {
    if (!this.#connection) return fail('RUNTIME_UNAVAILABLE', 'There is no session to type into.')
    const answer = await this.#connection.ask({ type: 'type', folder: attemptFolder, keys })
    return answer.ok ? ok(undefined) : answer
  }

  async close(): Promise<void> {
    this.#isLeaving = true
    this.#listeners.clear()
    this.#connection?.close()
    this.#connection = undefined
  }

  async quit(): Promise<void> {
    this.#isLeaving = true
    await this.#connection?.ask({ type: 'quit' })
    await this.close()
    this.#state = { ...this.#state, status: 'none', busy: 0 }
  }
}

/** True when the workspace has a session that lives. */
export function hasSession(stateFolder: string): boolean {
  const session = readSession(stateFolder)
  return session !== undefined && isHosted(session)
}

/**
 * Opens the workspace's mprocs session: connects to the one that runs, whoever started it, or starts one. It
 * outlives this process; only `quit`, or ten minutes without client and attempt, end it.
 */
export async function openSession(options: SessionOptions): Promise<Result<MprocsSession>> {
  const session = new HostedSession(options)
  const connected = await session.connect()
  return connected.ok ? ok(session) : connected
}
