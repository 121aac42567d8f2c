import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'

function realFolder(path: string): Result<string> {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    return fail('NOT_FOUND', `There is no folder ${path}.`, { details: { path } })
  }
  return ok(realpathSync(path))
}

/** The folder that `--repo` names, or the one to initialise: the git repository around `from`, else `from`. */
export function folderToInitialize(from: string, repo: string | undefined): Result<string> {
  const start = realFolder(resolve(from, repo ?? '.'))
  if (!start.ok || repo !== undefined) return start
  for (let folder = start.value; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return ok(folder)
    if (dirname(folder) === folder) return start
  }
}

/** A step's worktree has a copy of the plan from when it was made; the plan is that of the repository around it. */
function outsideWorktree(folder: string): string {
  const parts = folder.split(sep)
  const at = parts.findIndex(
    (part, index) =>
      part === DATA_FOLDER && parts[index + 1] === 'worktrees' && parts.length > index + 2,
  )
  return at < 0 ? folder : parts.slice(0, at).join(sep)
}

/** The repository's root: the nearest folder at or above `from` that holds `.threados`, or `repo` itself. */
export function findRepo(from: string, repo: string | undefined): Result<string> {
  const start = realFolder(resolve(from, repo ?? '.'))
  if (!start.ok) return start
  for (let folder = start.value; ; folder = dirname(folder)) {
    if (existsSync(join(folder, DATA_FOLDER))) return ok(outsideWorktree(folder))
    if (repo !== undefined || dirname(folder) === folder) break
  }
  return fail(
    'NOT_A_WORKSPACE',
    `There is no ${DATA_FOLDER} folder in ${start.value} or above it.`,
    {
      hint: 'Run "seqctl init" in the root of the repository.',
      details: { path: start.value },
    },
  )
}
