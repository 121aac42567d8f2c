import { z } from 'zod'
import { readSequence } from '../commit/read-sequence.ts'
import { type Failure, fail } from '../failure.ts'
import { sha256Hex } from '../hash.ts'
import { ok, type Result } from '../result.ts'
import { RevisionSchema } from '../schema/ids.ts'
import { normalizePath, PromptPathSchema, SEQUENCE_PATH } from '../schema/paths.ts'
import type { SequenceDocument } from '../yaml/sequence-document.ts'
import { parseStrictJson } from './strict-json.ts'

/** Largest snapshot in UTF-16 units of its JSON. */
const MAX_LENGTH = 64 * 1024 * 1024
/** Most files that a snapshot holds. */
const MAX_FILES = 10_000
const FILE = 'snapshot'

/** Characters that are drawn as nothing, so that two names that look the same could differ. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u

const SnapshotSchema = z.strictObject({
  threados_snapshot: z.literal(1),
  files: z.array(z.strictObject({ path: z.string(), sha256: RevisionSchema, content: z.string() })),
})
type SnapshotFile = z.infer<typeof SnapshotSchema>['files'][number]

/** A snapshot that is sound: what it holds is still only data, and nothing of it has been written anywhere. */
export interface Snapshot {
  readonly document: SequenceDocument
  /** Prompt texts by their path inside `.threados/prompts/`. */
  readonly prompts: ReadonlyMap<string, string>
}

function refuse(message: string, cause?: Failure): Result<never> {
  return fail('INVALID_SNAPSHOT', message, {
    at: { file: FILE },
    hint: 'Nothing was read from it. Ask whoever made the snapshot for a new export.',
    ...(cause === undefined ? {} : { details: { cause } }),
  })
}

/** Why a snapshot must not hold a file of this path; undefined when it may. */
function pathProblem(path: string): string | undefined {
  if (path === SEQUENCE_PATH) return undefined
  const checked = PromptPathSchema.safeParse(path)
  if (!checked.success) return checked.error.issues[0]?.message ?? 'is refused'
  if (normalizePath(path) !== path) return 'must be written in its shortest form'
  if (path !== path.normalize('NFC') || INVISIBLE.test(path)) return 'has invisible characters'
  return undefined
}

function fileProblem(file: SnapshotFile, known: Set<string>): string | undefined {
  const name = JSON.stringify(file.path)
  const reason = pathProblem(file.path)
  if (reason) return `A snapshot must not hold the file ${name}: its path ${reason}.`
  // File systems of Windows and macOS take A.md and a.md for one file.
  const folded = file.path.toLowerCase()
  if (known.has(folded)) return `The snapshot holds the file ${name} twice.`
  known.add(folded)
  return sha256Hex(file.content) === file.sha256
    ? undefined
    : `The content of ${name} is not what its SHA-256 says.`
}

/** The files of a snapshot, each of them allowed, named once and with the content that its hash names. */
function checkFiles(files: readonly SnapshotFile[]): Result<ReadonlyMap<string, string>> {
  const known = new Set<string>()
  for (const file of files) {
    const problem = fileProblem(file, known)
    if (problem) return refuse(problem)
  }
  return ok(new Map(files.map(({ path, content }) => [path, content])))
}

function countFiles(value: unknown): number {
  const files = (value as { readonly files?: unknown } | null)?.files
  return Array.isArray(files) ? files.length : 0
}

/**
 * Reads a snapshot of unknown origin (SPEC §15) as strictly as sequence.yaml: sequence.yaml and prompts only,
 * never policy, state or audit; every path safe on all three platforms; every content as its hash says; and a
 * sequence that is sound by itself. Fails with INVALID_SNAPSHOT, FILE_TOO_LARGE or LIMIT_EXCEEDED.
 */
export function readSnapshot(json: string): Result<Snapshot> {
  if (json.length > MAX_LENGTH) {
    return fail('FILE_TOO_LARGE', `A snapshot must not be larger than ${MAX_LENGTH} characters.`)
  }
  const parsed = parseStrictJson(json, FILE)
  if (!parsed.ok) return refuse(parsed.failure.message, parsed.failure)
  if (countFiles(parsed.value) > MAX_FILES) {
    return fail('LIMIT_EXCEEDED', `A snapshot must not hold more than ${MAX_FILES} files.`)
  }
  const checked = SnapshotSchema.safeParse(parsed.value)
  if (!checked.success) return refuse(`This is no snapshot: ${z.prettifyError(checked.error)}.`)
  const files = checkFiles(checked.data.files)
  if (!files.ok) return files
  const text = files.value.get(SEQUENCE_PATH)
  if (text === undefined) return refuse(`The snapshot holds no ${SEQUENCE_PATH}.`)
  const document = readSequence(text, { file: SEQUENCE_PATH })
  if (!document.ok) {
    return refuse(`Its sequence is not sound: ${document.failure.message}`, document.failure)
  }
  const prompts = new Map([...files.value].filter(([path]) => path !== SEQUENCE_PATH))
  return ok({ document: document.value, prompts })
}
