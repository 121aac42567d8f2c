import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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

/** The repository's root: the nearest folder at or above `from` that holds `.threados`, or `repo` itself. */
export function findRepo(from: string, repo: string | undefined): Result<string> {
  const start = realFolder(resolve(from, repo ?? '.'))
  if (!start.ok) return start
  for (let folder = start.value; ; folder = dirname(folder)) {
    if (existsSync(join(folder, DATA_FOLDER))) return ok(folder)
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
