import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type Actor, ActorSchema } from '../../shared/schema/audit-entry.ts'
import { RunIdSchema } from '../../shared/schema/run.ts'
import type { Caller } from '../local/commit-actions.ts'
import { ensurePrivateFolder, writeFileDurably } from '../local/durable-file.ts'

/** A paired browser stays paired this long, in milliseconds. */
const TOKEN_LIFETIME_MS = 30 * 24 * 3600 * 1000
/** A token that was made for an agent, in milliseconds. */
const AGENT_TOKEN_LIFETIME_MS = 24 * 3600 * 1000
/** More than this are not kept; the oldest goes first. */
const MAX_TOKENS = 200
const CODE_LIFETIME_MS = 10 * 60 * 1000
/** Wrong codes after which no code is taken for a while: a short code must not be guessable. */
const MAX_WRONG_CODES = 5
const PAUSE_MS = 60_000
/** Letters and digits that people don't mix up. */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

const TokenSchema = z.strictObject({
  hash: z.string(),
  /** The one origin that may use it; null for programs, which send none. */
  origin: z.string().nullable(),
  actor: ActorSchema,
  expiresAt: z.number(),
  /** The one run that its holder may look into; absent for all of them. */
  runId: RunIdSchema.optional(),
})
type Token = z.infer<typeof TokenSchema>
const UNAUTHORIZED = fail('UNAUTHORIZED', 'The token is missing, wrong or expired.', {
  hint: 'Pair again with the code that the bridge shows in its terminal.',
})

const TokenFileSchema = z.array(TokenSchema)

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

/** Whom a token stands for. */
export type TokenHolder = Readonly<Pick<Token, 'actor' | 'runId'>>

/** Who calls a method, as its token says. */
export type TokenCaller = Caller & TokenHolder

/**
 * Who may talk to the bridge. Only hashes of tokens are kept, in the user's own data folder, so that a browser
 * stays paired when the bridge starts again and nobody can read a token from a file.
 */
export class Tokens {
  readonly #path: string
  readonly #now: () => number
  #tokens: Token[]
  #codes: { hash: string; expiresAt: number }[] = []
  #wrong = 0
  #pausedUntil = 0

  constructor(dataFolder: string, root: string, now: () => number = Date.now) {
    this.#now = now
    this.#path = join(dataFolder, 'bridges', `${sha256Hex(root).slice(0, 16)}.tokens.json`)
    const saved = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : []
    this.#tokens = TokenFileSchema.parse(saved).filter((token) => token.expiresAt > now())
  }

  /** A new pairing code: eight letters and digits, good once, for ten minutes. */
  newCode(): string {
    const letters = Array.from({ length: 8 }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)])
    const code = letters.join('')
    this.#codes.push({ hash: hashOf(code), expiresAt: this.#now() + CODE_LIFETIME_MS })
    return code
  }

  /** Trades a pairing code for a token that only pages of `origin` can use. */
  pair(code: string, origin: string): Result<string> {
    if (this.#now() < this.#pausedUntil) {
      return fail('TOO_MANY_REQUESTS', 'Too many wrong codes; wait a minute.', {
        hint: 'The code is shown in the terminal where the bridge runs.',
      })
    }
    const hash = hashOf(code.trim().toUpperCase().replaceAll(/[\s-]/g, ''))
    this.#codes = this.#codes.filter((known) => known.expiresAt > this.#now())
    const found = this.#codes.find((known) => isSame(known.hash, hash))
    if (!found) {
      this.#wrong += 1
      if (this.#wrong % MAX_WRONG_CODES === 0) this.#pausedUntil = this.#now() + PAUSE_MS
      return fail('UNAUTHORIZED', 'This pairing code is wrong or used up.', {
        hint: 'Take the newest code from the terminal where the bridge runs.',
      })
    }
    this.#codes = this.#codes.filter((known) => known !== found)
    return ok(this.issue('user', origin))
  }

  /** A new token for pages of an origin, or for programs (`null`). */
  issue(actor: Actor, origin: string | null): string {
    return this.#add({ actor, origin, expiresAt: this.#now() + TOKEN_LIFETIME_MS })
  }

  /** A new token for an agent: always an orchestrator, for one run if it is given, and for a day. */
  issueForAgent(runId?: string): string {
    const expiresAt = this.#now() + AGENT_TOKEN_LIFETIME_MS
    const scope = runId === undefined ? {} : { runId }
    return this.#add({ actor: 'orchestrator', origin: null, expiresAt, ...scope })
  }

  /** A new token in place of one that is known; the old one is void from now on. */
  rotate(secret: string | undefined, origin: string | undefined): Result<string> {
    const token = this.#find(secret, origin)
    if (!token) return UNAUTHORIZED
    this.#tokens = this.#tokens.filter((known) => known !== token)
    const { hash: _hash, expiresAt, ...holder } = token
    const lifetime = holder.runId === undefined ? TOKEN_LIFETIME_MS : AGENT_TOKEN_LIFETIME_MS
    // A token that was given for a while does not live longer by being renewed.
    const until = holder.actor === 'user' ? this.#now() + lifetime : expiresAt
    return ok(this.#add({ ...holder, expiresAt: until }))
  }

  #add(token: Omit<Token, 'hash'>): string {
    const secret = randomBytes(32).toString('base64url')
    const alive = this.#tokens.filter(({ expiresAt }) => expiresAt > this.#now())
    this.#tokens = [...alive, { ...token, hash: hashOf(secret) }].slice(-MAX_TOKENS)
    ensurePrivateFolder(join(this.#path, '..'))
    writeFileDurably(this.#path, JSON.stringify(this.#tokens))
    return secret
  }

  /** Who shows this token, coming from this origin (undefined: no browser). Compared in constant time. */
  check(secret: string | undefined, origin: string | undefined): Result<TokenHolder> {
    const token = this.#find(secret, origin)
    if (!token) return UNAUTHORIZED
    const { actor, runId } = token
    return ok(runId === undefined ? { actor } : { actor, runId })
  }

  #find(secret: string | undefined, origin: string | undefined): Token | undefined {
    const hash = hashOf(secret ?? '')
    let found: Token | undefined
    for (const token of this.#tokens) {
      const fits = isSame(token.hash, hash) && token.origin === (origin ?? null)
      if (fits && token.expiresAt > this.#now()) found = token
    }
    return secret ? found : undefined
  }
}
