import type { RawAction } from '../../protocol/methods.ts'
import { ok, type Result } from '../../result.ts'
import type { Filled } from './form.ts'
import { argumentsOf } from './tokens.ts'

/** Only the fields that were given. */
export function optional(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The command of a step as its list of arguments; undefined where none was given. */
export function commandOf(filled: Filled): Result<string[] | undefined> {
  return filled.has('command') ? argumentsOf(filled.text('command')) : ok(undefined)
}

/** Each of some nodes waits for each of others. */
export function waits(stepIds: readonly string[], depIds: readonly string[]): RawAction[] {
  return stepIds.flatMap((stepId) => depIds.map((depId) => ({ action: 'dep.add', stepId, depId })))
}
