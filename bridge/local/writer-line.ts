import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensurePrivateFolder } from './durable-file.ts'
import { isProcessAlive } from './sweep-temporaries.ts'

/** How long the first of the line may stand still before the next one goes ahead of it, in milliseconds. */
const STALL_MS = 1_000
/** Longest pause between two looks at the line. */
const LONGEST_PAUSE_MS = 60

/**
 * A waiting line of writers, `.threados/state/line`: a file each, named by time and process. It is a courtesy, not
 * a lock: the revision chain keeps what is written right, whoever writes when. But a writer that loses a race has
 * worked in vain, and of many that race at once some would lose for ever; in a line each loses once at most.
 * A file that is left behind, by a process that was killed or stopped, holds the others up for a second at most.
 */
export class WriterLine {
  readonly #folder: string
  #ticket: string | undefined

  constructor(stateFolder: string) {
    this.#folder = join(stateFolder, 'line')
  }

  /** True when nobody waits: then there is no need to stand in line. */
  isEmpty(): boolean {
    return this.#waiting().length === 0
  }

  /** Stands in line and resolves when it is this writer's turn. */
  async turn(): Promise<void> {
    const own = this.#join()
    let first: string | undefined
    let since = 0
    for (;;) {
      const waiting = this.#waiting()
      const place = waiting.indexOf(own)
      // First, or others have gone ahead because this process stood still.
      if (place <= 0) return
      const now = performance.now()
      if (waiting[0] !== first) {
        first = waiting[0]
        since = now
      } else if (first !== undefined && !mayGoOn(first, (now - since) / place)) {
        // The second in line sees a stop first; where it is gone itself, the third does, and so on.
        rmSync(join(this.#folder, first), { force: true })
        continue
      }
      await pause(Math.min(LONGEST_PAUSE_MS, 2 * place + Math.random() * 4))
    }
  }

  /** Leaves the line. */
  leave(): void {
    if (this.#ticket === undefined) return
    const file = join(this.#folder, this.#ticket)
    this.#ticket = undefined
    try {
      rmSync(file, { force: true })
    } catch {
      // What stays behind holds the others up for a second; what was written stands.
    }
  }

  #join(): string {
    if (this.#ticket !== undefined) return this.#ticket
    ensurePrivateFolder(this.#folder)
    const time = String(Date.now()).padStart(16, '0')
    const ticket = `${time}-${process.pid}-${randomBytes(4).toString('hex')}`
    closeSync(openSync(join(this.#folder, ticket), 'wx', 0o600))
    this.#ticket = ticket
    return ticket
  }

  #waiting(): string[] {
    return existsSync(this.#folder) ? readdirSync(this.#folder).sort() : []
  }
}

/** False for a writer at the head of the line that is gone, or has stood still for too long. */
function mayGoOn(ticket: string, stalledMs: number): boolean {
  return stalledMs < STALL_MS && isProcessAlive(Number(ticket.split('-')[1]))
}
