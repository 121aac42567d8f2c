import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { ok, type Result } from '../../shared/result.ts'
import { ActorSchema } from '../../shared/schema/audit-entry.ts'
import { ensurePrivateFolder, errorCode, writeFileDurably } from './durable-file.ts'

/** How long a confirmation holds after it was asked for, in milliseconds. */
const CONFIRMATION_LIFETIME_MS = 120_000

const ConfirmationSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{16}$/),
  /** Real path of the repository. */
  root: z.string(),
  /** The proposal's hash: actions, base revision and actor. */
  hash: z.string(),
  actor: ActorSchema,
  /** What it covers, a line an action. */
  covers: z.array(z.string()),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
  grants: z.int().min(0),
  needed: z.int().min(1).max(2),
})

/** A question to a person about exactly one proposal, and the answers so far. */
export type Confirmation = z.infer<typeof ConfirmationSchema>

/** What a confirmation is asked for. */
export type ConfirmationRequest = Readonly<
  Pick<Confirmation, 'root' | 'hash' | 'actor' | 'needed'>
> & {
  readonly covers: readonly string[]
}

/**
 * Confirmations asked for and granted, in the user's own data folder: agents work in the repository and
 * could write there.
 */
export class Confirmations {
  readonly #folder: string
  readonly #now: () => number

  constructor(dataFolder: string, now: () => number = Date.now) {
    this.#folder = join(dataFolder, 'confirmations')
    this.#now = now
  }

  /** Asks for a confirmation. The same question that is still open keeps its id. */
  request(request: ConfirmationRequest): Confirmation {
    const id = sha256Hex(`${request.root}\0${request.hash}\0${request.actor}`).slice(0, 16)
    const open = this.#read(id)
    if (open) return open
    const expiresAt = this.#now() + CONFIRMATION_LIFETIME_MS
    const covers = [...request.covers]
    const confirmation: Confirmation = { id, ...request, covers, expiresAt, grants: 0 }
    this.#write(confirmation)
    return confirmation
  }

  /** The open question with this id. */
  find(id: string): Result<Confirmation> {
    const open = /^[a-z0-9]{16}$/.test(id) ? this.#read(id) : undefined
    if (open) return ok(open)
    return fail('NOT_FOUND', `There is no open confirmation ${id}.`, {
      hint: 'It may have expired (two minutes) or been used. Run the command again.',
    })
  }

  /** A person's yes. Only call this for a person at a terminal or in the paired app. */
  grant(id: string): Result<Confirmation> {
    const open = this.find(id)
    if (!open.ok) return open
    const granted = { ...open.value, grants: Math.min(open.value.needed, open.value.grants + 1) }
    this.#write(granted)
    return ok(granted)
  }

  /** Uses a granted confirmation for exactly what it was asked for; it works once. */
  use(id: string, request: Omit<ConfirmationRequest, 'covers'>): Result<Confirmation> {
    const open = this.find(id)
    if (!open.ok) return open
    const { root, hash, actor, grants, needed } = open.value
    if (root !== request.root || hash !== request.hash || actor !== request.actor) {
      return fail('CONFIRMATION_REQUIRED', `Confirmation ${id} was given for something else.`, {
        hint: 'Run the command without --confirm to ask anew.',
      })
    }
    if (grants < Math.max(needed, request.needed)) {
      return fail('CONFIRMATION_REQUIRED', `Nobody has granted confirmation ${id} yet.`, {
        hint: `A person grants it with "seqctl confirm ${id}" at a terminal, or in the app.`,
        details: { id, granted: grants, needed },
      })
    }
    const used = join(this.#folder, `.used-${randomBytes(8).toString('hex')}`)
    try {
      renameSync(this.#path(id), used)
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return this.find(id)
      throw cause
    }
    rmSync(used, { force: true })
    return open
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`)
  }

  #read(id: string): Confirmation | undefined {
    const path = this.#path(id)
    if (!existsSync(path)) return undefined
    const open = ConfirmationSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    if (open.expiresAt > this.#now()) return open
    rmSync(path, { force: true })
    return undefined
  }

  #write(confirmation: Confirmation): void {
    ensurePrivateFolder(this.#folder)
    writeFileDurably(this.#path(confirmation.id), JSON.stringify(confirmation))
  }
}
