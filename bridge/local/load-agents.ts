import { mapResult, ok, type Result } from '../../shared/result.ts'
import {
  type AgentAliases,
  AgentsFileSchema,
  MAX_AGENTS_BYTES,
} from '../../shared/schema/agents.ts'
import { AGENTS_PATH } from '../../shared/schema/paths.ts'
import { parseYamlFile } from '../../shared/yaml/parse-file.ts'
import { readRepoFile } from './repo-files.ts'

/**
 * The aliases of a repository's agents.yaml; none when it has no such file. That a person accepted the file is
 * the policy's question, which it asks before anything runs.
 */
export function loadAgents(root: string): Result<AgentAliases> {
  const bytes = readRepoFile(root, AGENTS_PATH)
  if (!bytes.ok) return bytes
  if (bytes.value === undefined) return ok({})
  const options = { file: AGENTS_PATH, maxBytes: MAX_AGENTS_BYTES }
  return mapResult(parseYamlFile(bytes.value, AgentsFileSchema, options), ({ agents }) => agents)
}
