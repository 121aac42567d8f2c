import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { fail, failureFrom } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { type DoorCall, DoorCallSchema } from '../../shared/protocol/step-door.ts'
import { DOOR_TOKEN_PREFIX } from '../../shared/protocol/step-door-names.ts'
import { ok, type Result } from '../../shared/result.ts'
import { readJsonBody } from '../local/json-body.ts'
import { RateLimit } from '../server/rate-limit.ts'

const MAX_CONNECTIONS = 16
const HEADERS_TIMEOUT_MS = 5000

/** A new token: random, known to nobody but who is told. */
export function newDoorToken(): string {
  return `${DOOR_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`
}

async function readCall(request: IncomingMessage): Promise<Result<DoorCall>> {
  const value = await readJsonBody(request, 'call')
  if (!value.ok) return value
  const call = DoorCallSchema.safeParse(value.value)
  return call.success ? ok(call.data) : fail('INVALID_PARAMETERS', 'This is no call of a step.')
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const shown = sha256Hex(request.headers.authorization ?? '')
  return timingSafeEqual(Buffer.from(shown), Buffer.from(sha256Hex(`Bearer ${token}`)))
}

/** Serves one step's door: whoever doesn't show its token is refused before anything of the call is read. */
export class DoorServer {
  readonly #server: Server
  readonly #limit = new RateLimit({ burst: 100, perSecond: 50 })

  constructor(token: string, answer: (call: DoorCall) => Promise<Result<unknown>>) {
    const handle = async (request: IncomingMessage): Promise<Result<unknown>> => {
      if (!this.#limit.take()) {
        return fail('TOO_MANY_REQUESTS', 'Too many calls; wait a second.')
      }
      if (!hasToken(request, token)) return fail('UNAUTHORIZED', 'The token is missing or wrong.')
      const call = await readCall(request)
      return call.ok ? answer(call.value) : call
    }
    this.#server = createServer((request, response) => {
      void handle(request)
        .catch((cause): Result<unknown> => ({ ok: false, failure: failureFrom(cause) }))
        .then((result) => {
          response.setHeader('Connection', 'close')
          const body = result.ok ? { ok: true, value: result.value ?? null } : result
          response.end(JSON.stringify(body))
        })
    })
    this.#server.maxConnections = MAX_CONNECTIONS
    this.#server.headersTimeout = HEADERS_TIMEOUT_MS
    // Waiting for steps takes as long as they do; it is the call that must come quickly.
    this.#server.requestTimeout = 30_000
  }

  /** Listens; rejects with the system's error when it can't. */
  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(path, resolve)
    })
    if (process.platform !== 'win32') chmodSync(path, 0o600)
  }

  /** From here on the token opens nothing. */
  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
