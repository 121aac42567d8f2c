import { z } from 'zod'
import { AuditEntrySchema } from '../schema/audit-entry.ts'
import { RevisionSchema } from '../schema/ids.ts'
import { PromptPathSchema } from '../schema/paths.ts'

/** A prompt file as a record leaves it; null means that there is none. */
export const PromptStateSchema = z.strictObject({
  path: PromptPathSchema,
  text: z.string().nullable(),
})
export type PromptState = z.infer<typeof PromptStateSchema>

/**
 * One link of the revision chain, `.threados/state/rev/<n>`: everything that one commit changed. Records are
 * claimed by number, complete when they appear, and never change; sequence.yaml, the prompts and audit.log
 * are their published copies.
 */
export const JournalRecordSchema = z.strictObject({
  n: z.int().min(1),
  /** Revision of sequence.yaml after this record. */
  revision: RevisionSchema,
  /** In the first record: the revision of the file that it was made from, when there was one. */
  base: RevisionSchema.optional(),
  /** In the first record: the text of that file, when this record changed it; undo brings it back. */
  baseText: z.string().optional(),
  /** The whole text of sequence.yaml, when this record changed it. */
  text: z.string().optional(),
  /** The record that holds the text of `revision`: this one or an older one. */
  textAt: z.int().min(1),
  prompts: z.array(PromptStateSchema),
  /** The same prompt files as they were before: what undo brings back. */
  promptsBefore: z.array(PromptStateSchema).optional(),
  audit: AuditEntrySchema,
  /** Which file of the log, counted from 1: when audit.log has grown large it is closed and a new one begun. */
  auditSegment: z.int().min(1).default(1),
  /** Byte of that file at which this record's line begins. */
  auditOffset: z.int().min(0),
  /** How many bytes of a torn line lie there and are moved aside first. */
  auditTorn: z.int().min(1).optional(),
})
export type JournalRecord = z.infer<typeof JournalRecordSchema>
