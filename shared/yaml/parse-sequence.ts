import { isMap } from 'yaml'
import type { Failure } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import {
  MAX_SEQUENCE_BYTES,
  SEQUENCE_VERSION,
  type Sequence,
  SequenceSchema,
} from '../schema/sequence.ts'
import { sequenceIndex } from './layout/list-index.ts'
import { isRecord, type Path } from './read/plain.ts'
import { positionAt } from './read/position.ts'
import { failureOf, type Problem } from './read/problem.ts'
import { checkSchema, type ReadDocument, readDocument } from './read/read-document.ts'
import { offsetAt } from './read/value.ts'
import { withoutExtensions } from './schema/extensions.ts'
import { SEQUENCE_FILE, type SequenceDocument } from './sequence-document.ts'

/** How a sequence is read. */
export interface ParseSequenceOptions {
  /** The file's name for messages; `sequence.yaml` when absent. */
  readonly file?: string
}

/**
 * A sequence file looked at. A document beside a failure: the only fault is that paths are refused, so that the
 * graph can be checked first.
 */
export type ExaminedSequence =
  | { readonly document: SequenceDocument; readonly failure: Failure | undefined }
  | { readonly document: undefined; readonly failure: Failure }

const VERSION = /^(\d{1,9})(\.\d{1,9}){0,2}$/

/** What is wrong with the version before anything else is looked at: another version has other rules. */
function versionProblem({ raw, tree }: ReadDocument): Problem | undefined {
  const version = isRecord(raw) ? raw['version'] : undefined
  if (typeof version !== 'string') return undefined
  const offset = offsetAt(tree.root, ['version'])
  const major = VERSION.exec(version)?.[1]
  if (major === undefined) {
    return {
      code: 'INVALID_SCHEMA',
      message: `version must be two numbers as in "${SEQUENCE_VERSION}"; it is ${JSON.stringify(version.slice(0, 40))}.`,
      path: ['version'],
      offset,
      hint: `Write version: "${SEQUENCE_VERSION}".`,
    }
  }
  if (Number(major) === 1) return undefined
  const newer = Number(major) > 1
  return {
    code: 'UNSUPPORTED_VERSION',
    message: newer
      ? `The file has version ${version}: it was written by a newer ThreadOS.`
      : `The file has version ${version}, which this ThreadOS does not know.`,
    path: ['version'],
    offset,
    hint: newer ? 'Update ThreadOS.' : `Write version: "${SEQUENCE_VERSION}".`,
    details: { version, supported: SEQUENCE_VERSION },
  }
}

/** The file's data with what it may leave out filled in. */
function withDefaults(raw: unknown): unknown {
  return isRecord(raw) ? { version: SEQUENCE_VERSION, steps: [], gates: [], ...raw } : raw
}

function idsOf(list: unknown): unknown[] {
  return Array.isArray(list) ? list.map((item) => (isRecord(item) ? item['id'] : undefined)) : []
}

/** Ids that two nodes have, told with both places; without this no edit could tell one from the other. */
function repeatedIds({ raw, tree }: ReadDocument): Problem[] {
  if (!isRecord(raw)) return []
  const seen = new Map<string, (string | number)[]>()
  const problems: Problem[] = []
  for (const list of ['steps', 'gates']) {
    for (const [index, id] of idsOf(raw[list]).entries()) {
      if (typeof id !== 'string') continue
      const path = [list, index, 'id']
      const earlier = seen.get(id)
      if (earlier) problems.push(repeatedId(tree, id, earlier, path))
      else seen.set(id, path)
    }
  }
  return problems
}

function repeatedId(
  { root, text }: ReadDocument['tree'],
  id: string,
  earlier: Path,
  path: Path,
): Problem {
  const offset = offsetAt(root, path)
  const first = positionAt(text, offsetAt(root, earlier))
  return {
    code: 'INVALID_ID',
    message: `The id ${JSON.stringify(id.slice(0, 64))} is used twice; it already stands in line ${first.line}.`,
    path,
    offset,
    hint: 'Steps and gates share one set of ids: rename one of the two.',
    details: { id, first, second: positionAt(text, offset) },
  }
}

/** The sequence that data is, all its problems aside: only for data whose structure is sound. */
function asSequence(raw: unknown): Sequence {
  return withoutExtensions(raw, SequenceSchema) as Sequence
}

/**
 * Reads a sequence and says both what it is and what is wrong with it. A document beside a failure means that
 * only paths (INVALID_PATH) were refused: the graph's own faults are more basic and may be told instead.
 */
export function examineSequence(
  source: Uint8Array | string,
  options: ParseSequenceOptions = {},
): ExaminedSequence {
  const file = options.file ?? SEQUENCE_FILE
  const read = readDocument(source, { file, maxBytes: MAX_SEQUENCE_BYTES })
  if (!read.ok) return { document: undefined, failure: read.failure }
  const { tree } = read.value
  const { text } = tree
  const version = versionProblem(read.value)
  if (version) return { document: undefined, failure: failureOf([version], { file, text }) }
  const raw = withDefaults(read.value.raw)
  const checked = checkSchema({ tree, raw }, SequenceSchema)
  const problems = [...checked.problems, ...repeatedIds(read.value)]
  const make = (sequence: Sequence) => ({ text, sequence, file, index: sequenceIndex(tree) })
  if (problems.length === 0 && checked.value)
    return { document: make(checked.value), failure: undefined }
  const failure = failureOf(problems, { file, text })
  const onlyPaths = isMap(tree.root) && problems.every(({ code }) => code === 'INVALID_PATH')
  return onlyPaths ? { document: make(asSequence(raw)), failure } : { document: undefined, failure }
}

/**
 * Reads sequence.yaml strictly (SPEC §4.1). `text` of the answer gives the file's bytes again; `sequence` has no
 * `x-` keys (they stay in the text), `steps` and `gates` are lists even when the file leaves them out, and the
 * version is "1.0" unless the file says so itself. The graph is not checked: `readSequence` does both.
 */
export function parseSequence(
  source: Uint8Array | string,
  options: ParseSequenceOptions = {},
): Result<SequenceDocument> {
  const { document, failure } = examineSequence(source, options)
  if (!document) return { ok: false, failure }
  return failure ? { ok: false, failure } : ok(document)
}
