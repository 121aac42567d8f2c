import { z } from 'zod'
import { type Failure, fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'

const IdSchema = z.union([z.string().max(100), z.int()])

const RequestSchema = z.strictObject({
  jsonrpc: z.literal('2.0').optional(),
  id: IdSchema,
  method: z.string().max(100),
  params: z.record(z.string(), z.unknown()).optional(),
})

/** A call as it comes over the socket: JSON-RPC 2.0. */
export type RpcRequest = z.infer<typeof RequestSchema>

/** JSON-RPC's own error numbers; everything else is -32000 with the failure in `data`. */
export const RPC_ERRORS = {
  parse: -32700,
  invalid: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  failure: -32000,
} as const

/** A text that is no call, with the number that JSON-RPC has for it. */
export interface RpcRefusal {
  readonly number: number
  readonly failure: Failure
}

const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])
const MAX_DEPTH = 64

/** The first reserved key anywhere in parsed JSON, or a note that it is nested too deeply. */
function reservedKeyIn(value: unknown, depth = 0): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (depth > MAX_DEPTH) return 'nesting'
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value) && RESERVED.has(key)) return key
    const found = reservedKeyIn(inner, depth + 1)
    if (found) return found
  }
  return undefined
}

/** Reads data from outside; refuses what is not JSON, is nested too deeply or has reserved keys. */
export function parseUntrustedJson(text: string): Result<unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail('INVALID_PARAMETERS', 'The message is not JSON.')
  }
  const reserved = reservedKeyIn(value)
  return reserved === undefined
    ? ok(value)
    : fail(
        'RESERVED_KEY',
        `The message has the reserved key "${reserved}" or is nested too deeply.`,
      )
}

/** Reads one call; the refusal carries JSON-RPC's number for what is wrong. */
export function parseRequest(
  text: string,
): { ok: true; request: RpcRequest } | ({ ok: false } & RpcRefusal) {
  const json = parseUntrustedJson(text)
  if (!json.ok) {
    const number = json.failure.code === 'RESERVED_KEY' ? RPC_ERRORS.invalid : RPC_ERRORS.parse
    return { ok: false, number, failure: json.failure }
  }
  const request = RequestSchema.safeParse(json.value)
  if (request.success) return { ok: true, request: request.data }
  const message = `The message is not a call: ${request.error.issues[0]?.message ?? 'unknown'}.`
  return { ok: false, number: RPC_ERRORS.invalid, failure: { code: 'INVALID_PARAMETERS', message } }
}

/** The answer to a call. */
export function formatAnswer(id: RpcRequest['id'], result: Result<unknown>): string {
  if (result.ok) return JSON.stringify({ jsonrpc: '2.0', id, result: result.value })
  const number =
    result.failure.code === 'UNKNOWN_METHOD'
      ? RPC_ERRORS.unknownMethod
      : result.failure.code === 'INVALID_PARAMETERS'
        ? RPC_ERRORS.invalidParams
        : RPC_ERRORS.failure
  return formatRefusal(id, { number, failure: result.failure })
}

/** The answer to a text that is no call. */
export function formatRefusal(id: RpcRequest['id'] | null, refusal: RpcRefusal): string {
  const error = { code: refusal.number, message: refusal.failure.message, data: refusal.failure }
  return JSON.stringify({ jsonrpc: '2.0', id, error })
}

/** A notification that nobody asked for: an event. */
export function formatEvent(event: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'event', params: event })
}
