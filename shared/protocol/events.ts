import { z } from 'zod'
import { AuditEntrySchema } from '../schema/audit-entry.ts'
import { AttemptRecordSchema, RunIdSchema } from '../schema/run.ts'
import { TrustStateSchema } from '../schema/trust.ts'
import {
  FailureSchema,
  RunStateSchema,
  SequencePatchSchema,
  SessionStateSchema,
  ShownPolicySchema,
} from './state.ts'

/** Which of an attempt's two logs. */
export const LogStreamSchema = z.enum(['stdout', 'stderr'])
export type LogStream = z.infer<typeof LogStreamSchema>

/** A stretch of a log. Offsets count bytes of the file, so that a reader can go on where it stopped. */
export const LogChunkSchema = z.strictObject({
  runId: RunIdSchema,
  stepId: z.string(),
  attempt: z.int().min(1),
  stream: LogStreamSchema,
  offset: z.int().min(0),
  nextOffset: z.int().min(0),
  text: z.string(),
})
export type LogChunk = z.infer<typeof LogChunkSchema>

/** Facts that the bridge sends out: name to data. */
export const EVENTS = {
  'sequence.changed': SequencePatchSchema,
  'sequence.invalid': z.strictObject({ revision: z.string(), failure: FailureSchema }),
  'attempt.started': AttemptRecordSchema,
  'attempt.output': LogChunkSchema,
  'attempt.ended': AttemptRecordSchema,
  'run.changed': RunStateSchema,
  'session.changed': SessionStateSchema,
  'audit.appended': AuditEntrySchema,
  'policy.changed': ShownPolicySchema,
  /** It can't be used; `policy.changed` with what holds until then comes before it. */
  'policy.invalid': z.strictObject({ failure: FailureSchema }),
  'trust.changed': TrustStateSchema,
  'reconcile.report': z.strictObject({
    corrections: z.array(z.strictObject({ stepId: z.string(), reason: z.string() })),
  }),
} as const

export type EventName = keyof typeof EVENTS
export type EventData<Name extends EventName> = z.infer<(typeof EVENTS)[Name]>

/** One event as a listener gets it. `id` grows by one; attempt.output carries the id of the event before it. */
export type BridgeEvent = {
  [Name in EventName]: { readonly id: number; readonly type: Name; readonly data: EventData<Name> }
}[EventName]
