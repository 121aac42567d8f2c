import { randomBytes } from 'node:crypto'
import type { Proposal } from '../../shared/commit/proposal.ts'
import { fail } from '../../shared/failure.ts'
import type { RawAction } from '../../shared/protocol/methods.ts'
import { ok, type Result } from '../../shared/result.ts'

/** How long a proposal may be applied after it was made, in milliseconds. */
export const PROPOSAL_LIFETIME_MS = 30 * 60_000
const KEPT = 100

/** A proposal that was handed out. */
export interface HeldProposal {
  readonly token: string
  readonly actions: readonly RawAction[]
  readonly hash: string
  readonly expiresAt: number
  state: 'open' | 'applying' | 'applied'
}

function refused(message: string): Result<never> {
  return fail('CONFLICT', message, { hint: 'Call propose_actions again and apply the new token.' })
}

/**
 * Proposals that this server has handed out, by their tokens. They live in its memory only: a token of another
 * server, an altered one and a guessed one are all unknown.
 */
export class Proposals {
  readonly #now: () => number
  readonly #held = new Map<string, HeldProposal>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Keeps a proposal and gives the token that it can be applied with. */
  hold(actions: readonly RawAction[], proposal: Proposal): HeldProposal {
    const held: HeldProposal = {
      token: randomBytes(18).toString('base64url'),
      actions,
      hash: proposal.hash,
      expiresAt: this.#now() + PROPOSAL_LIFETIME_MS,
      state: 'open',
    }
    this.#held.set(held.token, held)
    const [oldest] = this.#held.keys()
    if (this.#held.size > KEPT && oldest !== undefined) this.#held.delete(oldest)
    return held
  }

  /** Takes a proposal to apply it; nobody else can meanwhile. Refused with the reason when it can't be. */
  take(token: string): Result<HeldProposal> {
    const held = this.#held.get(token)
    if (!held) {
      return fail('NOT_FOUND', 'This server has handed out no proposal with this token.', {
        hint: 'Call propose_actions and use the token of its answer as it is.',
      })
    }
    if (held.state === 'applied') return refused('This proposal was applied already.')
    if (held.state === 'applying') return refused('This proposal is being applied right now.')
    if (this.#now() >= held.expiresAt) return refused('This proposal is older than half an hour.')
    held.state = 'applying'
    return ok(held)
  }
}
