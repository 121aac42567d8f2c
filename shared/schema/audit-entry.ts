import { z } from 'zod'
import { PolicyModeSchema } from './policy-mode.ts'

/** Who asked: a person, an agent, or ThreadOS itself. */
export const ActorSchema = z.enum(['user', 'orchestrator', 'system'])
export type Actor = z.infer<typeof ActorSchema>

export const AuditResultSchema = z.enum(['success', 'denied', 'error'])

/** One line of audit.log. `hash` covers the canonical JSON of all the rest; `prev` is the line before's. */
export const AuditEntrySchema = z.strictObject({
  seq: z.int().min(1),
  timestamp: z.string(),
  actor: ActorSchema,
  action: z.string(),
  target: z.string(),
  payload: z.record(z.string(), z.unknown()),
  policy_mode: PolicyModeSchema,
  result: AuditResultSchema,
  error: z.string().optional(),
  revision_before: z.string().optional(),
  revision_after: z.string().optional(),
  prev: z.string(),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntrySchema>

/** What the caller knows of an entry; number, chain and hash are given when it is appended. */
export type AuditDraft = Omit<AuditEntry, 'seq' | 'prev' | 'hash'>
