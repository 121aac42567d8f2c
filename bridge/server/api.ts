import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { FAILURES, type Failure, fail } from '../../shared/failure.ts'
import { CHAT_PATH } from '../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'
import type { Actor } from '../../shared/schema/audit-entry.ts'
import { RunIdSchema } from '../../shared/schema/run.ts'
import type { ChatProxy } from '../chat-proxy/chat-proxy.ts'
import { providerError } from '../chat-proxy/provider-error.ts'
import { readJsonBody } from '../local/json-body.ts'
import { bearerToken, checkOrigin } from './access.ts'
import type { EventStreams } from './event-stream.ts'
import { callMethod } from './handlers.ts'
import { RateLimit } from './rate-limit.ts'
import { actionCall, isActionRoute, methodOf, queryParameters, type RoutedCall } from './routes.ts'
import type { ServerParts } from './server.ts'
import { ClientSession } from './session.ts'
import type { TokenCaller } from './tokens.ts'

const CHAT_ROUTE = `POST ${CHAT_PATH}`
const STREAM_ROUTE = 'GET /api/status/stream'
const TOKEN_ROUTE = 'POST /api/token'
const ROTATE_ROUTE = 'POST /api/token/rotate'
const TokenRequestSchema = z.strictObject({ runId: RunIdSchema.optional() })
const RATE = { burst: 300, perSecond: 150 } as const

/** How many calls each kind of caller has left; `unknown` is whoever shows no valid token. */
export type ApiLimits = Readonly<Record<Actor | 'unknown', RateLimit>>

/** The limits at the start. */
export function apiLimits(): ApiLimits {
  return {
    user: new RateLimit(RATE),
    orchestrator: new RateLimit(RATE),
    system: new RateLimit(RATE),
    unknown: new RateLimit({ burst: 100, perSecond: 20 }),
  }
}

/** What the HTTP interface works with. */
export interface ApiParts extends ServerParts {
  readonly limits: ApiLimits
  readonly streams: EventStreams
  readonly chat: ChatProxy
}

/** Sends a JSON document. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  })
  response.end(`${JSON.stringify(body)}\n`)
}

/** Sends a failure with its status. */
export function sendFailure(response: ServerResponse, failure: Failure): void {
  const { code, message, ...details } = failure
  sendJson(response, FAILURES[code].http, { success: false, error: message, code, details })
}

/** Sends a failure as the provider would have told it. */
function sendChatFailure(response: ServerResponse, failure: Failure): void {
  const { status, body } = providerError(failure)
  sendJson(response, status, body)
}

async function readBody(request: IncomingMessage): Promise<Result<unknown>> {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    return fail('INVALID_PARAMETERS', 'The body must be application/json.')
  }
  return readJsonBody(request, 'body')
}

/** Who sends a request: its origin and its token are checked, before anything else of it is read. */
function authenticate(request: IncomingMessage, parts: ApiParts): Result<TokenCaller> {
  const from = checkOrigin(request, parts.rules())
  if (!from.ok) return from
  const known = parts.tokens.check(bearerToken(request), from.value.origin)
  const limit = known.ok ? parts.limits[known.value.actor] : parts.limits.unknown
  if (!limit.take()) {
    return fail('TOO_MANY_REQUESTS', 'Too many calls; wait a second.')
  }
  return mapResult(known, (holder) => ({ ...holder, name: parts.userName }))
}

async function pair(request: IncomingMessage, parts: ApiParts): Promise<Result<unknown>> {
  const from = checkOrigin(request, parts.rules())
  if (!from.ok) return from
  if (from.value.origin === undefined) {
    return fail('FORBIDDEN_ORIGIN', 'Only the app pairs with a code.')
  }
  const body = await readBody(request)
  if (!body.ok) return body
  const code = (body.value as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || code.length > 100) {
    return fail('INVALID_PARAMETERS', 'The body must be {"code": "…"}.')
  }
  const token = parts.tokens.pair(code, from.value.origin)
  return token.ok ? ok({ token: token.value }) : token
}

/** A new token in place of the caller's own. */
function rotateToken(request: IncomingMessage, parts: ApiParts): Result<unknown> {
  const from = checkOrigin(request, parts.rules())
  if (!from.ok) return from
  const token = parts.tokens.rotate(bearerToken(request), from.value.origin)
  return mapResult(token, (value) => ({ token: value }))
}

/** A token for an agent, which a person may hand out; it never makes its holder a person. */
async function issueToken(
  request: IncomingMessage,
  caller: TokenCaller,
  parts: ApiParts,
): Promise<Result<unknown>> {
  if (caller.actor !== 'user') return fail('DENIED', 'Only a person may hand out tokens.')
  const body = await readBody(request)
  if (!body.ok) return body
  const wanted = TokenRequestSchema.safeParse(body.value)
  return wanted.success
    ? ok({ token: parts.tokens.issueForAgent(wanted.data.runId) })
    : fail('INVALID_PARAMETERS', 'The body must be {} or {"runId": "…"}.')
}

/** A person's way to the model, with a key that agents must not spend. */
function checkPerson(caller: TokenCaller): Result<TokenCaller> {
  return caller.actor === 'user' && caller.runId === undefined
    ? ok(caller)
    : fail('DENIED', 'Only a person may use the chat.')
}

async function serveChat(
  request: IncomingMessage,
  response: ServerResponse,
  caller: Result<TokenCaller>,
  { chat }: ApiParts,
): Promise<void> {
  const person = caller.ok ? checkPerson(caller.value) : caller
  const served = person.ok ? await chat.serve(request, response, () => readBody(request)) : person
  if (!served.ok) sendChatFailure(response, served.failure)
}

function beginStream(
  request: IncomingMessage,
  response: ServerResponse,
  caller: TokenCaller,
  { streams }: ApiParts,
): Result<undefined> {
  return caller.runId === undefined
    ? streams.begin(request, response)
    : fail('DENIED', 'A token for one run gets no events.')
}

/** What the method table is asked for. */
async function routedCall(
  request: IncomingMessage,
  route: string,
  query: URLSearchParams,
): Promise<Result<RoutedCall>> {
  const body = request.method === 'POST' ? await readBody(request) : ok(queryParameters(query))
  if (!body.ok) return body
  const method = methodOf(route)
  return method === undefined ? actionCall(route, body.value) : ok({ method, params: body.value })
}

function readAttempt(
  parts: ApiParts,
  caller: TokenCaller,
  runId: string,
  stepId: string,
): Result<unknown> {
  if ((caller.runId ?? runId) !== runId) {
    return fail('DENIED', `This token is for what belongs to run ${caller.runId} only.`)
  }
  const record = parts.hub.parts.runtime.store.read({ runId, stepId, attempt: 1 })
  if (!record.ok) return record
  return record.value
    ? record
    : fail('RUN_NOT_FOUND', `There is no attempt of "${stepId}" in run ${runId}.`)
}

async function answer(
  request: IncomingMessage,
  url: URL,
  caller: TokenCaller,
  parts: ApiParts,
): Promise<Result<unknown>> {
  const route = `${request.method} ${url.pathname}`
  const attempt = /^GET \/api\/runs\/([0-9A-Z]{26})\/([a-z0-9-]{1,64})$/.exec(route)
  if (attempt) return readAttempt(parts, caller, attempt[1] ?? '', attempt[2] ?? '')
  if (route === ROTATE_ROUTE) return rotateToken(request, parts)
  if (route === TOKEN_ROUTE) return issueToken(request, caller, parts)
  const call = await routedCall(request, route, url.searchParams)
  if (!call.ok) return call
  const session = new ClientSession(caller, parts.hub.parts.runtime.store)
  return callMethod(call.value.method, call.value.params, { hub: parts.hub, session })
}

function isKnown(route: string): boolean {
  return (
    methodOf(route) !== undefined ||
    isActionRoute(route) ||
    [CHAT_ROUTE, STREAM_ROUTE, TOKEN_ROUTE, ROTATE_ROUTE].includes(route) ||
    /^GET \/api\/runs\/[0-9A-Z]{26}\/[a-z0-9-]{1,64}$/.test(route)
  )
}

/** Answers a request under /api. Host and token are checked before anything is read. */
export async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  parts: ApiParts,
): Promise<void> {
  const route = `${request.method} ${url.pathname}`
  if (route === 'POST /api/pair') {
    const paired = await pair(request, parts)
    if (paired.ok) sendJson(response, 200, paired.value)
    else sendFailure(response, paired.failure)
    return
  }
  if (!isKnown(route)) {
    sendFailure(response, { code: 'UNKNOWN_METHOD', message: `There is no ${route}.` })
    return
  }
  const caller = authenticate(request, parts)
  if (route === CHAT_ROUTE) {
    await serveChat(request, response, caller, parts)
    return
  }
  if (!caller.ok) {
    sendFailure(response, caller.failure)
    return
  }
  if (route === STREAM_ROUTE) {
    const begun = beginStream(request, response, caller.value, parts)
    if (!begun.ok) sendFailure(response, begun.failure)
    return
  }
  const result = await answer(request, url, caller.value, parts)
  if (result.ok) sendJson(response, 200, { success: true, data: result.value })
  else sendFailure(response, result.failure)
}
