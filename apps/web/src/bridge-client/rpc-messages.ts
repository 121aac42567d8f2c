import { z } from 'zod'
import { type Failure, fail } from '../../../../shared/failure.ts'
import { type BridgeEvent, EVENTS, type EventName } from '../../../../shared/protocol/events.ts'
import { FailureSchema } from '../../../../shared/protocol/state.ts'
import { ok, type Result } from '../../../../shared/result.ts'

const AnswerSchema = z.object({
  id: z.int(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string(), data: z.unknown().optional() }).optional(),
})
const NotificationSchema = z.object({
  method: z.literal('event'),
  params: z.object({ id: z.int(), type: z.string(), data: z.unknown() }),
})

/** What comes over the socket: the answer to a call, an event, or one that this version does not know. */
export type Incoming =
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'event'; readonly event: BridgeEvent }
  | { readonly kind: 'unknown' }

function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name)
}

function failureOf(error: { readonly message: string; readonly data?: unknown }): Failure {
  const known = FailureSchema.safeParse(error.data)
  return known.success ? known.data : { code: 'INTERNAL', message: error.message }
}

function parseEvent(params: { id: number; type: string; data: unknown }): Incoming {
  if (!isEventName(params.type)) return { kind: 'unknown' }
  const data = EVENTS[params.type].safeParse(params.data)
  if (!data.success) return { kind: 'unknown' }
  // The schema was chosen by the type, which TypeScript can't follow through the table.
  return { kind: 'event', event: { ...params, data: data.data } as BridgeEvent }
}

/** Reads one frame; whatever is not understood is a failure, never half of a message. */
export function parseFrame(text: string): Result<Incoming> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail('UNSUPPORTED_VERSION', 'The bridge sent something that is not JSON.')
  }
  const notification = NotificationSchema.safeParse(json)
  if (notification.success) return ok(parseEvent(notification.data.params))
  const answer = AnswerSchema.safeParse(json)
  if (!answer.success) {
    return fail('UNSUPPORTED_VERSION', 'The bridge sent a message that this app does not know.', {
      hint: 'Reload the page: the bridge may be newer than the app.',
    })
  }
  const { id, result, error } = answer.data
  return ok({
    kind: 'answer',
    id,
    result: error ? { ok: false, failure: failureOf(error) } : ok(result),
  })
}
