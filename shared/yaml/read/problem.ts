import { bug, type Failure, type FailureCode } from '../../failure.ts'
import { positionAt } from './position.ts'

/** Something wrong at an offset of a text; becomes a Failure once file, line and column are added. */
export interface Problem {
  readonly code: FailureCode
  readonly message: string
  readonly offset: number
  readonly path?: readonly (string | number)[] | undefined
  readonly hint?: string | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** The text that problems are about. */
export interface Source {
  readonly file: string
  readonly text: string
}

/** Which of several problems is told first: what makes the others meaningless comes before them. */
const PRECEDENCE: readonly FailureCode[] = [
  'FILE_TOO_LARGE',
  'INVALID_ENCODING',
  'EMPTY_FILE',
  'TOO_DEEP',
  'YAML_MULTIPLE_DOCUMENTS',
  'YAML_TAG',
  'YAML_ALIAS',
  'YAML_SYNTAX',
  'YAML_MERGE_KEY',
  'YAML_KEY',
  'RESERVED_KEY',
  'DUPLICATE_KEY',
  'UNSUPPORTED_VERSION',
  'INVALID_SCHEMA',
  'LIMIT_EXCEEDED',
  'INVALID_ID',
  'INVALID_POLICY',
  'DANGLING_DEPENDENCY',
  'CYCLE',
  'INVALID_PATH',
]

/** Most problems that one failure lists. */
const MAX_LISTED = 50

/** Place of a code in the order in which problems are told: the most basic one has the lowest. */
export function rankOf(code: FailureCode): number {
  const index = PRECEDENCE.indexOf(code)
  return index === -1 ? PRECEDENCE.length : index
}

function toFailure(problem: Problem, source: Source): Failure {
  const { code, message, offset, path, hint, details } = problem
  return {
    code,
    message,
    at: { file: source.file, ...positionAt(source.text, offset), path: path ?? [] },
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  }
}

/**
 * The failure for one or more problems: the most basic one, the earliest of its kind. When there are several,
 * `details.problems` lists them in the order of the file (at most 50), each as a failure of its own.
 */
export function failureOf(problems: readonly Problem[], source: Source): Failure {
  const listed = problems.toSorted((a, b) => a.offset - b.offset)
  const first = listed.toSorted((a, b) => rankOf(a.code) - rankOf(b.code))[0]
  if (!first) return bug('a failure without a problem')
  const failure = toFailure(first, source)
  if (problems.length === 1) return failure
  const all = listed.slice(0, MAX_LISTED).map((problem) => toFailure(problem, source))
  return { ...failure, details: { ...failure.details, problems: all, count: problems.length } }
}
