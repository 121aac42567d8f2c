import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'
import { ioFailure } from '../local/io-failure.ts'
import { copyIndex } from '../runner/workspace/diff.ts'
import { type GitOptions, git, nulList } from './safe-git.ts'

/** Name for commits where the user has told git none. */
const FALLBACK_IDENTITY = {
  GIT_AUTHOR_NAME: 'ThreadOS',
  GIT_AUTHOR_EMAIL: 'threados@localhost',
  GIT_COMMITTER_NAME: 'ThreadOS',
  GIT_COMMITTER_EMAIL: 'threados@localhost',
}

/** All of a working tree's state as a commit: what is committed, changed, staged and untracked. */
export interface Snapshot {
  /** HEAD itself when nothing is uncommitted. */
  readonly commit: string
  readonly head: string
  /** Paths that are changed or untracked, relative to the tree's root. */
  readonly uncommitted: readonly string[]
}

/** Variables that let git make commits for a user who has told it no name. */
export async function identityFor(cwd: string): Promise<Readonly<Record<string, string>>> {
  const known = await git(['var', 'GIT_COMMITTER_IDENT'], { cwd })
  return known.ok ? {} : FALLBACK_IDENTITY
}

async function pathOf(cwd: string, name: string): Promise<Result<string>> {
  const path = await git(['rev-parse', '--git-path', name], { cwd })
  if (!path.ok) return path
  return ok(isAbsolute(path.value) ? path.value : join(cwd, path.value))
}

/** Refuses a tree with repositories inside that git would only name, not keep. */
async function refuseNested(head: string, tree: string, place: GitOptions): Promise<Result<void>> {
  const changes = await git(['diff-tree', '-r', '-z', '--no-renames', head, tree], place)
  if (!changes.ok) return changes
  const parts = nulList(changes.value)
  const nested = parts.flatMap((part, at) =>
    /^:\d+ 160000 /.test(part) ? [parts[at + 1] ?? ''] : [],
  )
  if (nested.length === 0) return ok(undefined)
  return fail(
    'CONFLICT',
    `${place.cwd} holds repositories of their own, whose content git would not keep: ${nested.join(', ')}.`,
    { hint: 'Move them elsewhere, or delete them yourself, and try again.' },
  )
}

async function snapshotWith(
  cwd: string,
  store: Readonly<Record<string, string>>,
  message: string,
): Promise<Result<Snapshot>> {
  const environment = { ...store, ...(await identityFor(cwd)) }
  const place = { cwd, environment }
  const head = await git(['rev-parse', '--verify', 'HEAD'], { cwd })
  if (!head.ok) return head
  const asked = await git(['add', '--all', '--', '.', `:(exclude,top)${DATA_FOLDER}`], place)
  // Where the folder is ignored git takes its exclusion for a wish to add it, and refuses; then it is left out anyway.
  const added = asked.ok ? asked : await git(['add', '--all'], place)
  if (!added.ok) return added
  const tree = await git(['write-tree'], place)
  if (!tree.ok) return tree
  const changed = await git(
    ['diff-tree', '-r', '-z', '--no-renames', '--name-only', head.value, tree.value],
    place,
  )
  if (!changed.ok) return changed
  const uncommitted = nulList(changed.value)
  if (uncommitted.length === 0) return ok({ commit: head.value, head: head.value, uncommitted })
  const sound = await refuseNested(head.value, tree.value, place)
  if (!sound.ok) return sound
  const commit = await git(['commit-tree', tree.value, '-p', head.value, '-m', message], place)
  return commit.ok ? ok({ commit: commit.value, head: head.value, uncommitted }) : commit
}

/**
 * Makes a commit of all that a working tree holds, untracked files included, ignored ones not. Neither the
 * tree nor its index changes. `use` gets the snapshot; with `keep` false its objects are forgotten afterwards,
 * so that the repository is not touched at all.
 */
export async function withSnapshot<T>(
  cwd: string,
  options: { readonly message: string; readonly keep: boolean },
  use: (snapshot: Snapshot, environment: Readonly<Record<string, string>>) => Promise<Result<T>>,
): Promise<Result<T>> {
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'threados-snapshot-'))
    const [index, objects] = await Promise.all([pathOf(cwd, 'index'), pathOf(cwd, 'objects')])
    if (!index.ok) return index
    if (!objects.ok) return objects
    const ownIndex = join(folder, 'index')
    copyIndex(index.value, ownIndex)
    const borrowed = {
      GIT_OBJECT_DIRECTORY: folder,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects.value,
    }
    const store = options.keep ? {} : borrowed
    const snapshot = await snapshotWith(
      cwd,
      { ...store, GIT_INDEX_FILE: ownIndex },
      options.message,
    )
    return snapshot.ok ? await use(snapshot.value, store) : snapshot
  } catch (cause) {
    return ioFailure(cause, cwd)
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}
