import type { UncheckedAction } from '../actions/define.ts'
import { fail } from '../failure.ts'
import { sha256Hex } from '../hash.ts'
import { allResults, mapResult, ok, type Result } from '../result.ts'
import { failureOf, type Problem } from '../yaml/read/problem.ts'
import { checkSchema, readDocument } from '../yaml/read/read-document.ts'
import { offsetAt } from '../yaml/read/value.ts'
import { valueProblem } from './parameters.ts'
import { type RepoTemplateFile, RepoTemplateSchema } from './repo-template-schema.ts'
import type { Template, TemplateValues } from './template.ts'
import { expandValue, variableProblem } from './variables.ts'

/** Most bytes that a template's file may have. */
export const MAX_TEMPLATE_BYTES = 256 * 1024
/** More files than this are no longer templates that people wrote. */
export const MAX_TEMPLATES = 500
/** What the names of templates' files end in. */
export const TEMPLATE_ENDING = '.yaml'

type Path = readonly (string | number)[]

/** Something wrong at a place of the file's data. */
interface Fault {
  readonly path: Path
  readonly message: string
  readonly hint?: string
}

function parameterFaults({ parameters }: RepoTemplateFile): Fault[] {
  return parameters.flatMap((parameter, index): Fault[] => {
    const { name } = parameter
    if (parameters.findIndex((other) => other.name === name) < index) {
      return [
        { path: ['parameters', index, 'name'], message: `The parameter ${name} comes twice.` },
      ]
    }
    if (parameter.default === undefined) return []
    const problem = valueProblem(parameter, parameter.default)
    if (problem === undefined) return []
    const message = `The default of the parameter ${name} ${problem}.`
    return [{ path: ['parameters', index, 'default'], message }]
  })
}

function variableFaults(value: unknown, known: readonly string[], path: Path): Fault[] {
  if (typeof value === 'string') {
    const problem = variableProblem(value, known)
    return problem ? [{ path, ...problem }] : []
  }
  if (value === null || typeof value !== 'object') return []
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value)
  return entries.flatMap(([key, item]) => variableFaults(item, known, [...path, key]))
}

function faultsOf(file: RepoTemplateFile): Fault[] {
  const known = file.parameters.map(({ name }) => name)
  return [...parameterFaults(file), ...variableFaults(file.actions, known, ['actions'])]
}

function expandDeep(value: unknown, values: TemplateValues): Result<unknown> {
  if (typeof value === 'string') return expandValue(value, values)
  if (Array.isArray(value)) return allResults(value.map((item) => expandDeep(item, values)))
  if (value === null || typeof value !== 'object') return ok(value)
  const entries = Object.entries(value).map(([key, item]) =>
    mapResult(expandDeep(item, values), (expanded) => [key, expanded] as const),
  )
  return mapResult(allResults(entries), (all) => Object.fromEntries(all))
}

function templateOf(file: RepoTemplateFile, revision: string): Template {
  const { name, title = name, description, parameters, actions } = file
  return {
    name,
    title,
    description,
    parameters,
    revision,
    build: (values) =>
      mapResult(expandDeep(actions, values), (expanded) => expanded as UncheckedAction[]),
  }
}

/**
 * Reads a repository's own template, as strictly as every YAML file: parameters and a list of actions that only
 * edit the plan. Texts of the actions may hold `{{variables}}`; a value that is exactly one keeps the variable's
 * type. A failure has file, line, column and path; an unknown variable is found here, not when it is applied.
 */
export function parseRepoTemplate(source: Uint8Array | string, file: string): Result<Template> {
  const read = readDocument(source, { file, maxBytes: MAX_TEMPLATE_BYTES })
  if (!read.ok) return read
  const { tree } = read.value
  const checked = checkSchema(read.value, RepoTemplateSchema)
  const faults = checked.value ? faultsOf(checked.value) : []
  const problems: readonly Problem[] = [
    ...checked.problems,
    ...faults.map(
      (fault): Problem => ({
        code: 'INVALID_SCHEMA',
        offset: offsetAt(tree.root, fault.path),
        ...fault,
      }),
    ),
  ]
  if (checked.value && problems.length === 0)
    return ok(templateOf(checked.value, sha256Hex(tree.text)))
  return { ok: false, failure: failureOf(problems, { file, text: tree.text }) }
}

/** Reads the template of a file of the templates folder: as `parseRepoTemplate`, and its name must be the file's. */
export function parseTemplateFile(source: Uint8Array | string, file: string): Result<Template> {
  const parsed = parseRepoTemplate(source, file)
  const name = file.slice(file.lastIndexOf('/') + 1, -TEMPLATE_ENDING.length)
  if (!parsed.ok || parsed.value.name === name) return parsed
  return fail('INVALID_SCHEMA', `${file} holds the template ${parsed.value.name}.`, {
    at: { file, path: ['name'] },
    hint: `Call the file ${parsed.value.name}.yaml, or the template ${name}.`,
  })
}
