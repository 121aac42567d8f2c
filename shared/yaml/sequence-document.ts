import { z } from 'zod'
import type { Sequence } from '../schema/sequence.ts'

const LengthSchema = z.int().min(0)

/** Where the entries of one list stand in the text. */
const ListIndexSchema = z.strictObject({
  /**
   * `block`: each entry begins with `- ` on a line of its own. `flow`: entries between [ and ]. `none`: the
   * list is empty, missing, or written in a way that only an edit of the whole file can handle.
   */
  style: z.enum(['block', 'flow', 'none']),
  /** Offset of the first entry (of its `-` in block style). */
  start: LengthSchema,
  /** Lengths of the entries, without the line end in block style. */
  bodies: z.array(LengthSchema),
  /** Lengths of what stands between them. */
  gaps: z.array(LengthSchema),
})
export type ListIndex = z.infer<typeof ListIndexSchema>

/** Where each step and gate stands in the text, as plain JSON: what a cache keeps beside the sequence. */
export const SequenceIndexSchema = z.strictObject({
  steps: ListIndexSchema,
  gates: ListIndexSchema,
})
export type SequenceIndex = z.infer<typeof SequenceIndexSchema>

/** The two lists of a sequence. */
export type ListName = keyof SequenceIndex

/**
 * sequence.yaml as text and as data at once. `text` is the exact file (byte order mark as U+FEFF, CRLF kept);
 * `index` finds each step and gate in it without parsing, and is of no interest outside this folder.
 */
export interface SequenceDocument {
  readonly text: string
  readonly sequence: Sequence
  readonly file: string
  readonly index: SequenceIndex
}

/** The document's index, to be kept beside text and sequence in a cache. Plain JSON. */
export function indexOf(document: SequenceDocument): SequenceIndex {
  return document.index
}

/**
 * A document from a cache, without parsing. The three must have come from one document; an index that does not
 * fit is noticed when the document is edited, and costs a parse then, but never a wrong value.
 */
export function restoreDocument(
  text: string,
  sequence: Sequence,
  index: SequenceIndex,
  file: string = SEQUENCE_FILE,
): SequenceDocument {
  return { text, sequence, file, index }
}

/** The file's name in messages unless the caller gives another one. */
export const SEQUENCE_FILE = 'sequence.yaml'
