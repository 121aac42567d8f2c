import { ok, type Result } from '../../shared/result.ts'
import { askGit, git } from './safe-git.ts'
import { withSnapshot } from './snapshot.ts'
import { branchOf, requireWorktree, type Worktree } from './worktrees.ts'

/** What became of a removed worktree's work. */
export interface RemovedWorktree {
  readonly stepId: string
  /** The ref under which unmerged commits and uncommitted files are kept; absent when there were none. */
  readonly savedAs?: string
  /** Files that were changed or untracked. */
  readonly uncommitted: readonly string[]
  /** How to get the work back, as an argument list. */
  readonly restore?: readonly string[]
}

/** Where the work of a step's removed worktree is kept. `now` is ISO 8601. */
function wipRef(stepId: string, now: string): string {
  return `refs/threados/wip/${stepId}/${now.replaceAll(/[^0-9T]/g, '')}`
}

/** Keeps what the repository's own branch does not have; gives the ref, or undefined when there is nothing. */
async function save(
  root: string,
  worktree: Worktree,
  now: string,
): Promise<Result<Pick<RemovedWorktree, 'savedAs' | 'uncommitted'>>> {
  const message = `Work of step ${worktree.stepId}, saved when its worktree was removed`
  return withSnapshot(worktree.path, { message, keep: true }, async ({ commit, uncommitted }) => {
    const known = await askGit(['merge-base', '--is-ancestor', commit, 'HEAD'], {
      cwd: root,
      accept: [0, 1],
    })
    if (!known.ok) return known
    if (known.value.code === 0) return ok({ uncommitted })
    const savedAs = wipRef(worktree.stepId, now)
    const saved = await git(['update-ref', '-m', message, savedAs, commit], { cwd: root })
    return saved.ok ? ok({ savedAs, uncommitted }) : saved
  })
}

/**
 * Removes a step's worktree and its branch. What is not merged, committed or not, tracked or untracked, is
 * saved first under `refs/threados/wip/…`, and the answer says how to get it back; ignored files are lost.
 * `now` is ISO 8601.
 */
export async function removeWorktree(
  root: string,
  stepId: string,
  now: string,
): Promise<Result<RemovedWorktree>> {
  const worktree = await requireWorktree(root, stepId)
  if (!worktree.ok) return worktree
  const saved = await save(root, worktree.value, now)
  if (!saved.ok) return saved
  const removed = await git(['worktree', 'remove', '--force', '--', worktree.value.path], {
    cwd: root,
  })
  if (!removed.ok) return removed
  const branch = branchOf(stepId)
  const dropped = await git(['update-ref', '-d', `refs/heads/${branch}`], { cwd: root })
  if (!dropped.ok) return dropped
  const { savedAs } = saved.value
  return ok({
    stepId,
    ...saved.value,
    ...(savedAs === undefined ? {} : { restore: ['git', 'branch', branch, savedAs] }),
  })
}
