import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import {
  type Policy,
  type PolicyFile,
  SAFE_DEFAULTS,
  type SequencePolicy,
} from '../schema/policy.ts'
import { isCommandName } from './command/program.ts'
import { narrowKey, POLICY_KEYS } from './narrow.ts'
import { compilePattern } from './patterns.ts'

/** Whose file it is. The user's own (or one that a person trusted) may drop confirmations; a repository's may not. */
export type PolicyOwner = 'user' | 'repo'

type Place = readonly (string | number)[]

function invalid(path: Place, message: string, hint?: string): Result<never> {
  return fail('INVALID_POLICY', message, { at: { path }, ...(hint ? { hint } : {}) })
}

function checkCommands({ allowed_commands }: PolicyFile): Result<never> | undefined {
  const index = (allowed_commands ?? []).findIndex((entry) => !isCommandName(entry))
  if (index < 0) return undefined
  const shown = JSON.stringify(allowed_commands?.[index])
  return invalid(
    ['allowed_commands', index],
    `${shown} is not the name of a command.`,
    'List bare names (git), paths (./tools/lint), or a name with one word that it may take (node -e).',
  )
}

function folderReason(pattern: string): string | undefined {
  if (!pattern.startsWith('./')) return 'must begin with ./'
  if (pattern.includes('\\')) return 'must have / between folders'
  if (pattern.includes('..')) return 'must not contain ..'
  return undefined
}

function checkFolders({ allowed_cwd }: PolicyFile): Result<never> | undefined {
  for (const [index, pattern] of (allowed_cwd ?? []).entries()) {
    const reason = folderReason(pattern)
    if (!reason) continue
    const message = `The folder pattern ${JSON.stringify(pattern)} ${reason}.`
    return invalid(
      ['allowed_cwd', index],
      message,
      'Folders are patterns inside the repository, as in ./src/**.',
    )
  }
  return undefined
}

function checkPatterns(file: PolicyFile): Result<never> | undefined {
  for (const key of ['forbidden_patterns', 'redact'] as const) {
    for (const [index, source] of (file[key] ?? []).entries()) {
      const compiled = compilePattern(source)
      if (!compiled.ok) {
        return { ok: false, failure: { ...compiled.failure, at: { path: [key, index] } } }
      }
    }
  }
  return undefined
}

function checkConfirmations({ confirmation_required }: PolicyFile): Result<never> | undefined {
  if (confirmation_required === undefined) return undefined
  const dropped = SAFE_DEFAULTS.confirmation_required.filter(
    (action) => !confirmation_required.includes(action),
  )
  if (dropped.length === 0) return undefined
  return invalid(
    ['confirmation_required'],
    `A repository's policy can't drop the confirmation of ${dropped.join(', ')}.`,
    'List them too, or leave confirmation_required out; drop them in your own policy if you must.',
  )
}

/** Checks what a schema can't: names of commands, folders, patterns, and confirmations that a repository drops. */
export function checkPolicyFile(file: PolicyFile, owner: PolicyOwner = 'repo'): Result<PolicyFile> {
  return (
    checkCommands(file) ??
    checkFolders(file) ??
    checkPatterns(file) ??
    (owner === 'repo' ? checkConfirmations(file) : undefined) ??
    ok(file)
  )
}

/**
 * Checks the `policy:` of a sequence: everything that `checkPolicyFile` checks, and that it widens nothing that
 * holds without it (`base`; the safe defaults where the policy in force is not at hand).
 */
export function checkSequencePolicy(
  policy: SequencePolicy,
  base: Policy = SAFE_DEFAULTS,
): Result<SequencePolicy> {
  const checked = checkPolicyFile(policy, 'user')
  if (!checked.ok) return inPolicy(checked)
  if (policy.forbidden_patterns?.length === 0) {
    return invalid(['policy', 'forbidden_patterns'], 'A sequence can only add forbidden patterns.')
  }
  for (const key of POLICY_KEYS) {
    if ((policy as PolicyFile)[key] === undefined) continue
    const { refused } = narrowKey(key, base, policy)
    if (refused !== undefined) {
      return invalid(
        ['policy', key],
        `A sequence may only narrow the policy; its ${key} ${refused}.`,
      )
    }
  }
  return ok(policy)
}

function inPolicy(failed: Extract<Result<never>, { ok: false }>): Result<never> {
  const { failure } = failed
  return {
    ok: false,
    failure: { ...failure, at: { path: ['policy', ...(failure.at?.path ?? [])] } },
  }
}
