import { z } from 'zod'

/** A commit that undo or redo would move over. */
export const HistoryChangeSchema = z.strictObject({
  /** Its number; whoever asks for the move names it, so that nothing else is moved. */
  record: z.int().min(1),
  /** Its action, as the audit log names it. */
  action: z.string(),
  target: z.string(),
})
export type HistoryChange = z.infer<typeof HistoryChangeSchema>

/** Where the history of commits stands. */
export const HistoryStateSchema = z.strictObject({
  undo: HistoryChangeSchema.nullable(),
  redo: HistoryChangeSchema.nullable(),
  /** Why there is nothing to undo, as one sentence; empty when there is. */
  undoBecause: z.string(),
  /** Why there is nothing to redo, as one sentence; empty when there is. */
  redoBecause: z.string(),
})
export type HistoryState = z.infer<typeof HistoryStateSchema>

/** The two ways through the history of commits. */
export type HistoryMove = 'undo' | 'redo'

/** What one move did. */
export const HistoryMovedSchema = z.strictObject({
  revision: z.string(),
  /** The action that was undone or redone, as the audit log names it. */
  action: z.string(),
  target: z.string(),
})
export type HistoryMoved = z.infer<typeof HistoryMovedSchema>
