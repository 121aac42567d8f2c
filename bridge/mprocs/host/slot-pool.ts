import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { type Failure, fail } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { type AttemptCommand, hasEnded } from '../../../shared/schema/run.ts'
import { ioFailure } from '../../local/io-failure.ts'
import { sweepMarked } from '../../local/processes.ts'
import { readCommand, readRecord } from '../../runner/attempt-folder.ts'
import { isOver } from '../../runner/end-attempts.ts'
import { markerOf } from '../../runner/marker.ts'
import {
  askForStandby,
  hasTicket,
  putTicket,
  readRefusal,
  withdrawTicket,
} from '../../runner/slot.ts'
import type { ListRow } from '../screen.ts'

/** How often a start looks whether its runner has taken the attempt, in milliseconds. */
const LOOK_EVERY_MS = 10
/** A start that shows no effect is ordered again after this time, in milliseconds: tickets make that safe. */
const REPEAT_MS = 3000
/** After this time a ticket that nobody claimed is taken back, in milliseconds. */
const WITHDRAW_MS = 20_000
/** After this time a runner that claimed its ticket and says nothing is given up, in milliseconds. */
const GIVE_UP_MS = 60_000
/** A row that was up and has been down for this time had a runner that ended without a word, in milliseconds. */
const SILENT_END_MS = 1500
/** Runners that stand by: enough that a chain of short steps rarely catches up with the successors that still load. */
const STANDING_BY = 3
/** Most runners that start at the same time: more of them would only keep each other, and mprocs, waiting. */
const MAX_STARTING = Math.max(4, 2 * availableParallelism())

/** What a pool of slots works with. */
export interface SlotPoolParts {
  readonly slots: number
  readonly session: string
  readonly slotFolder: (slot: number) => string
  /** Orders mprocs to start a slot's process. */
  readonly order: (slot: number) => Promise<void>
  /** The rows of mprocs' list; none while it shows no list. */
  readonly list: () => readonly ListRow[]
  /** Called after a slot was taken or became free. */
  readonly onChange: () => void
}

interface Waiting {
  readonly folder: string
  readonly command: AttemptCommand
  /** Who asked; what waits is dropped when they leave. */
  readonly owner: object
  readonly settle: (result: Result<void>) => void
}

interface Occupied {
  readonly folder: string
  readonly command: AttemptCommand
  phase: 'starting' | 'running' | 'sweeping'
}

/**
 * The fixed slots of a session and the attempts in them. Starts wait in order while no slot is free; a slot is
 * free again when its attempt has ended and its row is down.
 */
export class SlotPool {
  readonly #parts: SlotPoolParts
  readonly #occupied = new Map<number, Occupied>()
  /** The last attempt of each slot, for the list's labels. */
  readonly #labels = new Map<number, string>()
  readonly #slotOf = new Map<string, number>()
  /** Slots with a runner that has loaded everything and waits for its ticket. */
  readonly #standby = new Set<number>()
  #waiting: Waiting[] = []
  #closed: Failure | undefined

  constructor(parts: SlotPoolParts) {
    this.#parts = parts
  }

  /** Slots that are not free. */
  get busy(): number {
    return this.#occupied.size
  }

  /** The folders of the attempts that are in slots. */
  folders(): string[] {
    return [...this.#occupied.values()].map(({ folder }) => folder)
  }

  /** What each slot that was ever used shows in the list. */
  get labels(): ReadonlyMap<number, string> {
    return this.#labels
  }

  /** The slot that an attempt runs in, or was the last to run in. */
  slotOf(folder: string): number | undefined {
    return this.#slotOf.get(folder)
  }

  /** Starts an attempt in the next free slot; resolves when a runner has taken it. */
  async start(folder: string, owner: object): Promise<Result<void>> {
    const command = readCommand(folder)
    if (!command.ok) return command
    if (this.#closed) return { ok: false, failure: this.#closed }
    const isKnown =
      this.folders().includes(folder) || this.#waiting.some((job) => job.folder === folder)
    if (isKnown) return alreadyStarted(folder)
    return new Promise((settle) => {
      this.#waiting.push({ folder, command: command.value, owner, settle })
      this.#assign()
    })
  }

  /** Forgets the starts that still wait and that this owner asked for. */
  dropWaiting(owner: object): void {
    const dropped = this.#waiting.filter((job) => job.owner === owner)
    this.#waiting = this.#waiting.filter((job) => job.owner !== owner)
    for (const job of dropped) job.settle(fail('INTERRUPTED', 'Who asked for the start has left.'))
  }

  /** Takes no more starts; those that wait fail. */
  close(failure: Failure): void {
    this.#closed = failure
    for (const job of this.#waiting) job.settle({ ok: false, failure })
    this.#waiting = []
  }

  /** Frees the slots whose attempts are over. To be called whenever the list may have changed. */
  check(): void {
    const rows = new Map(this.#parts.list().map((row) => [row.row, row]))
    for (const [slot, occupied] of this.#occupied) {
      if (occupied.phase !== 'running' || rows.get(slot)?.isUp !== false) continue
      if (isOver(occupied.folder)) void this.#free(slot, occupied)
    }
  }

  async #free(slot: number, occupied: Occupied): Promise<void> {
    const record = readRecord(occupied.folder)
    if (!record.ok || !record.value || !hasEnded(record.value)) {
      // Its runner was killed: what it had started must not live on. The record is left to reconciliation.
      occupied.phase = 'sweeping'
      await sweepMarked(markerOf(occupied.command), { graceMs: 0 })
    }
    this.#occupied.delete(slot)
    this.#parts.onChange()
    this.#assign()
    void this.standBy()
  }

  #assign(): void {
    const phases = [...this.#occupied.values()].map(({ phase }) => phase)
    let room = MAX_STARTING - phases.filter((phase) => phase === 'starting').length
    for (const slot of this.#freeSlots()) {
      if (room === 0) return
      const job = this.#waiting.shift()
      if (!job) return
      room -= 1
      void this.#launch(slot, job)
    }
  }

  /** The slots that an attempt may have, those in front where it begins soonest. */
  #freeSlots(): number[] {
    const all = Array.from({ length: this.#parts.slots }, (_, index) => index + 1)
    const cold = all.filter((slot) => !this.#occupied.has(slot) && !this.#standby.has(slot))
    return [...this.#standby, ...cold]
  }

  /** Has runners stand by for the next starts, while no start waits and slots are free. */
  async standBy(): Promise<void> {
    for (;;) {
      // Chosen anew each time: while an order is on its way, an attempt may have taken any other slot.
      const slot = this.#slotToStandBy()
      if (slot === undefined) return
      askForStandby(this.#parts.slotFolder(slot))
      this.#standby.add(slot)
      this.#labels.set(slot, 'stands by')
      await this.#parts.order(slot)
    }
  }

  #slotToStandBy(): number | undefined {
    const isStarting = [...this.#occupied.values()].some(({ phase }) => phase === 'starting')
    const isEnough = this.#standby.size >= STANDING_BY
    if (this.#closed || isStarting || isEnough || this.#waiting.length > 0) return undefined
    return this.#freeSlots().find((slot) => !this.#standby.has(slot))
  }

  async #launch(slot: number, job: Waiting): Promise<void> {
    const { folder, command } = job
    const occupied: Occupied = { folder, command, phase: 'starting' }
    this.#occupied.set(slot, occupied)
    this.#labels.set(slot, `${command.stepId} #${command.attempt}`)
    this.#slotOf.set(folder, slot)
    this.#parts.onChange()
    const taken = await this.#begin(slot, folder)
    occupied.phase = 'running'
    job.settle(taken)
    this.#assign()
    this.check()
    void this.standBy()
  }

  async #begin(slot: number, folder: string): Promise<Result<void>> {
    const slotFolder = this.#parts.slotFolder(slot)
    const standsBy = this.#standby.delete(slot) && !this.#isDown(slot)
    try {
      const known = readRecord(folder)
      if (!known.ok) return known
      if (known.value) return alreadyStarted(folder)
      putTicket(slotFolder, { attemptFolder: folder, session: this.#parts.session, slot })
      if (!standsBy) await this.#parts.order(slot)
      return await this.#awaitTaken(slot, folder)
    } catch (cause) {
      return ioFailure(cause, slotFolder)
    }
  }

  async #awaitTaken(slot: number, folder: string): Promise<Result<void>> {
    const begun = performance.now()
    let ordered = begun
    let downSince: number | undefined
    let wasUp = false
    for (;;) {
      const told = this.#answerFor(slot, folder)
      if (told) return told
      const now = performance.now()
      const slotFolder = this.#parts.slotFolder(slot)
      const isDown = this.#isDown(slot)
      wasUp ||= !isDown
      downSince = wasUp && isDown ? (downSince ?? now) : undefined
      if (downSince !== undefined && now - downSince > SILENT_END_MS && !hasTicket(slotFolder)) {
        return fail('RUNTIME_UNAVAILABLE', 'The runner ended without a record of its attempt.')
      }
      if (hasGivenUp(slotFolder, now - begun)) return notTaken(now - begun)
      if (now - ordered > REPEAT_MS && this.#isUnheard(slot)) {
        ordered = now
        await this.#parts.order(slot)
      }
      await delay(LOOK_EVERY_MS)
    }
  }

  /** What is known of a start by now: taken, refused, or impossible since the session ends. */
  #answerFor(slot: number, folder: string): Result<void> | undefined {
    const record = readRecord(folder)
    if (!record.ok) return record
    if (record.value) return ok(undefined)
    const refusal = readRefusal(this.#parts.slotFolder(slot))
    if (refusal !== undefined) {
      return fail('RUNTIME_UNAVAILABLE', `The runner could not take the attempt: ${refusal}`)
    }
    return this.#closed && { ok: false, failure: this.#closed }
  }

  #isDown(slot: number): boolean {
    return this.#parts.list().some((candidate) => candidate.row === slot && !candidate.isUp)
  }

  /** True when mprocs has not obeyed: the ticket lies there and the row is down. */
  #isUnheard(slot: number): boolean {
    return this.#isDown(slot) && hasTicket(this.#parts.slotFolder(slot))
  }
}

/** After a while the ticket is taken back; if a runner has it, the runner gets some more time. */
function hasGivenUp(slotFolder: string, waitedMs: number): boolean {
  if (waitedMs < WITHDRAW_MS) return false
  return withdrawTicket(slotFolder) || waitedMs > GIVE_UP_MS
}

function notTaken(waitedMs: number): Result<never> {
  return fail(
    'RUNTIME_UNAVAILABLE',
    `No runner took the attempt within ${Math.round(waitedMs / 1000)} seconds.`,
  )
}

function alreadyStarted(folder: string): Result<never> {
  return fail('ALREADY_RUNNING', `The attempt in ${folder} was started before.`)
}
