import type { Failure } from './failure.ts'

/** Expected trouble is a value: either the answer, or the failure that says why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

/** Wraps an answer. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** Applies `f` to the answer of a successful result and hands a failure through. */
export function mapResult<T, U>(result: Result<T>, f: (value: T) => U): Result<U> {
  return result.ok ? ok(f(result.value)) : result
}

/** The answers of all results in order, or the first failure. */
export function allResults<T>(results: readonly Result<T>[]): Result<T[]> {
  const values: T[] = []
  for (const result of results) {
    if (!result.ok) return result
    values.push(result.value)
  }
  return ok(values)
}
