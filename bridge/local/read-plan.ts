import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { TrustState } from '../../shared/schema/trust.ts'
import type { Documents } from './documents.ts'
import { loadPolicy, NOTHING_ALLOWED } from './load-policy.ts'
import type { Head } from './read-head.ts'
import type { Workspace } from './workspace.ts'

/** What reading needs. */
export interface PlanParts {
  readonly workspace: Workspace
  readonly documents: Documents
  /** The user's own data folder. */
  readonly dataFolder: string
}

/** The sequence at one moment, with the policy that holds for it. */
export interface Plan {
  readonly head: Head
  readonly sequence: Sequence
  readonly policy: Policy
  readonly trust?: TrustState
  /** Why the policy can't be used; then `policy` allows nothing. */
  readonly policyFailure?: Failure
}

/** The sequence now, with the policy that holds for it; nothing is allowed under a policy that is broken. */
export function readPlan({ workspace, documents, dataFolder }: PlanParts): Result<Plan> {
  const head = workspace.readHead()
  if (!head.ok) return head
  const document = documents.read(head.value)
  if (!document.ok) return document
  const { sequence } = document.value
  const loaded = loadPolicy(workspace.root, dataFolder, sequence.policy)
  if (!loaded.ok) {
    const policyFailure = loaded.failure
    return ok({ head: head.value, sequence, policy: NOTHING_ALLOWED, policyFailure })
  }
  const { policy, trust } = loaded.value
  return ok({ head: head.value, sequence, policy, trust })
}
