import { ok, type Result } from '../../../../shared/result.ts'
import { TEMPLATES_FOLDER } from '../../../../shared/schema/paths.ts'
import {
  MAX_TEMPLATE_BYTES,
  parseRepoTemplate,
} from '../../../../shared/templates/repo-template.ts'
import type { Template } from '../../../../shared/templates/template.ts'
import type { FolderFiles } from './folder-files.ts'

const ENDING = '.yaml'
/** More files than this are no longer templates that people wrote. */
const MAX_TEMPLATES = 500

/** A folder's own templates. What is none is left out here: who asks for it by its name is told what is wrong. */
export async function readTemplates(files: FolderFiles): Promise<Result<readonly Template[]>> {
  const names = await files.fileNames(TEMPLATES_FOLDER)
  if (!names.ok) return names
  const templates: Template[] = []
  for (const name of names.value.filter((one) => one.endsWith(ENDING)).slice(0, MAX_TEMPLATES)) {
    const file = `${TEMPLATES_FOLDER}/${name}`
    const bytes = await files.read(file, 0, MAX_TEMPLATE_BYTES + 1)
    if (!bytes.ok) return bytes
    const template = bytes.value && parseRepoTemplate(bytes.value, file)
    if (template?.ok && `${template.value.name}${ENDING}` === name) templates.push(template.value)
  }
  return ok(templates)
}
