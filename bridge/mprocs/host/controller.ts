import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type IPty, spawn } from '@lydell/node-pty'
import { fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { withoutIdentity } from '../../runner/agent/environment.ts'
import { screenSize } from '../config.ts'
import type { Order } from '../keys.ts'
import { type ListRow, readList, Screen } from '../screen.ts'
import type { ServerAddress } from '../server-address.ts'
import type { TypedKey } from '../typed-keys.ts'
import { byKeys, byPort, type OrderWay } from './order-ways.ts'

/** How a mprocs process came to its end. Its exit code says nothing: it is 0 for every error. */
export interface MprocsExit {
  readonly signal: number | undefined
}

/** What a controller needs to know. */
export interface ControllerParts {
  /** The mprocs binary. */
  readonly binary: string
  readonly configPath: string
  /** A private folder: mprocs works in it and finds no other configuration there. */
  readonly folder: string
  readonly nonce: string
  readonly slots: number
  /** How long mprocs may take to show its list and to obey a key, in milliseconds. */
  readonly readyMs: number
  /** Where mprocs was told to open its control port: then it gets its orders there, else as keys. */
  readonly server?: ServerAddress | undefined
}

/** How long a connection to the control port may take, in milliseconds. */
const PORT_PATIENCE_MS = 2000

/** The folder in which mprocs looks for a configuration of the user's own and finds none. */
function emptyConfigFolder(folder: string): string {
  const empty = join(folder, 'xdg')
  mkdirSync(empty, { recursive: true, mode: 0o700 })
  return empty
}

/** The variables by which mprocs finds the user's own configuration. */
export const CONFIG_VARIABLES = ['XDG_CONFIG_HOME', 'APPDATA'] as const

/** One mprocs in a pseudo-terminal of ours: the only one that gives it orders, the only reader of its picture. */
export class Controller {
  readonly #parts: ControllerParts
  readonly #pty: IPty
  readonly #screen: Screen
  readonly #way: OrderWay
  readonly #listeners = new Set<() => void>()
  /** Resolves when mprocs has ended. */
  readonly exited: Promise<MprocsExit>
  #hasExited = false
  #shown = 0
  /** The list as read from the present picture. */
  #list: readonly ListRow[] | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: ControllerParts) {
    this.#parts = parts
    const size = screenSize(parts.slots)
    this.#screen = new Screen(size, () => {
      this.#list = undefined
      this.#announce()
    })
    const empty = emptyConfigFolder(parts.folder)
    const hidden = Object.fromEntries(CONFIG_VARIABLES.map((name) => [name, empty]))
    this.#pty = spawn(parts.binary, ['--config', parts.configPath], {
      ...size,
      name: 'xterm-256color',
      cwd: parts.folder,
      env: { ...withoutIdentity(process.env), ...hidden },
    })
    this.#way = parts.server
      ? byPort(parts.server, PORT_PATIENCE_MS)
      : byKeys((keys) => this.#pty.write(keys))
    // Always drained: mprocs obeys no key while its picture waits to be read.
    this.#pty.onData((data) => this.#screen.write(data))
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ signal }) => {
        this.#hasExited = true
        resolve({ signal: signal || undefined })
        this.#announce()
      })
    })
  }

  get pid(): number {
    return this.#pty.pid
  }

  get hasExited(): boolean {
    return this.#hasExited
  }

  /** Calls the listener after each change of the picture. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  #announce(): void {
    for (const listener of this.#listeners) listener()
  }

  /** The picture as rows of text. */
  rows(): string[] {
    return this.#screen.rows()
  }

  /** The list's rows; none while the picture is not ours. */
  list(): readonly ListRow[] {
    this.#list ??= readList(this.#screen.rows(), this.#parts.nonce) ?? []
    return this.#list
  }

  /** Waits until the picture, or the end of mprocs, fulfils a condition; false when the time is over. */
  async #until(isMet: () => boolean, end: number): Promise<boolean> {
    while (!isMet()) {
      if (this.#hasExited || performance.now() >= end) return false
      await this.#nextChange(end)
    }
    return true
  }

  async #nextChange(end: number): Promise<void> {
    const over = new AbortController()
    const change = new Promise<void>((resolve) => {
      const once = () => {
        this.#listeners.delete(once)
        resolve()
      }
      this.#listeners.add(once)
      over.signal.addEventListener('abort', once)
    })
    const rest = Math.max(0, end - performance.now())
    await Promise.race([change, delay(rest, undefined, { signal: over.signal }).catch(() => null)])
    over.abort()
  }

  #isSelected(row: number): boolean {
    return this.list().some((candidate) => candidate.row === row && candidate.isSelected)
  }

  /** One order at a time: the next one waits until this one is done. */
  #exclusively<T>(action: () => T | Promise<T>): Promise<T> {
    const done = this.#turn.then(action)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /** Waits until the whole list is there and mprocs obeys a key; on failure mprocs has been ended. */
  async ready(): Promise<Result<void>> {
    const end = performance.now() + this.#parts.readyMs
    const isComplete = () => this.list().length === this.#parts.slots + 1
    const isReady =
      (await this.#until(isComplete, end)) && (await this.ping(end - performance.now()))
    if (isReady) return ok(undefined)
    await this.#screen.settled()
    const why = this.#hasExited
      ? `mprocs ended at once: ${this.#lastWords()}`
      : `mprocs was not ready after ${this.#parts.readyMs} ms.`
    await this.kill()
    return fail('RUNTIME_UNAVAILABLE', why, {
      hint: 'Run with --executor direct, or see "seqctl doctor".',
    })
  }

  #lastWords(): string {
    const rows = this.rows()
      .map((row) => row.trim())
      .filter(Boolean)
    return rows.slice(-3).join(' / ') || 'it said nothing.'
  }

  /** Starts a slot's process. That it did is known only by what the runner writes. */
  async start(slot: number): Promise<void> {
    await this.#exclusively(() => this.#give(slot, [{ do: 'start' }]))
  }

  /** Types into a slot's pane, and into no other. */
  async type(slot: number, keys: readonly TypedKey[]): Promise<void> {
    const orders = keys.map((key) => ({ do: 'type', key }) as const)
    await this.#exclusively(() => this.#give(slot, orders))
  }

  /** Brings a slot's pane up, or the parked one with 0; true when the picture shows it. */
  async show(slot: number, patienceMs: number): Promise<boolean> {
    return this.#exclusively(async () => {
      this.#shown = slot
      await this.#order([{ do: 'select', row: slot }])
      return this.#until(() => this.#isSelected(slot), performance.now() + patienceMs)
    })
  }

  /** From key to picture and back: true when mprocs obeys within the time. */
  async ping(patienceMs: number): Promise<boolean> {
    return this.#exclusively(async () => {
      const end = performance.now() + patienceMs
      const other = this.#shown === 0 ? 1 : 0
      // Not waited for: the picture tells, and a mprocs that stands still takes nothing.
      void this.#order([{ do: 'select', row: other }])
      const hasMoved = await this.#until(() => this.#isSelected(other), end)
      void this.#order([{ do: 'select', row: this.#shown }])
      return hasMoved && (await this.#until(() => this.#isSelected(this.#shown), end))
    })
  }

  /** Gives orders for a row and leaves the shown one selected, all at once. */
  #give(row: number, orders: readonly Order[]): Promise<void> {
    return this.#order([{ do: 'select', row }, ...orders, { do: 'select', row: this.#shown }])
  }

  async #order(orders: readonly Order[]): Promise<void> {
    if (!this.#hasExited) await this.#way(orders)
  }

  /** Asks mprocs to end; kills it when it has not after the patience. */
  async quit(patienceMs: number): Promise<void> {
    // Not in turn: an order that waits for a frozen mprocs must not hold this up.
    const asked = this.#order([{ do: 'quit' }])
    const over = new AbortController()
    await Promise.race([
      this.exited,
      delay(patienceMs, undefined, { signal: over.signal }).catch(() => undefined),
    ])
    over.abort()
    await this.kill()
    await asked
  }

  /** Ends mprocs at once; its runners notice by the loss of their terminals. */
  async kill(): Promise<void> {
    if (this.#hasExited) return
    this.#pty.kill(process.platform === 'win32' ? undefined : 'SIGKILL')
    await this.exited
  }
}
