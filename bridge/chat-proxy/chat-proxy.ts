import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Failure, FailureError, fail } from '../../shared/failure.ts'
import { type ChatRequest, ChatRequestSchema } from '../../shared/protocol/chat-request.ts'
import { ok, type Result } from '../../shared/result.ts'
import { errorCode } from '../local/durable-file.ts'
import { hideKey, withoutKey } from './hide-key.ts'
import type { ProviderAccess } from './provider.ts'

/** How much of the provider is asked at once, and how long it is waited for. */
export interface ChatLimits {
  readonly atOnce: number
  /** Until the answer begins. */
  readonly headersMs: number
  /** Without a byte that went from the provider to the reader. */
  readonly silenceMs: number
}

const LIMITS: ChatLimits = { atOnce: 4, headersMs: 60_000, silenceMs: 120_000 }
const VERSION = /^\d{4}-\d{2}-\d{2}$/
const BETAS = /^[a-z0-9-]{1,64}(?:, ?[a-z0-9-]{1,64}){0,9}$/
/** All that a reader gets of the provider's headers. */
const PASSED_ON = ['content-type', 'retry-after', 'request-id'] as const

/** The headers of the provider's request: nothing of the client's but its version and its betas. */
function headersFor(client: IncomingHttpHeaders, key: string): Record<string, string> {
  const version = String(client['anthropic-version'] ?? '')
  const betas = String(client['anthropic-beta'] ?? '')
  return {
    'content-type': 'application/json',
    authorization: `Bearer ${key}`,
    // Compressed bytes would wait for each other.
    'accept-encoding': 'identity',
    ...(VERSION.test(version) ? { 'anthropic-version': version } : {}),
    ...(BETAS.test(betas) ? { 'anthropic-beta': betas } : {}),
  }
}

function checkRequest(body: unknown): Result<ChatRequest> {
  const checked = ChatRequestSchema.safeParse(body)
  if (checked.success) return ok(checked.data)
  const issue = checked.error.issues[0]
  const place = issue?.path.join('.') || 'the body'
  return fail(
    'INVALID_PARAMETERS',
    `This is no request of the chat, at ${place}: ${issue?.message}.`,
  )
}

/** Why fetch failed, in a word. Its own text stays here: it is not known what it may repeat. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined
  if (inner instanceof Error && inner.message === 'unexpected redirect') return 'it redirects'
  return errorCode(inner) ?? 'no connection'
}

function timeout(ms: number): Failure {
  return { code: 'TIMEOUT', message: `The model provider has said nothing for ${ms / 1000} s.` }
}

/** Stops a request after a time without `refresh`. */
function watch(stop: AbortController, ms: number): NodeJS.Timeout {
  return setTimeout(() => stop.abort(new FailureError(timeout(ms))), ms)
}

/** Hands requests of the chat to the model provider with the bridge's own key, and its answers back as they come. */
export class ChatProxy {
  readonly #access: Result<ProviderAccess>
  readonly #limits: ChatLimits
  #open = 0

  constructor(access: Result<ProviderAccess>, limits: ChatLimits = LIMITS) {
    this.#access = access
    this.#limits = limits
  }

  /**
   * Serves one request; a failure says that nothing was sent. The body is read when there is room for it. When an
   * answer breaks off in the middle its reader's connection does too: half an answer must not look like a whole one.
   */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    readBody: () => Promise<Result<unknown>>,
  ): Promise<Result<undefined>> {
    if (!this.#access.ok) return this.#access
    if (this.#open >= this.#limits.atOnce) {
      return fail('TOO_MANY_REQUESTS', `${this.#limits.atOnce} answers are under way already.`, {
        hint: 'Wait until one of them ends, or stop it.',
      })
    }
    this.#open += 1
    const stop = new AbortController()
    const left = { code: 'INTERRUPTED', message: 'The reader has left.' } as const
    response.once('close', () => stop.abort(new FailureError(left)))
    try {
      const body = await readBody()
      if (!body.ok) return body
      const checked = checkRequest(body.value)
      if (!checked.ok) return checked
      const access = this.#access.value
      const answer = await this.#ask(access, request.headers, checked.value, stop)
      if (!answer.ok) return answer
      await this.#relay(answer.value, response, access.key, stop)
      return ok(undefined)
    } finally {
      this.#open -= 1
      stop.abort()
    }
  }

  async #ask(
    { messagesUrl, origin, key }: ProviderAccess,
    headers: IncomingHttpHeaders,
    body: ChatRequest,
    stop: AbortController,
  ): Promise<Result<Response>> {
    const timer = watch(stop, this.#limits.headersMs)
    try {
      const answer = await fetch(messagesUrl, {
        method: 'POST',
        headers: headersFor(headers, key),
        body: JSON.stringify(body),
        redirect: 'error',
        signal: stop.signal,
      })
      return ok(answer)
    } catch (cause) {
      if (cause instanceof FailureError) return { ok: false, failure: cause.failure }
      const reason = reasonOf(cause)
      return fail(
        'PROVIDER_UNREACHABLE',
        `The bridge can't reach the model provider at ${origin}: ${reason}.`,
        { hint: 'Look at your connection and at ANTHROPIC_BASE_URL.' },
      )
    } finally {
      clearTimeout(timer)
    }
  }

  async #relay(
    answer: Response,
    response: ServerResponse,
    key: string,
    stop: AbortController,
  ): Promise<void> {
    for (const name of PASSED_ON) {
      const value = answer.headers.get(name)
      if (value !== null) response.setHeader(name, hideKey(value, key))
    }
    response.writeHead(answer.status, { 'Cache-Control': 'no-store' })
    response.flushHeaders()
    if (!answer.body) {
      response.end()
      return
    }
    const timer = watch(stop, this.#limits.silenceMs)
    const passing = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of withoutKey(pieces, key)) {
        timer.refresh()
        yield piece
      }
    }
    try {
      await pipeline(Readable.fromWeb(answer.body), passing, response, { signal: stop.signal })
    } catch {
      // The reader left, or the provider broke off: whoever is still there sees the connection end.
      response.destroy()
    } finally {
      clearTimeout(timer)
    }
  }
}
