import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { TEMPLATES_FOLDER } from '../../shared/schema/paths.ts'
import {
  MAX_TEMPLATES,
  parseTemplateFile,
  TEMPLATE_ENDING,
} from '../../shared/templates/repo-template.ts'
import type { Template } from '../../shared/templates/template.ts'
import { errorCode } from './durable-file.ts'
import { ioFailure } from './io-failure.ts'

/** A file of the templates folder that is no template, by the name that it would have. */
export interface BrokenTemplate {
  readonly name: string
  readonly failure: Failure
}

/** The repository's own templates in the order of their names, and the files that could not be read. */
export interface LoadedTemplates {
  readonly templates: readonly Template[]
  readonly broken: readonly BrokenTemplate[]
}

function filesOf(root: string): Result<Dirent[]> {
  const folder = join(root, TEMPLATES_FOLDER)
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return ok(
      entries
        .filter((entry) => entry.name.endsWith(TEMPLATE_ENDING) && !entry.isDirectory())
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? ok([]) : ioFailure(cause, folder)
  }
}

function readTemplate(root: string, entry: Dirent): Result<Template> {
  const file = `${TEMPLATES_FOLDER}/${entry.name}`
  // A link could show the text of a file outside the repository in a message or a prompt.
  if (!entry.isFile()) {
    return fail('INVALID_PATH', `${file} is not a regular file.`, {
      at: { file },
      hint: 'Put the template itself there.',
    })
  }
  let source: Uint8Array
  try {
    source = readFileSync(join(root, file))
  } catch (cause) {
    return ioFailure(cause, file)
  }
  return parseTemplateFile(source, file)
}

/**
 * Reads `.threados/templates/*.yaml`. A file that is no valid template stands in `broken` and keeps the others
 * from nothing; its file name says which template it would be.
 */
export function loadTemplates(root: string): Result<LoadedTemplates> {
  const files = filesOf(root)
  if (!files.ok) return files
  if (files.value.length > MAX_TEMPLATES) {
    return fail('LIMIT_EXCEEDED', `${TEMPLATES_FOLDER} has more than ${MAX_TEMPLATES} templates.`)
  }
  const templates: Template[] = []
  const broken: BrokenTemplate[] = []
  for (const entry of files.value) {
    const name = entry.name.slice(0, -TEMPLATE_ENDING.length)
    const template = readTemplate(root, entry)
    if (template.ok) templates.push(template.value)
    else broken.push({ name, failure: template.failure })
  }
  return ok({ templates, broken })
}

/** The name of the template that an action asks for; undefined for all other actions. */
function templateAsked(action: unknown): unknown {
  const { action: name, template } = (action ?? {}) as Readonly<Record<string, unknown>>
  return name === 'template.apply' ? template : undefined
}

/**
 * The repository's templates as far as these actions need any; the folder is not read for others. A broken file
 * whose template is asked for is refused with what is wrong in it, even when a built-in one has the same name.
 */
export function templatesFor(
  root: string,
  actions: readonly unknown[],
): Result<readonly Template[]> {
  const asked = new Set(actions.map(templateAsked).filter((name) => name !== undefined))
  if (asked.size === 0) return ok([])
  const loaded = loadTemplates(root)
  if (!loaded.ok) return loaded
  const broken = loaded.value.broken.find(({ name }) => asked.has(name))
  return broken ? { ok: false, failure: broken.failure } : ok(loaded.value.templates)
}
