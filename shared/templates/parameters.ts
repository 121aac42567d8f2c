import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { suggestion } from './suggestion.ts'
import type {
  ParameterType,
  Template,
  TemplateParameter,
  TemplateValue,
  TemplateValues,
} from './template.ts'

const IN_WORDS: Readonly<Record<ParameterType, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list of texts',
}

function isOfType(value: unknown, type: ParameterType): value is TemplateValue {
  if (type === 'list') {
    return Array.isArray(value) && value.every((item) => typeof item === 'string')
  }
  return type === 'number' ? Number.isFinite(value) : typeof value === type
}

function rangeInWords({ type, min, max }: TemplateParameter): string {
  const things = type === 'list' ? ' items' : ''
  if (min !== undefined && max !== undefined) return `${min} to ${max}${things}`
  return min === undefined ? `at most ${max}${things}` : `at least ${min}${things}`
}

/** Why a value is not what a parameter takes, as the rest of a sentence; undefined when it is. */
export function valueProblem(parameter: TemplateParameter, value: unknown): string | undefined {
  const { type, min, max, whole } = parameter
  if (!isOfType(value, type)) return `must be ${IN_WORDS[type]}`
  if (whole && !Number.isInteger(value)) return 'must be a whole number'
  const size = Array.isArray(value) ? value.length : value
  if (typeof size !== 'number') return undefined
  const isInside = size >= (min ?? Number.NEGATIVE_INFINITY) && size <= (max ?? size)
  return isInside ? undefined : `must be ${rangeInWords(parameter)}`
}

function refuse(parameter: string, message: string, hint: string): Result<never> {
  return fail('INVALID_PARAMETERS', message, {
    at: { path: ['parameters', parameter] },
    hint,
    details: { parameter },
  })
}

function resolveValue(
  template: Template,
  parameter: TemplateParameter,
  given: Readonly<Record<string, unknown>>,
): Result<TemplateValue> {
  const { name, description } = parameter
  const value = Object.hasOwn(given, name) ? given[name] : parameter.default
  if (value === undefined) {
    return refuse(name, `Template ${template.name} needs ${name}.`, `${name}: ${description}.`)
  }
  const problem = valueProblem(parameter, value)
  if (problem === undefined) return ok(value as TemplateValue)
  const text = JSON.stringify(value)
  const shown = text.length <= 80 ? ` ${text}` : ''
  return refuse(
    name,
    `${name}${shown} of template ${template.name} ${problem}.`,
    `${name}: ${description}.`,
  )
}

/**
 * The values of all parameters of a template: those given, and else the defaults. An unknown parameter, one that
 * is missing, of another type or out of its range is refused by its name.
 */
export function checkParameters(
  template: Template,
  given: Readonly<Record<string, unknown>>,
): Result<TemplateValues> {
  const known = template.parameters.map(({ name }) => name)
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    return refuse(
      unknown,
      `Template ${template.name} has no parameter ${unknown}.`,
      suggestion(unknown, known, 'parameters'),
    )
  }
  const values: Record<string, TemplateValue> = {}
  for (const parameter of template.parameters) {
    const value = resolveValue(template, parameter, given)
    if (!value.ok) return value
    values[parameter.name] = value.value
  }
  return ok(values)
}
