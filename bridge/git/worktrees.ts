import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { NodeIdSchema } from '../../shared/schema/ids.ts'
import { WORKTREES_FOLDER } from '../../shared/schema/paths.ts'
import { ioFailure } from '../local/io-failure.ts'
import { bytesIn } from './disk-use.ts'
import { askGit, git, nulList } from './safe-git.ts'

/** A step's git worktree. */
export interface Worktree {
  readonly stepId: string
  /** Its folder, absolute. */
  readonly path: string
  readonly branch: string
  /** The commit that it stands on. */
  readonly head: string
}

/** A worktree with what it holds. */
export interface WorktreeReport extends Worktree {
  /** Files that are changed or untracked. */
  readonly uncommitted: number
  /** Commits that the repository's own branch does not have. */
  readonly ahead: number
  /** Disk use of its files in bytes; what git shares with the repository is not counted. */
  readonly bytes: number
}

/** The branch of a step's worktree. */
export function branchOf(stepId: string): string {
  return `threados/${stepId}`
}

/** The folder of a step's worktree, whether it is there or not. */
export function worktreePath(root: string, stepId: string): string {
  return join(root, WORKTREES_FOLDER, stepId)
}

/** Refuses repositories that can't have worktrees: none at all, or without a commit. */
async function requireCommit(root: string): Promise<Result<string>> {
  const inside = await git(['rev-parse', '--show-toplevel'], { cwd: root })
  if (!inside.ok) {
    return inside.failure.code === 'COMMAND_NOT_FOUND'
      ? inside
      : fail('NOT_RUNNABLE', `${root} is no git repository, so its steps can't have worktrees.`, {
          hint: 'Run "git init" and make a first commit, or give the step workspace: shared.',
        })
  }
  const head = await git(['rev-parse', '--verify', 'HEAD'], { cwd: root })
  if (head.ok) return ok(inside.value)
  return fail('NOT_RUNNABLE', `The git repository ${inside.value} has no commit yet.`, {
    hint: 'Make a first commit; a worktree begins with the files of a commit.',
  })
}

function parseList(text: string): Map<string, { head: string; branch: string }> {
  const found = new Map<string, { head: string; branch: string }>()
  let path = ''
  for (const line of text.split('\0')) {
    const [word = '', value = ''] = line.split(/ (.*)/s)
    if (word === 'worktree') path = value
    const known = found.get(path) ?? { head: '', branch: '' }
    if (word === 'HEAD') found.set(path, { ...known, head: value })
    if (word === 'branch') found.set(path, { ...known, branch: value.replace('refs/heads/', '') })
  }
  return found
}

/** The worktrees of steps that git knows and whose folders are there, by step id. */
export async function findWorktrees(root: string): Promise<Result<Map<string, Worktree>>> {
  const folder = join(root, WORKTREES_FOLDER)
  if (!existsSync(folder)) return ok(new Map())
  const listed = await git(['worktree', 'list', '--porcelain', '-z'], { cwd: root })
  if (!listed.ok) return listed
  const real = realpathSync(folder)
  const found = new Map<string, Worktree>()
  for (const [path, { head, branch }] of parseList(listed.value)) {
    const stepId = relative(real, path)
    if (!NodeIdSchema.safeParse(stepId).success || !existsSync(path)) continue
    found.set(stepId, { stepId, path, branch, head })
  }
  return ok(found)
}

/** A step's worktree; fails when it has none. */
export async function requireWorktree(root: string, stepId: string): Promise<Result<Worktree>> {
  const all = await findWorktrees(root)
  if (!all.ok) return all
  const found = all.value.get(stepId)
  if (found) return ok(found)
  const known = [...all.value.keys()]
  return fail('NOT_FOUND', `Step "${stepId}" has no worktree.`, {
    hint:
      known.length > 0
        ? `These have one: ${known.join(', ')}.`
        : 'A step with workspace: worktree gets one when it first runs.',
    details: { id: stepId },
  })
}

async function addWorktree(root: string, stepId: string, path: string): Promise<Result<string>> {
  const branch = branchOf(stepId)
  // Git remembers worktrees whose folders were deleted by hand, and would refuse the name.
  const pruned = await git(['worktree', 'prune'], { cwd: root })
  if (!pruned.ok) return pruned
  const known = await askGit(['show-ref', '--verify', '--quiet', `refs/heads/${branch}`], {
    cwd: root,
    accept: [0, 1],
  })
  if (!known.ok) return known
  const isNew = known.value.code === 1
  const how = isNew ? ['-b', branch, '--', path, 'HEAD'] : ['--', path, branch]
  return git(['worktree', 'add', '--quiet', ...how], { cwd: root })
}

/**
 * The worktree of a step: the one that it has, or a new one on branch `threados/<stepId>`, begun at the
 * repository's HEAD. Gives the folder in it that stands for the repository's root, relative to that root.
 */
export async function allocateWorktree(root: string, stepId: string): Promise<Result<string>> {
  const top = await requireCommit(root)
  if (!top.ok) return top
  const found = await findWorktrees(root)
  if (!found.ok) return found
  const path = worktreePath(root, stepId)
  if (!found.value.has(stepId)) {
    try {
      mkdirSync(join(root, WORKTREES_FOLDER), { recursive: true })
    } catch (cause) {
      return ioFailure(cause, path)
    }
    const added = await addWorktree(root, stepId, path)
    if (!added.ok) return added
  }
  // The workspace may be a folder inside the git repository: the same folder of the worktree stands for it.
  const inside = relative(realpathSync(top.value), root)
  return ok([WORKTREES_FOLDER, stepId, ...inside.split(sep).filter(Boolean)].join('/'))
}

async function report(root: string, worktree: Worktree): Promise<Result<WorktreeReport>> {
  const cwd = worktree.path
  const [status, ahead] = await Promise.all([
    git(['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames'], { cwd }),
    git(['rev-list', '--count', `HEAD..${branchOf(worktree.stepId)}`], { cwd: root }),
  ])
  if (!status.ok) return status
  return ok({
    ...worktree,
    uncommitted: nulList(status.value).length,
    // The branch may be gone, when somebody took the worktree to another one.
    ahead: ahead.ok ? Number(ahead.value) : 0,
    bytes: await bytesIn(cwd),
  })
}

/** All worktrees of steps with what they hold, by step id. */
export async function listWorktrees(root: string): Promise<Result<WorktreeReport[]>> {
  const found = await findWorktrees(root)
  if (!found.ok) return found
  const reports: WorktreeReport[] = []
  for (const worktree of found.value.values()) {
    const one = await report(root, worktree)
    if (!one.ok) return one
    reports.push(one.value)
  }
  return ok(reports.toSorted((a, b) => (a.stepId < b.stepId ? -1 : 1)))
}
