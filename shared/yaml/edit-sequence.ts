import { bug, fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { MAX_SEQUENCE_BYTES, type Sequence } from '../schema/sequence.ts'
import { checkNext } from './edit/check-next.ts'
import { editText } from './edit/edit-text.ts'
import { reprintFile } from './edit/reprint-file.ts'
import { lineEndOf } from './layout/lines.ts'
import { parseSequence } from './parse-sequence.ts'
import { utf8Length } from './read/decode.ts'
import { isSame } from './read/plain.ts'
import type { SequenceDocument } from './sequence-document.ts'

function isTooLarge(text: string): boolean {
  return text.length * 3 > MAX_SEQUENCE_BYTES && utf8Length(text) > MAX_SEQUENCE_BYTES
}

function bounded(document: SequenceDocument): Result<SequenceDocument> {
  if (!isTooLarge(document.text)) return ok(document)
  const message = `${document.file} would be larger than ${MAX_SEQUENCE_BYTES} bytes.`
  return fail('FILE_TOO_LARGE', message, { at: { file: document.file } })
}

/** Reads the text anew, in case the index came from elsewhere, and prints all of it when nothing else helps. */
function editAnew(document: SequenceDocument, next: Sequence): Result<SequenceDocument> {
  const { file, text } = document
  const fresh = parseSequence(text, { file })
  if (!fresh.ok) return fresh
  const { sequence: old, index } = fresh.value
  const edited = editText({ text, index }, { old, next, eol: lineEndOf(text) })
  if (edited) return bounded({ ...edited, sequence: next, file })
  const printed = reprintFile(text, next)
  if (isTooLarge(printed)) return bounded({ ...document, text: printed })
  const read = parseSequence(printed, { file })
  if (!read.ok) return read
  if (!isSame(read.value.sequence, next)) return bug('a printed sequence does not read back')
  return ok({ ...read.value, sequence: next })
}

/**
 * The document with another sequence: its text has exactly that value, and every byte outside the touched nodes
 * is kept. A scalar or an entry of a list is replaced in place; a new field goes behind the field that comes
 * before it in the schema; a field goes with its line and the comment on it; a step or gate goes and moves with
 * the comment directly above it in the column of its dash. Fails when the sequence breaks the schema, or when
 * the document's own text can't be read. One changed node costs the parsing of that node, not of the file.
 */
export function editSequence(document: SequenceDocument, next: Sequence): Result<SequenceDocument> {
  const { text, index, file, sequence: old } = document
  if (isSame(old, next)) return ok(document)
  const failure = checkNext(old, next)
  if (failure) return { ok: false, failure }
  const edited = editText({ text, index }, { old, next, eol: lineEndOf(text) })
  return edited ? bounded({ ...edited, sequence: next, file }) : editAnew(document, next)
}
