import { ok, type Result } from '../../shared/result.ts'
import { SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import { DocumentCache } from './document-cache.ts'
import { type Head, readHead } from './read-head.ts'
import type { RepoPlace } from './repo-place.ts'
import { RevisionChain } from './revision-chain.ts'

/** The sequence at one moment. */
export interface ShownPlan {
  readonly head: Head
  readonly sequence: Sequence
}

/**
 * The sequence now, for commands that only show it: what can parse and check it is loaded only when no other command
 * has done so for these very bytes.
 */
export async function readShownPlan({
  root,
  stateFolder,
  dataFolder,
}: RepoPlace): Promise<Result<ShownPlan>> {
  const head = readHead(root, new RevisionChain(stateFolder))
  if (!head.ok) return head
  const { bytes, revision } = head.value
  const cached = new DocumentCache(dataFolder, root).read(bytes, revision, SEQUENCE_PATH)
  if (cached) return ok({ head: head.value, sequence: cached.sequence })
  const { Documents } = await import('./documents.ts')
  const document = new Documents(dataFolder, root).read(head.value)
  return document.ok ? ok({ head: head.value, sequence: document.value.sequence }) : document
}
