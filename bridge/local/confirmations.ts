import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import {
  grantConfirmation,
  requestConfirmation,
  useConfirmation,
  yesNeeded,
} from '../../shared/policy/confirm.ts'
import { ok, type Result } from '../../shared/result.ts'
import { ActorSchema } from '../../shared/schema/audit-entry.ts'
import { ensurePrivateFolder, errorCode, writeFileDurably } from './durable-file.ts'

/** Questions of an agent that may be open at once in one repository. */
const MAX_OPEN_QUESTIONS = 16

const StoredSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{16}$/),
  hash: z.string(),
  actor: ActorSchema,
  level: z.enum(['single', 'double']),
  grantedAt: z.array(z.number()).readonly(),
  expiresAt: z.number(),
  used: z.boolean(),
  /** Real path of the repository. */
  root: z.string(),
  /** What it covers, a line an action. */
  covers: z.array(z.string()).readonly(),
  /** Who asks, by the name that people know: a step's id. */
  asker: z.string().optional(),
  /** What it would do to the plan, with its secrets hidden; the beginning of a long one. */
  diff: z.string().optional(),
  /** A person said no: the same question is not put again while it would have held. */
  refused: z.boolean().optional(),
})

/** A question to a person about exactly one proposal in one repository, and the answers so far. */
export type StoredConfirmation = Readonly<z.infer<typeof StoredSchema>>

/** What a confirmation is asked for. */
export type ConfirmationRequest = Pick<
  StoredConfirmation,
  'root' | 'hash' | 'actor' | 'covers' | 'level' | 'asker' | 'diff'
>

function refusedByPerson(): Result<never> {
  return fail('DENIED', 'A person has refused this.', {
    hint: 'Go on without it, or ask for something else.',
  })
}

/**
 * Confirmations asked for and granted, in the user's own data folder: agents work in the repository and
 * could write there. The rules are those of shared/policy/confirm.ts.
 */
export class Confirmations {
  readonly #folder: string
  readonly #now: () => number

  constructor(dataFolder: string, now: () => number = Date.now) {
    this.#folder = join(dataFolder, 'confirmations')
    this.#now = now
  }

  /**
   * Asks for a confirmation. The same question that is still open keeps its id. An agent can't drown a person in
   * questions: only so many of it are open at once.
   */
  request(request: ConfirmationRequest): Result<StoredConfirmation> {
    const { root, hash, actor, level, covers, asker, diff } = request
    const id = sha256Hex(`${root}\0${hash}\0${actor}`).slice(0, 16)
    const open = this.#read(id)
    if (open) return open.refused ? refusedByPerson() : ok(open)
    const asksToo = this.list(root).filter((question) => question.actor === actor)
    if (actor === 'orchestrator' && asksToo.length >= MAX_OPEN_QUESTIONS) {
      return fail(
        'TOO_MANY_REQUESTS',
        `${asksToo.length} questions to a person are open already.`,
        {
          hint: 'Wait until a person has answered some, or until they expire after two minutes.',
        },
      )
    }
    const asked = requestConfirmation({ id, hash, actor, level }, this.#now())
    const stored = { ...asked, root, covers, asker, diff }
    this.#write(stored)
    return ok(stored)
  }

  /** The open questions about a repository, those that end first at the beginning. */
  list(root: string): StoredConfirmation[] {
    if (!existsSync(this.#folder)) return []
    return readdirSync(this.#folder)
      .flatMap((name) => {
        const id = /^([a-z0-9]{16})\.json$/.exec(name)?.[1]
        return (id === undefined ? undefined : this.#read(id)) ?? []
      })
      .filter((question) => question.root === root && !question.refused)
      .toSorted((a, b) => a.expiresAt - b.expiresAt)
  }

  /** The open question with this id. */
  find(id: string): Result<StoredConfirmation> {
    const open = /^[a-z0-9]{16}$/.test(id) ? this.#read(id) : undefined
    if (open) return open.refused ? refusedByPerson() : ok(open)
    return fail('NOT_FOUND', `There is no open confirmation ${id}.`, {
      hint: 'It may have expired (two minutes) or been used. Run the command again.',
    })
  }

  /** A person's yes. Only call this for a person at a terminal or in the paired app. */
  grant(id: string): Result<StoredConfirmation> {
    const open = this.find(id)
    if (!open.ok) return open
    const granted = grantConfirmation(open.value, this.#now())
    if (!granted.ok) return granted
    const stored = { ...open.value, ...granted.value }
    this.#write(stored)
    return ok(stored)
  }

  /** A person's no: it holds as long as the question would have, and what was granted of it is void. */
  refuse(id: string): Result<StoredConfirmation> {
    const open = this.find(id)
    if (!open.ok) return open
    const stored = { ...open.value, grantedAt: [], refused: true }
    this.#write(stored)
    return ok(stored)
  }

  /** Uses a granted confirmation for exactly what it was asked for; it works once. */
  use(
    id: string,
    request: Omit<ConfirmationRequest, 'covers' | 'asker' | 'diff'>,
  ): Result<StoredConfirmation> {
    const open = this.find(id)
    if (!open.ok) return open
    const { hash, actor, level } = request
    // Another repository's proposal is another proposal, whatever its hash says.
    const isHere = open.value.root === request.root
    const asked = { hash: isHere ? hash : '', actor, level, now: this.#now() }
    const used = useConfirmation(open.value, asked)
    if (!used.ok) return used
    return this.#take(id) ? ok(open.value) : this.find(id)
  }

  /** How often a person must still say yes. */
  missing(confirmation: StoredConfirmation): number {
    return Math.max(0, yesNeeded(confirmation.level) - confirmation.grantedAt.length)
  }

  /** Takes a confirmation away for good; false when somebody else used it in the same moment. */
  #take(id: string): boolean {
    const used = join(this.#folder, `.used-${randomBytes(8).toString('hex')}`)
    try {
      renameSync(this.#path(id), used)
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return false
      throw cause
    }
    rmSync(used, { force: true })
    return true
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`)
  }

  #read(id: string): StoredConfirmation | undefined {
    const path = this.#path(id)
    if (!existsSync(path)) return undefined
    const open = StoredSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    if (open.expiresAt > this.#now()) return open
    rmSync(path, { force: true })
    return undefined
  }

  #write(confirmation: StoredConfirmation): void {
    ensurePrivateFolder(this.#folder)
    writeFileDurably(this.#path(confirmation.id), JSON.stringify(confirmation))
  }
}
