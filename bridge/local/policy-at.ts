import type { Policy } from '../../shared/schema/policy.ts'
import type { DoorParts } from './commit-actions.ts'
import { loadPolicy, NOTHING_ALLOWED } from './load-policy.ts'
import type { Head } from './read-head.ts'

/**
 * The policy that something is recorded under that changes nothing. Where the plan or the policy can't be read, what a
 * person says counts all the same.
 */
export function policyAt({ workspace, documents, dataFolder }: DoorParts, head: Head): Policy {
  const document = documents.read(head)
  const own = document.ok ? document.value.sequence.policy : undefined
  const loaded = loadPolicy(workspace.root, dataFolder, own)
  return loaded.ok ? loaded.value.policy : NOTHING_ALLOWED
}
