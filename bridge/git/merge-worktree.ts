import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { askGit, git, nulList } from './safe-git.ts'
import { identityFor, type Snapshot, withSnapshot } from './snapshot.ts'
import { requireWorktree, type Worktree } from './worktrees.ts'

/** What merging a worktree into the repository's current branch would do. */
export interface MergePreview {
  readonly stepId: string
  readonly branch: string
  /** The branch that it would be merged into; HEAD when none is checked out. */
  readonly into: string
  /** Files that the worktree has not committed; they would be merged too. */
  readonly uncommitted: readonly string[]
  /** Files that the merge would change. */
  readonly files: readonly string[]
  /** Files that both sides changed in ways that git can't unite. */
  readonly conflicts: readonly string[]
}

/** What a merge did. */
export interface MergeDone {
  readonly stepId: string
  readonly commit: string
  readonly files: readonly string[]
}

function messageFor({ stepId }: Worktree): string {
  return `Work of step ${stepId}`
}

async function currentBranch(root: string): Promise<Result<string>> {
  const branch = await askGit(['symbolic-ref', '--short', '--quiet', 'HEAD'], {
    cwd: root,
    accept: [0, 1],
  })
  return branch.ok ? ok(branch.value.text || 'HEAD') : branch
}

async function preview(
  root: string,
  worktree: Worktree,
  snapshot: Snapshot,
  environment: Readonly<Record<string, string>>,
): Promise<Result<MergePreview>> {
  const into = await currentBranch(root)
  if (!into.ok) return into
  // Exit code 1 is a merge with conflicts (git 2.38 and newer).
  const merged = await askGit(
    ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', 'HEAD', snapshot.commit],
    { cwd: root, environment, accept: [0, 1] },
  )
  if (!merged.ok) return merged
  const [tree = '', ...conflicts] = nulList(merged.value.text)
  const changed = await git(
    ['diff-tree', '-r', '-z', '--name-only', '--no-renames', 'HEAD', tree],
    {
      cwd: root,
      environment,
    },
  )
  if (!changed.ok) return changed
  return ok({
    stepId: worktree.stepId,
    branch: worktree.branch,
    into: into.value,
    uncommitted: snapshot.uncommitted,
    files: nulList(changed.value),
    conflicts: [...new Set(conflicts)],
  })
}

/** What merging a step's worktree would do, conflicts included. Nothing is touched: no file, branch or index. */
export async function previewMerge(root: string, stepId: string): Promise<Result<MergePreview>> {
  const worktree = await requireWorktree(root, stepId)
  if (!worktree.ok) return worktree
  return withSnapshot(
    worktree.value.path,
    { message: messageFor(worktree.value), keep: false },
    (snapshot, environment) => preview(root, worktree.value, snapshot, environment),
  )
}

/** Commits what lies uncommitted in a worktree on its branch; gives the branch's commit. */
async function commitWork(worktree: Worktree): Promise<Result<string>> {
  const cwd = worktree.path
  const options = { message: messageFor(worktree), keep: true }
  return withSnapshot(cwd, options, async ({ commit, head, uncommitted }) => {
    if (uncommitted.length === 0) return ok(head)
    const moved = await git(['reset', '--quiet', '--soft', commit], { cwd })
    if (!moved.ok) return moved
    const read = await git(['read-tree', commit], { cwd })
    return read.ok ? ok(commit) : read
  })
}

function refuseConflicts(found: MergePreview): Result<never> {
  return fail(
    'CONFLICT',
    `The worktree of step "${found.stepId}" can't be merged into ${found.into} by itself: ${found.conflicts.join(', ')}.`,
    {
      hint: `Nothing was changed. Bring the two together in the worktree (git merge ${found.into}), then merge it again.`,
      details: { id: found.stepId, conflicts: found.conflicts },
    },
  )
}

/**
 * Merges a step's worktree, uncommitted work included, into the repository's current branch. Refused, with
 * nothing changed, when there are conflicts, or when the merge would overwrite uncommitted work.
 */
export async function mergeWorktree(root: string, stepId: string): Promise<Result<MergeDone>> {
  const worktree = await requireWorktree(root, stepId)
  if (!worktree.ok) return worktree
  const found = await previewMerge(root, stepId)
  if (!found.ok) return found
  if (found.value.conflicts.length > 0) return refuseConflicts(found.value)
  const commit = await commitWork(worktree.value)
  if (!commit.ok) return commit
  const message = `Merge the work of step ${stepId}`
  const merged = await git(['merge', '--no-ff', '--no-edit', '-m', message, commit.value], {
    cwd: root,
    environment: await identityFor(root),
  })
  if (!merged.ok) return refuseOverwrite(root, stepId, merged.failure.message)
  const head = await git(['rev-parse', 'HEAD'], { cwd: root })
  return head.ok ? ok({ stepId, commit: head.value, files: found.value.files }) : head
}

async function refuseOverwrite(root: string, stepId: string, why: string): Promise<Result<never>> {
  const begun = await askGit(['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'], {
    cwd: root,
    accept: [0, 1],
  })
  // A merge that stopped half way is taken back; one that never began has nothing to take back.
  if (begun.ok && begun.value.code === 0) await git(['merge', '--abort'], { cwd: root })
  return fail('CONFLICT', `The worktree of step "${stepId}" was not merged: ${why}`, {
    hint: 'Commit or stash your own changes, and try again.',
    details: { id: stepId },
  })
}
