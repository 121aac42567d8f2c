import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../../shared/failure.ts'
import { checkPolicyFile, checkSequencePolicy } from '../../shared/policy/check-file.ts'
import { type PolicyLayers, resolvePolicy } from '../../shared/policy/resolve.ts'
import { trustState, untrustedPaths } from '../../shared/policy/trust.ts'
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
import type { TrustState } from '../../shared/schema/trust.ts'
import { parseYamlFile } from '../../shared/yaml/parse-file.ts'
import { findAskingFiles } from './asking-files.ts'
import { errorCode } from './durable-file.ts'
import { fileHash } from './file-hash.ts'
import { ioFailure } from './io-failure.ts'
import { readRepoDecisions } from './repo-decisions.ts'
import { readRepoFile } from './repo-files.ts'

const MAX_POLICY_BYTES = 1024 * 1024

/** What holds while a policy can't be read or checked: looking at things, and nothing else. */
export const NOTHING_ALLOWED: Policy = { ...SAFE_DEFAULTS, allowed_commands: [], max_concurrent: 0 }

/** The policy in force, what of the repository's wishes was not followed, and what it asks for. */
export interface LoadedPolicy {
  readonly policy: Policy
  readonly ignored: readonly FiredRule[]
  readonly trust: TrustState
}

/** The last policy of each file with the bytes that it was made of: it is asked for far more often than changed. */
const parsedPolicies = new Map<string, { source: Uint8Array; parsed: Result<PolicyFile> }>()

function parsePolicy(source: Uint8Array, file: string): Result<PolicyFile> {
  const known = parsedPolicies.get(file)
  if (known && Buffer.compare(known.source, source) === 0) return known.parsed
  const parsed = checkedPolicy(source, file)
  parsedPolicies.set(file, { source, parsed })
  return parsed
}

function checkedPolicy(source: Uint8Array, file: string): Result<PolicyFile> {
  const parsed = parseYamlFile(source, PolicyFileSchema, { file, maxBytes: MAX_POLICY_BYTES })
  // What a repository's file would loosen is no mistake in it: that part waits until a person accepts it.
  if (!parsed.ok) return parsed
  const checked = checkPolicyFile(parsed.value, 'user')
  return checked.ok ? checked : { ok: false, failure: inFile(checked.failure, file) }
}

function readOwnPolicy(dataFolder: string): Result<PolicyFile | undefined> {
  const path = join(dataFolder, 'policy.yaml')
  try {
    return parsePolicy(readFileSync(path), path)
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? ok(undefined) : ioFailure(cause, path)
  }
}

/** The user's own policy for this repository: their own file, and the mode that they chose for it. */
function userLayer(
  root: string,
  dataFolder: string,
): Result<{ user: PolicyFile; accepted: Readonly<Record<string, string>> }> {
  const own = readOwnPolicy(dataFolder)
  if (!own.ok) return own
  const decisions = readRepoDecisions(dataFolder, root)
  if (!decisions.ok) return decisions
  const { mode, accepted } = decisions.value
  return ok({ user: { ...own.value, ...(mode ? { mode } : {}) }, accepted })
}

function readRepoPolicy(
  root: string,
): Result<{ readonly file: PolicyFile; readonly sha256: string } | undefined> {
  const bytes = readRepoFile(root, POLICY_PATH)
  if (!bytes.ok || bytes.value === undefined) return bytes.ok ? ok(undefined) : bytes
  const parsed = parsePolicy(bytes.value, POLICY_PATH)
  return parsed.ok ? ok({ file: parsed.value, sha256: fileHash(bytes.value) }) : parsed
}

/**
 * Reads the user's own policy and the repository's and combines them with the sequence's. What the repository
 * asks for beyond the user's own counts only once a person accepted that very file. A file that can't be read
 * or checked is a failure: then nothing is allowed but reading.
 */
export function loadPolicy(
  root: string,
  dataFolder: string,
  sequence: SequencePolicy | undefined,
): Result<LoadedPolicy> {
  const layer = userLayer(root, dataFolder)
  if (!layer.ok) return layer
  const repo = readRepoPolicy(root)
  if (!repo.ok) return repo
  const others = findAskingFiles(root)
  if (!others.ok) return others
  const { user, accepted } = layer.value
  const policyFile = repo.value && {
    path: POLICY_PATH,
    kind: 'policy' as const,
    sha256: repo.value.sha256,
    data: repo.value.file,
  }
  const own = resolvePolicy({ user }).policy
  const trust = trustState([...(policyFile ? [policyFile] : []), ...others.value], own, accepted)
  const repoTrusted = trust.asks.some((file) => file.kind === 'policy' && file.accepted)
  const layers = { user, repo: repo.value?.file, repoTrusted }
  const resolved = withSequence(layers, sequence, untrustedPaths(trust, 'run').length > 0)
  return resolved.ok ? ok({ ...resolved.value, trust }) : resolved
}

/**
 * Lays the plan's own policy over the others. One that widens is refused; while the repository waits to be
 * trusted it may rest on what is asked for, so that part is only left out: nothing runs until then anyway.
 */
function withSequence(
  layers: PolicyLayers,
  sequence: SequencePolicy | undefined,
  isWaiting: boolean,
): Result<Omit<LoadedPolicy, 'trust'>> {
  const without = resolvePolicy(layers)
  if (!sequence) return ok(without)
  const checked = checkSequencePolicy(sequence, without.policy)
  if (!checked.ok && !isWaiting) {
    return { ok: false, failure: inFile(checked.failure, SEQUENCE_PATH) }
  }
  return ok(resolvePolicy({ ...layers, sequence }))
}

function inFile(failure: Failure, file: string): Failure {
  return { ...failure, at: { ...failure.at, file } }
}
