import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fail } from '../../shared/failure.ts'
import type { SessionState } from '../../shared/protocol/state.ts'
import { ok, type Result } from '../../shared/result.ts'
import { withoutIdentity } from './agent/environment.ts'
import { readCommand, readRecord } from './attempt-folder.ts'
import { endAttempts } from './end-attempts.ts'
import type { AttemptHost } from './host.ts'

/** How often a start looks whether the runner has taken the attempt, in milliseconds. */
const LOOK_EVERY_MS = 10
/** How long a runner may take until it has, in milliseconds. */
const START_PATIENCE_MS = 20_000
const MAX_WORDS_BYTES = 4096

/** What a direct host needs to know. */
export interface DirectHostOptions {
  /** Program and arguments that start the runner; the attempt's folder is added. */
  readonly runnerCommand: readonly string[]
}

interface LiveRunner {
  readonly child: ChildProcess
  /** What it said on standard error before it took its attempt. */
  words: string
  hasEnded: boolean
}

/** Runs attempts as plain child processes, without mprocs. Nothing is kept that a later host would need. */
class DirectHost implements AttemptHost {
  readonly kind = 'direct'
  readonly #runnerCommand: readonly string[]
  readonly #live = new Map<string, LiveRunner>()
  readonly #listeners = new Set<() => void>()

  constructor(options: DirectHostOptions) {
    this.#runnerCommand = options.runnerCommand
  }

  async start(attemptFolder: string): Promise<Result<void>> {
    const command = readCommand(attemptFolder)
    if (!command.ok) return command
    const known = readRecord(attemptFolder)
    if (!known.ok) return known
    if (known.value || this.#live.has(attemptFolder)) {
      return fail('ALREADY_RUNNING', `The attempt in ${attemptFolder} was started before.`)
    }
    return this.#awaitTaken(attemptFolder, this.#spawn(attemptFolder))
  }

  #spawn(folder: string): LiveRunner {
    const [file = '', ...args] = this.#runnerCommand
    const child = spawn(file, [...args, folder], {
      // In a session of its own it outlives this process and its terminal.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: withoutIdentity(process.env),
      windowsHide: true,
    })
    const runner: LiveRunner = { child, words: '', hasEnded: false }
    this.#live.set(folder, runner)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (runner.words.length < MAX_WORDS_BYTES) runner.words += text
    })
    const end = (words?: string) => {
      runner.hasEnded = true
      if (words !== undefined) runner.words ||= words
      this.#live.delete(folder)
      this.#announce()
    }
    child.once('error', (cause) => end(cause.message))
    child.once('close', () => end())
    this.#announce()
    return runner
  }

  async #awaitTaken(folder: string, runner: LiveRunner): Promise<Result<void>> {
    const end = performance.now() + START_PATIENCE_MS
    while (performance.now() < end) {
      // Asked before the record is looked at: a runner that has ended wrote it before its end.
      const { hasEnded: isOver } = runner
      const record = readRecord(folder)
      if (!record.ok) return record
      if (record.value) {
        this.#letGo(runner)
        return ok(undefined)
      }
      if (isOver) {
        const words = runner.words.trim() || 'it gave no reason'
        return fail('RUNTIME_UNAVAILABLE', `The runner could not take the attempt: ${words}`)
      }
      await delay(LOOK_EVERY_MS)
    }
    runner.child.kill('SIGKILL')
    return fail(
      'RUNTIME_UNAVAILABLE',
      `The runner did not take the attempt within ${START_PATIENCE_MS} ms.`,
    )
  }

  /** From here on the runner needs nobody, and nobody waits for it. */
  #letGo(runner: LiveRunner): void {
    runner.child.unref()
    runner.child.stderr?.destroy()
  }

  state(): SessionState {
    return { executor: 'direct', status: 'ready', busy: this.#live.size, slots: 0 }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #announce(): void {
    for (const listener of this.#listeners) listener()
  }

  async screen(): Promise<readonly string[]> {
    return []
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    for (const runner of this.#live.values()) this.#letGo(runner)
  }

  async quit(): Promise<void> {
    await endAttempts([...this.#live.keys()])
    await this.close()
  }
}

/** A host that runs each attempt as a plain process which survives its starter. */
export function createDirectHost(options: DirectHostOptions): AttemptHost {
  return new DirectHost(options)
}
