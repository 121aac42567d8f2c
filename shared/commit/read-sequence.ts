import { checkGraph } from '../dag/check.ts'
import type { Failure } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { locate } from '../yaml/locate.ts'
import { examineSequence, type ParseSequenceOptions } from '../yaml/parse-sequence.ts'
import type { SequenceDocument } from '../yaml/sequence-document.ts'

/** The failure with its file, line and column, as far as the graph's check knows the place in the data. */
function placed(failure: Failure, document: SequenceDocument): Failure {
  const path = failure.at?.path
  const position = path && locate(document, path)
  return { ...failure, at: { ...failure.at, file: document.file, ...position } }
}

/**
 * Reads sequence.yaml and checks its graph as well: what every command and every client starts from. Reading is
 * as strict as `parseSequence`; refused paths are told last, after faults of the graph.
 */
export function readSequence(
  source: Uint8Array | string,
  options: ParseSequenceOptions = {},
): Result<SequenceDocument> {
  const { document, failure } = examineSequence(source, options)
  if (!document) return { ok: false, failure }
  const checked = checkGraph(document.sequence)
  if (!checked.ok) return { ok: false, failure: placed(checked.failure, document) }
  return failure ? { ok: false, failure } : ok(document)
}
