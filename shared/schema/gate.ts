import { z } from 'zod'
import { LabelSchema, lineSchema, NodeIdSchema, RevisionSchema } from './ids.ts'
import { DependenciesSchema } from './step.ts'

/** Where a gate stands. */
export const GateStatusSchema = z.enum(['PENDING', 'APPROVED', 'BLOCKED'])
export type GateStatus = z.infer<typeof GateStatusSchema>

/** A moment as UTC in ISO 8601, as in 2026-02-07T00:00:00Z. */
export const TimestampSchema = z.iso.datetime({ offset: true })

/** What an approval rested on: when any of it changes, the approval no longer holds. */
export const EvidenceSchema = z.strictObject({
  revision: RevisionSchema,
  attempts: z.record(NodeIdSchema, z.string().max(200)).optional(),
  commit: z.string().max(64).optional(),
  policy: z.string().max(64).optional(),
})
export type Evidence = z.infer<typeof EvidenceSchema>

/** One gate as the file has it: a checkpoint that a person approves or blocks. */
export const GateSchema = z.strictObject({
  id: NodeIdSchema,
  name: lineSchema(200),
  depends_on: DependenciesSchema.optional(),
  status: GateStatusSchema.optional(),
  lane: LabelSchema.optional(),
  approved_by: lineSchema(200).optional(),
  approved_at: TimestampSchema.optional(),
  note: z.string().max(4000).optional(),
  evidence: EvidenceSchema.optional(),
})
export type Gate = z.infer<typeof GateSchema>
