import type { Effect } from '../../shared/actions/define.ts'
import { mapResult, type Result } from '../../shared/result.ts'
import { mergeWorktree } from '../git/merge-worktree.ts'
import { type RemovedWorktree, removeWorktree } from '../git/remove-worktree.ts'
import type { Door } from '../local/commit-actions.ts'
import type { Performed } from './perform.ts'

/** What became of the work, in one sentence for people. */
function removedInWords({ stepId, uncommitted, savedAs, restore }: RemovedWorktree): string {
  const what = `The worktree of ${stepId} is removed`
  if (savedAs === undefined) return `${what}; all of its work was merged before.`
  const files =
    uncommitted.length === 1 ? '1 uncommitted file' : `${uncommitted.length} uncommitted files`
  return `${what}; its work (${files}) is kept in ${savedAs}. Get it back with: ${restore?.join(' ')}`
}

/** Merges or removes a step's worktree. */
export async function performWorktree(
  door: Door,
  { verb, stepId }: Extract<Effect, { effect: 'worktree' }>,
): Promise<Result<Performed>> {
  const { workspace } = door.parts
  if (verb === 'merge') {
    const merged = await mergeWorktree(workspace.root, stepId)
    return mapResult(merged, (done) => ({
      started: [],
      worktree: done,
      notes: [`Merged the work of ${stepId}: ${done.files.join(', ') || 'nothing changed'}.`],
    }))
  }
  const removed = await removeWorktree(workspace.root, stepId, workspace.now())
  return mapResult(removed, (done) => ({
    started: [],
    worktree: done,
    notes: [removedInWords(done)],
  }))
}
