import type { TemplateHead, TemplateValue } from '../../templates/template.ts'

/** What was set, as it was written: several values of one name where commas part them. */
export type SettingValues = ReadonlyMap<string, readonly string[]>

function valueOfType(texts: readonly string[], type: string | undefined): TemplateValue {
  const [first = ''] = texts
  if (type === 'list' || texts.length > 1) return first === '' ? [] : texts
  if (type !== 'string' && /^(true|false)$/i.test(first)) return first.toLowerCase() === 'true'
  const isNumber = type !== 'string' && /^-?\d+(\.\d+)?$/.test(first)
  return isNumber ? Number(first) : first
}

/** Settings as the parameters of a template. Whether it has them and takes such values is checked with all else. */
export function parametersOf(
  settings: SettingValues,
  template: TemplateHead | undefined,
): Record<string, TemplateValue> {
  const types = new Map(template?.parameters.map(({ name, type }) => [name, type]))
  return Object.fromEntries(
    [...settings].map(([name, texts]) => [name, valueOfType(texts, types.get(name))]),
  )
}
