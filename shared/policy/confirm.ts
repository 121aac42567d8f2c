import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import type { Actor } from '../schema/audit-entry.ts'
import type { ConfirmationLevel } from './verdict.ts'

/** How long a confirmation holds, in milliseconds. */
export const CONFIRMATION_LIFETIME_MS = 120_000

/** A person's yes to exactly one proposal of one actor, or the question for it. Times in ms since 1970. */
export interface Confirmation {
  readonly id: string
  /** SHA-256 of the proposal. */
  readonly hash: string
  /** Who asked for the proposal. */
  readonly actor: Actor
  readonly level: Exclude<ConfirmationLevel, 'none'>
  /** When each yes was given. */
  readonly grantedAt: readonly number[]
  readonly expiresAt: number
  readonly used: boolean
}

/** What is about to be done, at the moment when it is. */
export interface ConfirmationUse {
  readonly hash: string
  readonly actor: Actor
  readonly now: number
  /** What the verdict asks for now; it may have become stricter. */
  readonly level: ConfirmationLevel
}

function refused(message: string, hint: string): Result<never> {
  return fail('CONFIRMATION_REQUIRED', message, { hint })
}

const ASK_ANEW = 'Run the command without --confirm to ask anew.'

function aliveReason({ id, used, expiresAt }: Confirmation, now: number): string | undefined {
  if (used) return `Confirmation ${id} was used already; it works once.`
  // A clock that goes back must not make a confirmation live longer than it was given.
  const isOver = now >= expiresAt || now < expiresAt - CONFIRMATION_LIFETIME_MS
  return isOver ? `Confirmation ${id} is no longer valid; it holds for two minutes.` : undefined
}

/** A question to a person that nobody has answered yet; it holds for two minutes from `now`. */
export function requestConfirmation(
  question: Pick<Confirmation, 'id' | 'hash' | 'actor' | 'level'>,
  now: number,
): Confirmation {
  return { ...question, grantedAt: [], expiresAt: now + CONFIRMATION_LIFETIME_MS, used: false }
}

/** One yes of a person. Only to be called for a person at a terminal or in the paired app, never for an agent. */
export function grantConfirmation(record: Confirmation, now: number): Result<Confirmation> {
  const reason = aliveReason(record, now)
  return reason
    ? refused(reason, ASK_ANEW)
    : ok({ ...record, grantedAt: [...record.grantedAt, now] })
}

/** How many times a person must say yes. */
export function yesNeeded(level: ConfirmationLevel): number {
  return { none: 0, single: 1, double: 2 }[level]
}

/** Uses a confirmation up: it must be granted, alive, unused, and for exactly this proposal and actor. */
export function useConfirmation(record: Confirmation, use: ConfirmationUse): Result<Confirmation> {
  const { id, hash, actor, level, grantedAt } = record
  const reason = aliveReason(record, use.now)
  if (reason) return refused(reason, ASK_ANEW)
  if (hash !== use.hash || actor !== use.actor) {
    return refused(`Confirmation ${id} was given for something else.`, ASK_ANEW)
  }
  const needed = Math.max(yesNeeded(level), yesNeeded(use.level))
  if (grantedAt.length < needed) {
    return refused(
      `Confirmation ${id} has ${grantedAt.length} of ${needed} needed answers.`,
      `A person grants it with "seqctl confirm ${id}" at a terminal, or in the app.`,
    )
  }
  return ok({ ...record, used: true })
}
