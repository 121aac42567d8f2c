import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../../shared/failure.ts'
import { checkPolicyFile, checkSequencePolicy } from '../../shared/policy/check-file.ts'
import { resolvePolicy } from '../../shared/policy/resolve.ts'
import type { FiredRule } from '../../shared/policy/verdict.ts'
import { ok, type Result } from '../../shared/result.ts'
import { POLICY_PATH, SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import {
  type Policy,
  type PolicyFile,
  PolicyFileSchema,
  SAFE_DEFAULTS,
  type SequencePolicy,
} from '../../shared/schema/policy.ts'
import { parseYamlFile } from '../../shared/yaml/parse-file.ts'
import { ioFailure } from './io-failure.ts'

const MAX_POLICY_BYTES = 1024 * 1024

/** What holds while a policy can't be read or checked: looking at things, and nothing else. */
export const NOTHING_ALLOWED: Policy = { ...SAFE_DEFAULTS, allowed_commands: [], max_concurrent: 0 }

/** The policy in force, and what of the repository's wishes was not followed. */
export interface LoadedPolicy {
  readonly policy: Policy
  readonly ignored: readonly FiredRule[]
}

function readPolicyFile(
  path: string,
  name: string,
  owner: 'user' | 'repo',
): Result<PolicyFile | undefined> {
  if (!existsSync(path)) return ok(undefined)
  let source: Uint8Array
  try {
    source = readFileSync(path)
  } catch (cause) {
    return ioFailure(cause, path)
  }
  const parsed = parseYamlFile(source, PolicyFileSchema, { file: name, maxBytes: MAX_POLICY_BYTES })
  return parsed.ok ? checkPolicyFile(parsed.value, owner) : parsed
}

/**
 * Reads the user's own policy and the repository's and combines them with the sequence's. A file that can't
 * be read or checked is a failure: then nothing is allowed but reading.
 */
export function loadPolicy(
  root: string,
  dataFolder: string,
  sequence: SequencePolicy | undefined,
): Result<LoadedPolicy> {
  const own = join(dataFolder, 'policy.yaml')
  const user = readPolicyFile(own, own, 'user')
  if (!user.ok) return user
  const repo = readPolicyFile(join(root, POLICY_PATH), POLICY_PATH, 'repo')
  if (!repo.ok) return repo
  const layers = {
    ...(user.value ? { user: user.value } : {}),
    ...(repo.value ? { repo: repo.value } : {}),
  }
  const without = resolvePolicy(layers)
  if (!sequence) return ok(without)
  const checked = checkSequencePolicy(sequence, without.policy)
  if (!checked.ok) return { ok: false, failure: inSequence(checked.failure) }
  return ok(resolvePolicy({ ...layers, sequence }))
}

function inSequence(failure: Failure): Failure {
  return { ...failure, at: { ...failure.at, file: SEQUENCE_PATH } }
}
