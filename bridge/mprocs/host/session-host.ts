import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, fail } from '../../../shared/failure.ts'
import type { SessionState } from '../../../shared/protocol/state.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { writeFileDurably } from '../../local/durable-file.ts'
import type { ProcessIdentity } from '../../local/processes.ts'
import { awaitEnds, endAttempts } from '../../runner/end-attempts.ts'
import { slotName } from '../../runner/slot.ts'
import { buildConfig } from '../config.ts'
import { createToken, listenPath, removeRuntimeFolder } from '../runtime-folder.ts'
import { labelRows } from '../screen.ts'
import { publishSession, releaseClaim, retractSession } from '../session-file.ts'
import { parseTypedKeys } from '../typed-keys.ts'
import { CONFIG_VARIABLES, Controller } from './controller.ts'
import type { HostOptions } from './options.ts'
import { type ClientRequest, HostServer } from './server.ts'
import { SlotPool } from './slot-pool.ts'

/** Name of the generated configuration in the state folder. */
const CONFIG_FILE = 'mprocs.yaml'
/** How often slots are looked at even when the picture stands still, in milliseconds. */
const CHECK_EVERY_MS = 250
/** How long mprocs may take to end when it is asked to, in milliseconds. */
const QUIT_MS = 4000

/** A session: one mprocs with its slots, and the clients that it serves. */
export class SessionHost {
  readonly #options: HostOptions
  readonly #self: ProcessIdentity
  readonly #session = `threados-${randomBytes(4).toString('hex')}`
  readonly #controller: Controller
  readonly #pool: SlotPool
  readonly #server: HostServer
  #status: SessionState['status'] = 'starting'
  #message: string | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #ending: Promise<void> | undefined

  constructor(options: HostOptions, self: ProcessIdentity) {
    this.#options = options
    this.#self = self
    const slotFolder = (slot: number) => join(options.runtimeFolder, 'slots', slotName(slot))
    const configPath = join(options.stateFolder, CONFIG_FILE)
    writeFileDurably(configPath, this.#config(slotFolder))
    this.#controller = new Controller({
      binary: options.binary,
      configPath,
      folder: options.runtimeFolder,
      nonce: this.#session,
      slots: options.slots,
      readyMs: options.readyMs,
      server: options.server,
    })
    this.#pool = new SlotPool({
      slots: options.slots,
      session: this.#session,
      slotFolder,
      order: (slot) => this.#controller.start(slot),
      list: () => this.#controller.list(),
      onChange: () => this.#changed(),
    })
    this.#server = new HostServer(createToken(options.runtimeFolder), {
      state: () => this.#state(),
      handle: (request, owner) => this.#handle(request, owner),
      onClients: (left) => {
        if (left) this.#pool.dropWaiting(left)
        this.#changed()
      },
    })
  }

  #config(slotFolder: (slot: number) => string): string {
    const { slots, runnerCommand, server } = this.#options
    for (let slot = 1; slot <= slots; slot += 1) {
      mkdirSync(slotFolder(slot), { recursive: true, mode: 0o700 })
    }
    // mprocs gets other values of these, to hide the user's configuration; the runners get the user's own.
    const own = CONFIG_VARIABLES.map((name) => [name, process.env[name] ?? null] as const)
    const environment = Object.fromEntries(own)
    return buildConfig({
      nonce: this.#session,
      slots,
      runnerCommand,
      slotFolder,
      environment,
      server,
    })
  }

  /** Brings mprocs up and begins to serve. After a failure nothing is left of the session. */
  async open(): Promise<Result<void>> {
    const ready = await this.#controller.ready()
    if (!ready.ok) return ready
    const { stateFolder, runtimeFolder, server } = this.#options
    const socket = listenPath(runtimeFolder)
    await this.#server.listen(socket)
    this.#status = 'ready'
    publishSession(stateFolder, {
      pid: this.#self.pid,
      pidStartedAt: this.#self.startedAt,
      socket,
      runtimeFolder,
      session: this.#session,
      mprocsPid: this.#controller.pid,
      startedAt: new Date().toISOString(),
      ...(server ? { server: `${server.host}:${server.port}` } : {}),
    })
    this.#controller.onChange(() => this.#pool.check())
    setInterval(() => this.#pool.check(), CHECK_EVERY_MS)
    void this.#controller.exited.then(({ signal }) => {
      const how = signal === undefined ? '' : ` (signal ${signal})`
      return this.#lose(`mprocs ended unexpectedly${how}; its attempts ended with it.`)
    })
    this.#askForHealth()
    this.#changed()
    void this.#pool.standBy()
    return ok(undefined)
  }

  #state(): SessionState {
    return {
      executor: 'mprocs',
      status: this.#status,
      busy: this.#pool.busy,
      slots: this.#options.slots,
      ...(this.#message === undefined ? {} : { message: this.#message }),
    }
  }

  #changed(): void {
    this.#server.broadcast()
    clearTimeout(this.#idleTimer)
    if (this.#server.clients > 0 || this.#pool.busy > 0) return
    this.#idleTimer = setTimeout(() => void this.quit(), this.#options.idleMs)
  }

  async #handle(
    request: ClientRequest,
    owner: object,
  ): Promise<Result<{ readonly rows?: string[] }>> {
    switch (request.type) {
      case 'start': {
        const started = await this.#pool.start(request.folder, owner)
        return started.ok ? ok({}) : started
      }
      case 'select':
        return this.#select(request.folder)
      case 'type':
        return this.#type(request.folder, request.keys)
      case 'screen':
        return ok({ rows: [...labelRows(this.#controller.rows(), this.#pool.labels)] })
      case 'quit':
        await this.#endAll()
        return ok({})
    }
  }

  async #select(folder: string | undefined): Promise<Result<{ readonly rows?: string[] }>> {
    const slot = folder === undefined ? 0 : this.#pool.slotOf(folder)
    if (slot === undefined) return fail('NOT_FOUND', `No slot shows the attempt in ${folder}.`)
    const isShown = await this.#controller.show(slot, this.#options.healthPatienceMs)
    return isShown ? ok({}) : fail('TIMEOUT', 'mprocs did not bring the pane up in time.')
  }

  async #type(folder: string, text: string): Promise<Result<{ readonly rows?: string[] }>> {
    const keys = parseTypedKeys(text)
    if (!keys.ok) return keys
    const slot = this.#pool.folders().includes(folder) ? this.#pool.slotOf(folder) : undefined
    if (slot === undefined) return fail('NOT_FOUND', `No attempt of ${folder} runs here.`)
    await this.#controller.type(slot, keys.value)
    return ok({})
  }

  #askForHealth(): void {
    const { healthMs, healthPatienceMs } = this.#options
    setTimeout(async () => {
      if (this.#ending) return
      // Twice: a machine that was asleep or very busy gets a second chance.
      const isWell =
        (await this.#controller.ping(healthPatienceMs)) ||
        (await this.#controller.ping(healthPatienceMs))
      if (isWell) this.#askForHealth()
      else
        await this.#lose('mprocs does not obey any more and was ended; its attempts ended with it.')
    }, healthMs)
  }

  #closePool(failure: Failure): void {
    const { stateFolder } = this.#options
    retractSession(stateFolder, this.#session)
    releaseClaim(stateFolder, this.#self)
    this.#pool.close(failure)
  }

  /** mprocs is gone: says so, sees to it that nothing of its attempts is left, and ends the host. */
  #lose(message: string): Promise<void> {
    this.#ending ??= (async () => {
      this.#status = 'lost'
      this.#message = message
      this.#closePool({ code: 'RUNTIME_UNAVAILABLE', message })
      this.#server.broadcast()
      await this.#controller.kill()
      await awaitEnds(this.#pool.folders())
      await this.#leave()
    })()
    return this.#ending
  }

  /** Ends mprocs and all attempts; what called it still has a connection to be told on. */
  async #endAll(): Promise<void> {
    if (this.#ending) return this.#ending
    this.#ending = (async () => {
      this.#status = 'none'
      this.#closePool({ code: 'RUNTIME_UNAVAILABLE', message: 'The session is being ended.' })
      await endAttempts(this.#pool.folders())
      await this.#controller.quit(QUIT_MS)
      // Later than the answer to who asked for it.
      setImmediate(() => void this.#leave())
    })()
    return this.#ending
  }

  /** Ends the session with all its attempts. */
  async quit(): Promise<void> {
    await this.#endAll()
  }

  async #leave(): Promise<void> {
    this.#server.broadcast()
    await this.#server.close()
    removeRuntimeFolder(this.#options.runtimeFolder)
    process.exit(0)
  }
}
