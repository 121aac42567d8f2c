import { allResults, mapResult, type Result } from '../../result.ts'
import type { TemplateParameter, TemplateValue, TemplateValues } from '../template.ts'
import { expandTemplate } from '../variables.ts'

/** The id that the ids of all new nodes begin with. */
export function idParameter(fallback: string): TemplateParameter {
  return {
    name: 'id',
    type: 'string',
    description: 'Id of the new step, or what the ids of the new nodes begin with',
    default: fallback,
  }
}

/** What the agents shall do, in the words of the person who asks. */
export const TASK_PARAMETER: TemplateParameter = {
  name: 'prompt',
  type: 'string',
  description: 'The task in words; it becomes part of the prompts',
  default: 'Do what the title says, in this repository.',
}

/** The model of the new steps. */
export const MODEL_PARAMETER: TemplateParameter = {
  name: 'model',
  type: 'string',
  description: 'Model of the new steps: claude-code, codex, gemini, or an alias of agents.yaml',
  default: 'claude-code',
}

/** Where the new steps stand: what they wait for, and their lane. */
export const PLACE_PARAMETERS: readonly TemplateParameter[] = [
  {
    name: 'dependsOn',
    type: 'list',
    description: 'Ids of steps and gates that the first of the new steps wait for',
    default: [],
    max: 1000,
  },
  {
    name: 'lane',
    type: 'string',
    description: 'Lane of the new steps; none when empty',
    default: '',
  },
]

/** A text value; the check of the parameters has made sure that it is one. */
export function textOf(values: TemplateValues, name: string): string {
  return String(values[name])
}

/** A number value. */
export function numberOf(values: TemplateValues, name: string): number {
  return Number(values[name])
}

/** A list value. */
export function listOf(values: TemplateValues, name: string): readonly string[] {
  const value = values[name]
  return Array.isArray(value) ? value : []
}

/** The lane as a field of step.add, left out when it is empty. */
export function laneOf(values: TemplateValues): { readonly lane?: string } {
  const lane = textOf(values, 'lane')
  return lane === '' ? {} : { lane }
}

/** The dependencies as a field of step.add, left out when there are none. */
export function dependenciesOf(ids: readonly string[]): { readonly dependsOn?: readonly string[] } {
  return ids.length === 0 ? {} : { dependsOn: ids }
}

/** The ids `<id>-1` to `<id>-N`. */
export function numberedIds(id: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${id}-${index + 1}`)
}

/** The item of a list that stands at a place when the list is gone through again and again. */
export function inTurn(items: readonly string[], index: number): string {
  return items[index % items.length] ?? ''
}

/** Several prompts expanded, by their names. */
export function expandPrompts<Name extends string>(
  texts: Readonly<Record<Name, string>>,
  values: Readonly<Record<string, TemplateValue>>,
): Result<Readonly<Record<Name, string>>> {
  const names = Object.keys(texts) as Name[]
  const expanded = allResults(names.map((name) => expandTemplate(texts[name], values)))
  return mapResult(
    expanded,
    (all) =>
      Object.fromEntries(names.map((name, index) => [name, all[index]])) as Record<Name, string>,
  )
}
