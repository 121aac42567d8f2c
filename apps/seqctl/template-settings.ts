import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Template, TemplateValue } from '../../shared/templates/template.ts'
import { type Field, parseField } from './fields.ts'

const KINDS: Readonly<Record<Template['parameters'][number]['type'], Field['kind']>> = {
  string: 'text',
  number: 'number',
  boolean: 'flag',
  list: 'list',
}

/** A text as the value of a parameter; what the template does not know stays a text, for the engine to refuse. */
function settingValue(template: Template | undefined, name: string, text: string): Result<unknown> {
  const parameter = template?.parameters.find((one) => one.name === name)
  if (!parameter) return ok(text)
  const { type, description } = parameter
  if (type === 'boolean' && text !== 'true' && text !== 'false') {
    return fail('USAGE', `--set ${name} needs true or false, not "${text}".`)
  }
  const isJson = type === 'list' && text.startsWith('[')
  const kind = isJson ? 'json' : KINDS[type]
  const flag = `--set ${name}`
  return parseField({ name, flag, kind, description, isRequired: false, choices: [] }, text)
}

/** The parameters that `k=v` texts set, each by the type that the template gives it. */
export function parametersFrom(
  template: Template | undefined,
  settings: readonly string[],
): Result<Record<string, TemplateValue>> {
  const values = new Map<string, unknown>()
  for (const setting of settings) {
    const [name = '', ...rest] = setting.split('=')
    if (name === '' || rest.length === 0) {
      return fail('USAGE', `--set needs name=value, not "${setting}".`)
    }
    if (values.has(name)) return fail('USAGE', `--set gives ${name} twice.`)
    const value = settingValue(template, name, rest.join('='))
    if (!value.ok) return value
    values.set(name, value.value)
  }
  return ok(Object.fromEntries(values) as Record<string, TemplateValue>)
}

/** Collects the values of a flag that may come more than once. */
export function collected(setting: string, before: readonly string[]): readonly string[] {
  return [...before, setting]
}
