import { existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Failure, fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { errorCode, renamePatiently, writeNewFile } from '../local/durable-file.ts'
import { ioFailure } from '../local/io-failure.ts'

/** What a slot's runner is to do next. */
export interface Ticket {
  readonly attemptFolder: string
  /** The session that wrote it. */
  readonly session: string
  readonly slot: number
}

const TICKET = 'ticket.json'
const CLAIMED = 'claimed.json'
const WITHDRAWN = 'withdrawn.json'
const REFUSED = 'refused.txt'
const STANDBY = 'standby'

/** Name of a slot's folder, also shown by mprocs. */
export function slotName(slot: number): string {
  return `slot-${String(slot).padStart(3, '0')}`
}

function parseTicket(text: string): Ticket | undefined {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  const { attemptFolder, session, slot } = value as Partial<Record<keyof Ticket, unknown>>
  const isTicket =
    typeof attemptFolder === 'string' && typeof session === 'string' && typeof slot === 'number'
  return isTicket ? { attemptFolder, session, slot } : undefined
}

/** Puts a ticket into a slot's folder, whole; what an earlier one left is removed. */
export function putTicket(slotFolder: string, ticket: Ticket): void {
  mkdirSync(slotFolder, { recursive: true, mode: 0o700 })
  for (const name of [CLAIMED, WITHDRAWN, REFUSED]) rmSync(join(slotFolder, name), { force: true })
  const temporary = join(slotFolder, `.${TICKET}.tmp`)
  rmSync(temporary, { force: true })
  writeNewFile(temporary, JSON.stringify(ticket))
  renamePatiently(temporary, join(slotFolder, TICKET))
}

/** Asks the slot's next runner to load everything and then wait for its ticket. */
export function askForStandby(slotFolder: string): void {
  mkdirSync(slotFolder, { recursive: true, mode: 0o700 })
  writeFileSync(join(slotFolder, STANDBY), '', { mode: 0o600 })
}

/** True when the slot's runner was asked to wait: for one runner each time. */
export function takesStandby(slotFolder: string): boolean {
  try {
    unlinkSync(join(slotFolder, STANDBY))
    return true
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false
    throw cause
  }
}

function take(slotFolder: string, as: string): boolean {
  try {
    renamePatiently(join(slotFolder, TICKET), join(slotFolder, as))
    return true
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false
    throw cause
  }
}

/** True while a slot's ticket has been neither claimed nor withdrawn. */
export function hasTicket(slotFolder: string): boolean {
  return existsSync(join(slotFolder, TICKET))
}

/** Takes a ticket back; false when a runner has claimed it, or there is none. */
export function withdrawTicket(slotFolder: string): boolean {
  return take(slotFolder, WITHDRAWN)
}

/** Claims the slot's ticket: of any number of runners one gets it. Undefined when there is none. */
export function claimTicket(slotFolder: string): Result<Ticket | undefined> {
  const path = join(slotFolder, CLAIMED)
  try {
    if (!take(slotFolder, CLAIMED)) return ok(undefined)
    const ticket = parseTicket(readFileSync(path, 'utf8'))
    if (ticket && slotName(ticket.slot) === basename(slotFolder)) return ok(ticket)
    return fail('INVALID_STATE', `${path} is no ticket of this slot.`, { at: { file: path } })
  } catch (cause) {
    return cause instanceof SyntaxError
      ? fail('INVALID_STATE', `${path} is damaged.`, { at: { file: path } })
      : ioFailure(cause, path)
  }
}

/** Tells who gave the ticket that its attempt could not be recorded. */
export function writeRefusal(slotFolder: string, failure: Failure): void {
  const temporary = join(slotFolder, `.${REFUSED}.tmp`)
  rmSync(temporary, { force: true })
  writeNewFile(temporary, failure.message)
  renamePatiently(temporary, join(slotFolder, REFUSED))
}

/** Why the slot's runner could not begin; undefined when it has not said so. */
export function readRefusal(slotFolder: string): string | undefined {
  try {
    return readFileSync(join(slotFolder, REFUSED), 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}
