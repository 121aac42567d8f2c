import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { base } from './builtin/base.ts'
import { chained } from './builtin/chained.ts'
import { fusion } from './builtin/fusion.ts'
import { longAutonomy } from './builtin/long-autonomy.ts'
import { orchestrated } from './builtin/orchestrated.ts'
import { parallel } from './builtin/parallel.ts'
import { suggestion } from './suggestion.ts'
import type { Template, TemplateHead } from './template.ts'

/** The six shapes of threads that every repository has (SPEC §9.3). */
export const BUILTIN_TEMPLATES: readonly Template[] = [
  base,
  parallel,
  chained,
  fusion,
  orchestrated,
  longAutonomy,
]

/** All templates by name: a repository's own stand for the built-in ones that they have the name of. */
export function allTemplates<T extends TemplateHead>(own: readonly T[]): readonly (T | Template)[] {
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...BUILTIN_TEMPLATES.filter(({ name }) => !names.has(name))]
}

/** The template of a name, or a refusal that suggests the nearest. */
export function findTemplate(name: string, own: readonly Template[]): Result<Template> {
  const all = allTemplates(own)
  const found = all.find((template) => template.name === name)
  if (found) return ok(found)
  const names = all.map((template) => template.name)
  return fail('TEMPLATE_NOT_FOUND', `There is no template "${name}".`, {
    hint: suggestion(name, names, 'templates'),
    details: { template: name },
  })
}
