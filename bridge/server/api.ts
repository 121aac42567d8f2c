import type { IncomingMessage, ServerResponse } from 'node:http'
import { FAILURES, type Failure, fail } from '../../shared/failure.ts'
import { MAX_FRAME_BYTES } from '../../shared/protocol/methods.ts'
import { parseUntrustedJson } from '../../shared/protocol/rpc.ts'
import { mapResult, ok, type Result } from '../../shared/result.ts'
import type { Caller } from '../local/commit-actions.ts'
import { bearerToken, checkOrigin } from './access.ts'
import { callMethod } from './handlers.ts'
import type { ServerParts } from './server.ts'
import { ClientSession } from './session.ts'
import { SECURITY_HEADERS } from './static-files.ts'

/** Plain HTTP for scripts: each route is one method of the table. */
const ROUTES: Readonly<Record<string, string>> = {
  'GET /api/sequence': 'sequence.get',
  'GET /api/status': 'sequence.get',
  'GET /api/audit': 'audit.list',
  'POST /api/actions/validate': 'actions.validate',
  'POST /api/actions/apply': 'actions.apply',
}

/** Sends a JSON document. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
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

async function readBody(request: IncomingMessage): Promise<Result<unknown>> {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    return fail('INVALID_PARAMETERS', 'The body must be application/json.')
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_FRAME_BYTES) return fail('FILE_TOO_LARGE', 'The body is larger than 1 MiB.')
    chunks.push(chunk)
  }
  return parseUntrustedJson(Buffer.concat(chunks).toString('utf8'))
}

/** Who sends a request: its origin and its token are checked, before anything else of it is read. */
function authenticate(request: IncomingMessage, parts: ServerParts): Result<Caller> {
  const from = checkOrigin(request, parts.rules())
  if (!from.ok) return from
  const actor = parts.tokens.check(bearerToken(request), from.value.origin)
  return mapResult(actor, (value) => ({ actor: value, name: parts.userName }))
}

async function pair(request: IncomingMessage, parts: ServerParts): Promise<Result<unknown>> {
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

async function call(
  request: IncomingMessage,
  method: string,
  query: URLSearchParams,
  parts: ServerParts,
): Promise<Result<unknown>> {
  const caller = authenticate(request, parts)
  if (!caller.ok) return caller
  const numbers = Object.fromEntries([...query].map(([key, value]) => [key, Number(value)]))
  const body = request.method === 'POST' ? await readBody(request) : ok(numbers)
  if (!body.ok) return body
  const session = new ClientSession(caller.value, parts.hub.parts.runtime.store, () => undefined)
  return callMethod(method, body.value, { hub: parts.hub, session })
}

/** Answers a request under /api. Host and token are checked before anything is read. */
export async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  parts: ServerParts,
): Promise<void> {
  const route = `${request.method} ${url.pathname}`
  const attempt = /^GET \/api\/runs\/([0-9A-Z]{26})\/([a-z0-9-]{1,64})$/.exec(route)
  const method = ROUTES[route]
  let result: Result<unknown>
  if (route === 'POST /api/pair') result = await pair(request, parts)
  else if (method !== undefined) result = await call(request, method, url.searchParams, parts)
  else if (attempt) result = await readAttempt(request, parts, attempt[1] ?? '', attempt[2] ?? '')
  else result = fail('UNKNOWN_METHOD', `There is no ${request.method} ${url.pathname}.`)
  if (!result.ok) sendFailure(response, result.failure)
  else if (route === 'POST /api/pair') sendJson(response, 200, result.value)
  else sendJson(response, 200, { success: true, data: result.value })
}

async function readAttempt(
  request: IncomingMessage,
  parts: ServerParts,
  runId: string,
  stepId: string,
): Promise<Result<unknown>> {
  const caller = authenticate(request, parts)
  if (!caller.ok) return caller
  const record = parts.hub.parts.runtime.store.read({ runId, stepId, attempt: 1 })
  if (!record.ok) return record
  return record.value
    ? record
    : fail('RUN_NOT_FOUND', `There is no attempt of "${stepId}" in run ${runId}.`)
}
