import { ok, type Result } from '../../../../shared/result.ts'
import { TEMPLATES_FOLDER } from '../../../../shared/schema/paths.ts'
import {
  MAX_TEMPLATE_BYTES,
  MAX_TEMPLATES,
  parseTemplateFile,
  TEMPLATE_ENDING,
} from '../../../../shared/templates/repo-template.ts'
import type { Template } from '../../../../shared/templates/template.ts'
import type { FolderFiles } from './folder-files.ts'

/** A folder's own templates. A file that is none is left out. */
export async function readTemplates(files: FolderFiles): Promise<Result<readonly Template[]>> {
  const names = await files.fileNames(TEMPLATES_FOLDER)
  if (!names.ok) return names
  const templates: Template[] = []
  for (const name of names.value
    .filter((one) => one.endsWith(TEMPLATE_ENDING))
    .slice(0, MAX_TEMPLATES)) {
    const file = `${TEMPLATES_FOLDER}/${name}`
    const bytes = await files.read(file, 0, MAX_TEMPLATE_BYTES + 1)
    if (!bytes.ok) return bytes
    const template = bytes.value && parseTemplateFile(bytes.value, file)
    if (template?.ok) templates.push(template.value)
  }
  return ok(templates)
}
