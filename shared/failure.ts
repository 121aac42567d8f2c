import type { Result } from './result.ts'

/**
 * Every failure code of the product, once. `exit` is seqctl's exit code (SPEC: 1 failed, 2 usage, 3 denied,
 * 4 needs confirmation, 5 conflict, 6 not found, 7 runtime unavailable, 130 interrupted), `http` the status
 * that the bridge answers with.
 */
export const FAILURES = {
  INTERNAL: { exit: 1, http: 500 },
  USAGE: { exit: 2, http: 400 },

  FILE_TOO_LARGE: { exit: 1, http: 422 },
  INVALID_ENCODING: { exit: 1, http: 422 },
  EMPTY_FILE: { exit: 1, http: 422 },
  TOO_DEEP: { exit: 1, http: 422 },
  YAML_MULTIPLE_DOCUMENTS: { exit: 1, http: 422 },
  YAML_TAG: { exit: 1, http: 422 },
  YAML_ALIAS: { exit: 1, http: 422 },
  YAML_SYNTAX: { exit: 1, http: 422 },
  YAML_MERGE_KEY: { exit: 1, http: 422 },
  YAML_KEY: { exit: 1, http: 422 },
  RESERVED_KEY: { exit: 1, http: 422 },
  DUPLICATE_KEY: { exit: 1, http: 422 },
  INVALID_SCHEMA: { exit: 1, http: 422 },
  LIMIT_EXCEEDED: { exit: 1, http: 422 },
  INVALID_ID: { exit: 1, http: 422 },
  INVALID_POLICY: { exit: 1, http: 422 },
  INVALID_PATTERN: { exit: 1, http: 422 },
  INVALID_PATH: { exit: 1, http: 422 },
  DANGLING_DEPENDENCY: { exit: 1, http: 422 },
  CYCLE: { exit: 1, http: 422 },
  UNSUPPORTED_VERSION: { exit: 1, http: 422 },
  INVALID_STATE: { exit: 1, http: 422 },
  INVALID_AUDIT: { exit: 1, http: 422 },
  INVALID_SNAPSHOT: { exit: 1, http: 422 },

  ALREADY_EXISTS: { exit: 1, http: 409 },
  ILLEGAL_TRANSITION: { exit: 1, http: 409 },
  HAS_DEPENDENTS: { exit: 1, http: 409 },
  NOT_RUNNABLE: { exit: 1, http: 409 },
  RUN_FAILED: { exit: 1, http: 409 },
  TIMEOUT: { exit: 1, http: 504 },
  IO: { exit: 1, http: 500 },

  DENIED: { exit: 3, http: 403 },
  CONFIRMATION_REQUIRED: { exit: 4, http: 403 },

  CONFLICT: { exit: 5, http: 409 },
  ALREADY_RUNNING: { exit: 5, http: 409 },
  LOCKED: { exit: 5, http: 409 },

  STEP_NOT_FOUND: { exit: 6, http: 404 },
  GATE_NOT_FOUND: { exit: 6, http: 404 },
  GROUP_NOT_FOUND: { exit: 6, http: 404 },
  RUN_NOT_FOUND: { exit: 6, http: 404 },
  TEMPLATE_NOT_FOUND: { exit: 6, http: 404 },
  NOT_FOUND: { exit: 6, http: 404 },
  NOT_A_WORKSPACE: { exit: 6, http: 404 },

  RUNTIME_UNAVAILABLE: { exit: 7, http: 503 },
  COMMAND_NOT_FOUND: { exit: 7, http: 503 },
  BRIDGE_UNREACHABLE: { exit: 7, http: 503 },
  PROVIDER_UNREACHABLE: { exit: 7, http: 502 },

  UNAUTHORIZED: { exit: 3, http: 401 },
  FORBIDDEN_ORIGIN: { exit: 3, http: 403 },
  TOO_MANY_REQUESTS: { exit: 5, http: 429 },
  UNKNOWN_METHOD: { exit: 2, http: 404 },
  INVALID_PARAMETERS: { exit: 2, http: 400 },

  INTERRUPTED: { exit: 130, http: 499 },
} as const satisfies Record<string, { exit: number; http: number }>

/** The name of a kind of failure: stable, for programs. */
export type FailureCode = keyof typeof FAILURES

/** Where in a file something is wrong. `line` and `column` count from 1; `path` is the place in the data. */
export interface FailurePlace {
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly path?: readonly (string | number)[] | undefined
}

/** What went wrong: a code for programs, one sentence for people, where, and what to do about it. */
export interface Failure {
  readonly code: FailureCode
  readonly message: string
  readonly at?: FailurePlace | undefined
  readonly hint?: string | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** Makes a failed result. `message` is one sentence that names the thing. */
export function fail(
  code: FailureCode,
  message: string,
  more: Omit<Failure, 'code' | 'message'> = {},
): Result<never> {
  return { ok: false, failure: { code, message, ...more } }
}

/** A failure in flight: thrown only where a callback's signature leaves no room for a Result. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'FailureError'
    this.failure = failure
  }
}

/** Stops on something that can't happen unless the program itself is wrong; never for bad input. */
export function bug(message: string): never {
  throw new Error(`This is a bug in ThreadOS: ${message}`)
}

/** The one funnel from a caught value to a failure. */
export function failureFrom(cause: unknown): Failure {
  if (cause instanceof FailureError) return cause.failure
  const message = cause instanceof Error ? cause.message : String(cause)
  return { code: 'INTERNAL', message }
}

/** The answer of a result; a failure is thrown as FailureError. For edges whose caller catches. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}

/** `steps[2].depends_on[0]` for `['steps', 2, 'depends_on', 0]`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`,
    )
    .join('')
}

/** `file:line:column (path)`, as far as known; an empty string when nothing is. */
export function formatPlace(at: FailurePlace | undefined): string {
  if (!at) return ''
  const position = [at.file, at.line, at.column].filter((part) => part !== undefined).join(':')
  const path = at.path && at.path.length > 0 ? formatPath(at.path) : ''
  return [position, path && `(${path})`].filter(Boolean).join(' ')
}
