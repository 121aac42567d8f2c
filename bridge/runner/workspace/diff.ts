import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { ok, type Result } from '../../../shared/result.ts'
import { DATA_FOLDER } from '../../../shared/schema/paths.ts'
import { ioFailure } from '../../local/io-failure.ts'
import { runGit } from './git.ts'

/** Largest diff.patch in bytes. A longer one is left out: half a patch can't be applied. */
const MAX_DIFF_BYTES = 100 * 1024 * 1024

/** The Git working tree that an attempt works in. */
export interface WorkingTree {
  /** Its root folder, absolute. */
  readonly root: string
  /** The commit that it stood on; undefined in a repository without commits. */
  readonly head: string | undefined
}

/** The working tree around a folder; undefined where there is none, or no git. */
export async function findWorkingTree(
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<WorkingTree | undefined> {
  const place = { cwd, environment }
  const [top, head] = await Promise.all([
    runGit(['rev-parse', '--show-toplevel'], place),
    runGit(['rev-parse', '--verify', 'HEAD'], place),
  ])
  return top.ok ? { root: top.value, head: head.ok ? head.value : undefined } : undefined
}

/**
 * Copies a repository's index, if it has one. A copy keeps what git knows about unchanged files, so that it need
 * not read them all again.
 */
export function copyIndex(from: string, to: string): void {
  if (!existsSync(from)) return
  copyFileSync(from, to)
  // Git trusts the sizes and times in an index that is newer than a file; a copy must not look newer than
  // it is, or a change in the same second and of the same size is overlooked ("racy git").
  const written = Math.floor(statSync(from).mtimeMs / 1000)
  utimesSync(to, written, written)
}

/** An index and an object store of our own, so that the user's are not touched. */
async function borrowedStore(
  tree: WorkingTree,
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<Result<Record<string, string>>> {
  const answer = await runGit(['rev-parse', '--git-path', 'index', '--git-path', 'objects'], {
    cwd: tree.root,
    environment,
  })
  if (!answer.ok) return answer
  const [index, objects] = answer.value
    .split('\n')
    .map((path) => (isAbsolute(path) ? path : join(tree.root, path)))
  const ownIndex = join(folder, 'index')
  if (index !== undefined) copyIndex(index, ownIndex)
  return ok({
    ...environment,
    GIT_INDEX_FILE: ownIndex,
    GIT_OBJECT_DIRECTORY: folder,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: objects ?? '',
  })
}

async function writeDiff(
  tree: WorkingTree,
  environment: Readonly<Record<string, string>>,
  folder: string,
  path: string,
): Promise<Result<void>> {
  const store = await borrowedStore(tree, environment, folder)
  if (!store.ok) return store
  const place = { cwd: tree.root, environment: store.value }
  const scope = ['--', '.', `:(exclude,top)${DATA_FOLDER}`]
  // Where the folder is ignored git takes its exclusion for a wish to add it, and refuses; then it is left out anyway.
  const asked = await runGit(['add', '--all', ...scope], place)
  const added = asked.ok ? asked : await runGit(['add', '--all'], place)
  if (!added.ok) return added
  const base = tree.head ? ok(tree.head) : await runGit(['mktree'], place)
  if (!base.ok) return base
  const written = await runGit(
    [
      'diff',
      '--cached',
      '--binary',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      base.value,
      ...scope,
    ],
    { ...place, output: path },
  )
  if (!written.ok) return written
  const { size } = statSync(path)
  if (size === 0) rmSync(path)
  if (size > MAX_DIFF_BYTES) {
    writeFileSync(
      path,
      `# The diff has ${size} bytes, more than ${MAX_DIFF_BYTES}; it was left out.\n`,
    )
  }
  return ok(undefined)
}

/**
 * Writes what differs from the tree's commit, untracked and binary files included, as a patch for `git apply`.
 * The repository's index and objects stay untouched; `.threados` is left out. No difference, no file.
 */
export async function writeDiffPatch(
  tree: WorkingTree,
  environment: Readonly<Record<string, string>>,
  path: string,
): Promise<Result<void>> {
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'threados-diff-'))
    return await writeDiff(tree, environment, folder, path)
  } catch (cause) {
    return ioFailure(cause, path)
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}
