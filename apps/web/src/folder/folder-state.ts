import { sha256Hex } from '../../../../shared/hash.ts'
import { checkPolicyFile } from '../../../../shared/policy/check-file.ts'
import { resolvePolicy } from '../../../../shared/policy/resolve.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { POLICY_PATH, SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import {
  type PolicyFile,
  PolicyFileSchema,
  type SequencePolicy,
} from '../../../../shared/schema/policy.ts'
import { parseYamlFile } from '../../../../shared/yaml/parse-file.ts'
import type { LocalState } from '../workspace/local-change.ts'
import { type FolderFiles, noSequence } from './folder-files.ts'
import { readPlan } from './read-plan.ts'

const MAX_POLICY_BYTES = 1024 * 1024

/** The plan of a folder as it was read: its revision, and the document or what is wrong with it. */
export interface FolderState {
  readonly revision: string
  readonly plan: Result<LocalState>
}

async function readPolicy(files: FolderFiles): Promise<Result<PolicyFile | undefined>> {
  const bytes = await files.read(POLICY_PATH)
  if (!bytes.ok || !bytes.value) return bytes.ok ? ok(undefined) : bytes
  const options = { file: POLICY_PATH, maxBytes: MAX_POLICY_BYTES }
  const parsed = parseYamlFile(bytes.value, PolicyFileSchema, options)
  return parsed.ok ? checkPolicyFile(parsed.value) : parsed
}

function combine(repo: PolicyFile | undefined, sequence: SequencePolicy | undefined) {
  return resolvePolicy({ ...(repo ? { repo } : {}), ...(sequence ? { sequence } : {}) }).policy
}

/**
 * Reads sequence.yaml and policy.yaml. The failure of the first means that nothing is known, of the second that
 * nothing may be changed. Without the user's own policy, which a page can't see, the safe defaults stand for it.
 */
export async function readFolderState(files: FolderFiles): Promise<Result<FolderState>> {
  const bytes = await files.read(SEQUENCE_PATH)
  if (!bytes.ok) return bytes
  if (!bytes.value) return ok({ revision: '', plan: noSequence(SEQUENCE_PATH) })
  const revision = sha256Hex(bytes.value)
  const document = await readPlan(bytes.value)
  if (!document.ok) return ok({ revision, plan: document })
  const repo = await readPolicy(files)
  if (!repo.ok) return ok({ revision, plan: repo })
  const policy = combine(repo.value, document.value.sequence.policy)
  return ok({ revision, plan: ok({ document: document.value, policy }) })
}
