import { mapResult, ok, type Result } from '../../../../shared/result.ts'
import { AgentsFileSchema, MAX_AGENTS_BYTES } from '../../../../shared/schema/agents.ts'
import { AGENTS_PATH } from '../../../../shared/schema/paths.ts'
import { parseYamlFile } from '../../../../shared/yaml/parse-file.ts'
import type { FolderFiles } from './folder-files.ts'

/** The names of the aliases in a folder's agents.yaml; none when it has no such file. */
export async function readAliases(files: FolderFiles): Promise<Result<readonly string[]>> {
  const bytes = await files.read(AGENTS_PATH, 0, MAX_AGENTS_BYTES + 1)
  if (!bytes.ok) return bytes
  if (bytes.value === undefined) return ok([])
  const options = { file: AGENTS_PATH, maxBytes: MAX_AGENTS_BYTES }
  return mapResult(parseYamlFile(bytes.value, AgentsFileSchema, options), ({ agents }) =>
    Object.keys(agents),
  )
}
