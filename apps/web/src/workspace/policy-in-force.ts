import { resolvePolicy } from '../../../../shared/policy/resolve.ts'
import type { Policy } from '../../../../shared/schema/policy.ts'
import type { WorkspaceSource } from './source.ts'

/** The policy that a source has told, with the defaults for what it leaves open. */
export function policyInForce({ workspace }: Pick<WorkspaceSource, 'workspace'>): Policy {
  return resolvePolicy({ user: workspace.state()?.policy }).policy
}
