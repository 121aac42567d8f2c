import type { z } from 'zod'
import { bug, type Failure, type FailureCode, fail, formatPath } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { NodeIdSchema } from '../schema/ids.ts'
import type { ActionDefinition } from './define.ts'
import { suggest } from './nearest.ts'
import { parameterDescription } from './parameters.ts'
import { ACTION_NAMES, type Action, findAction } from './registry.ts'

type Path = readonly (string | number)[]

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === 'object'
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    value,
  )
}

/** Ids and paths that break their rule have codes of their own. */
function codeOf(issue: z.core.$ZodIssue, value: unknown): FailureCode {
  if (issue.code === 'custom' && issue.params?.['rule'] === 'path') return 'INVALID_PATH'
  if (typeof value === 'string') {
    const asId = NodeIdSchema.safeParse(value)
    const broken = asId.error?.issues.some((other) => other.message === issue.message)
    if (broken) return 'INVALID_ID'
  }
  return 'INVALID_PARAMETERS'
}

/** One sentence on what is wrong with a parameter. Rules of ours read as the rest of a sentence. */
function sentenceFor(name: string, issue: z.core.$ZodIssue, value: unknown): string {
  const place = formatPath(issue.path as Path)
  if (value === undefined && issue.code === 'invalid_type') return `${name} needs ${place}.`
  if (value === null) return `${place} of ${name} can't be cleared.`
  const shown = JSON.stringify(value)
  const what = shown !== undefined && shown.length <= 80 ? `${place} ${shown}` : place
  return /^[a-z]/.test(issue.message)
    ? `${what} of ${name} ${issue.message.replace(/\.$/, '')}.`
    : `${what} of ${name} is not valid: ${issue.message}.`
}

function unknownKey(definition: ActionDefinition, key: string): Failure {
  const known = Object.keys(definition.parameters.shape)
  return {
    code: 'INVALID_PARAMETERS',
    message: `${definition.name} has no parameter ${key}.`,
    at: { path: [key] },
    hint: suggest(key, known, 'parameters'),
    details: { parameter: key },
  }
}

/** The first thing that is wrong with an action's parameters, as a failure. */
function failureOf(
  definition: ActionDefinition,
  issues: readonly z.core.$ZodIssue[],
  parameters: unknown,
): Failure {
  const issue = issues[0]
  if (!issue) return bug(`zod refused the parameters of ${definition.name} without an issue`)
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return unknownKey(definition, issue.keys[0] ?? '')
  }
  const path = issue.path as Path
  const value = valueAt(parameters, path)
  const description = parameterDescription(definition, String(path[0]))
  return {
    code: codeOf(issue, value),
    message: sentenceFor(definition.name, issue, value),
    at: { path },
    ...(description === undefined ? {} : { hint: `${path[0]}: ${description}.` }),
    details: { parameter: formatPath(path) },
  }
}

/** A failure said of one action among several: with its index, and in its message when there are others. */
export function blame(failure: Failure, action: string, index: number, count: number): Failure {
  return {
    ...failure,
    message:
      count > 1
        ? `Action ${index + 1} of ${count} (${action}): ${failure.message}`
        : failure.message,
    details: { ...failure.details, index, action },
  }
}

function parseOne(raw: unknown): Result<Action> {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    return fail('INVALID_PARAMETERS', 'An action must be an object with the key action.', {
      hint: 'As in {"action":"step.rm","id":"build"}.',
    })
  }
  const { action: name, ...parameters } = raw as Record<string, unknown>
  const definition = typeof name === 'string' ? findAction(name) : undefined
  if (!definition) {
    return fail(
      'INVALID_PARAMETERS',
      `There is no action ${JSON.stringify(name) ?? 'without a name'}.`,
      {
        at: { path: ['action'] },
        hint: suggest(String(name), ACTION_NAMES, 'actions'),
        details: { parameter: 'action' },
      },
    )
  }
  const parsed = definition.parameters.safeParse(parameters)
  if (!parsed.success) {
    return { ok: false, failure: failureOf(definition, parsed.error.issues, parameters) }
  }
  return ok({ action: definition.name, ...parsed.data } as Action)
}

/**
 * Checks actions against their schemas: unknown names and keys are refused with the nearest known one. The
 * first failure names its index in `details.index`, counted from 0.
 */
export function parseActions(raw: readonly unknown[]): Result<Action[]> {
  const actions: Action[] = []
  for (const [index, one] of raw.entries()) {
    const parsed = parseOne(one)
    if (!parsed.ok) {
      const name = (one as { action?: unknown } | null)?.action
      const failure = blame(parsed.failure, String(name ?? 'unnamed'), index, raw.length)
      return { ok: false, failure }
    }
    actions.push(parsed.value)
  }
  return ok(actions)
}
