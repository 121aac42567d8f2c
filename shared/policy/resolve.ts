import {
  type Policy,
  type PolicyFile,
  SAFE_DEFAULTS,
  type SequencePolicy,
} from '../schema/policy.ts'
import { narrowKey, POLICY_KEYS } from './narrow.ts'
import type { FiredRule } from './verdict.ts'

/** The layers of a policy, from the user's own to the plan's. Each was checked by `checkPolicyFile` before. */
export interface PolicyLayers {
  /** From the user's own data folder: may widen the defaults. */
  readonly user?: PolicyFile | undefined
  /** The repository's policy.yaml: may only narrow, unless a person trusted that very file. */
  readonly repo?: PolicyFile | undefined
  readonly repoTrusted?: boolean | undefined
  /** The sequence's own `policy:`: may only narrow, ever. */
  readonly sequence?: SequencePolicy | undefined
}

/** The policy in force, and which wishes of the layers were not followed. */
export interface ResolvedPolicy {
  readonly policy: Policy
  readonly ignored: readonly FiredRule[]
}

function wishedKeys(file: PolicyFile): (keyof Policy)[] {
  return POLICY_KEYS.filter((key) => file[key] !== undefined)
}

function replaced(policy: Policy, file: PolicyFile): Policy {
  const wishes = wishedKeys(file).map((key) => [key, file[key]])
  return { ...policy, ...(Object.fromEntries(wishes) as Partial<Policy>) }
}

function narrowed(policy: Policy, file: PolicyFile, source: string): ResolvedPolicy {
  const ignored: FiredRule[] = []
  const values = wishedKeys(file).map((key) => {
    const { value, refused } = narrowKey(key, policy, file)
    if (refused !== undefined) {
      const reason = `${source} may only narrow ${key} and ${refused}; that part is ignored.`
      ignored.push({ rule: key, effect: 'deny', target: source, reason })
    }
    return [key, value]
  })
  return { policy: { ...policy, ...(Object.fromEntries(values) as Partial<Policy>) }, ignored }
}

/**
 * Lays the policies over one another: safe defaults, the user's own, the repository's, the sequence's. What a
 * layer must not widen is not followed and listed, a sentence each.
 */
export function resolvePolicy(layers: PolicyLayers): ResolvedPolicy {
  const { user = {}, repo = {}, sequence = {}, repoTrusted = false } = layers
  const own = replaced(SAFE_DEFAULTS, user)
  const ofRepo = repoTrusted
    ? { policy: replaced(own, repo), ignored: [] }
    : narrowed(own, repo, 'policy.yaml')
  const ofSequence = narrowed(ofRepo.policy, sequence, 'sequence.yaml')
  return {
    policy: ofSequence.policy,
    ignored: [...ofRepo.ignored, ...ofSequence.ignored],
  }
}
