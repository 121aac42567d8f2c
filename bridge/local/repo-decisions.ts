import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type RepoDecisions, RepoDecisionsSchema } from '../../shared/schema/trust.ts'
import { ensurePrivateFolder, errorCode, writeFileDurably } from './durable-file.ts'
import { ioFailure } from './io-failure.ts'
import { decisionsFile } from './user-data.ts'

function realRoot(root: string): string {
  try {
    return realpathSync(root)
  } catch {
    return root // a folder that is gone: nothing was decided about it
  }
}

/**
 * What the user decided about a repository: its mode, and the files they accepted. Bound to the real path, so a
 * copy or another folder of the same name starts with nothing.
 */
export function readRepoDecisions(dataFolder: string, root: string): Result<RepoDecisions> {
  const real = realRoot(root)
  const path = decisionsFile(dataFolder, real)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? ok({ root: real, accepted: {} }) : ioFailure(cause, path)
  }
  const hint = `Look at the file; without it nothing of ${real} is trusted.`
  try {
    const checked = RepoDecisionsSchema.safeParse(JSON.parse(text))
    if (checked.success && checked.data.root === real) return ok(checked.data)
  } catch {
    // Falls through to the same sentence as a file of the wrong shape.
  }
  return fail('INVALID_STATE', `${path} is damaged.`, { at: { file: path }, hint })
}

/** Changes what the user decided about a repository. Only for what a person confirmed. */
export function writeRepoDecisions(
  dataFolder: string,
  root: string,
  change: Partial<Omit<RepoDecisions, 'root'>>,
): Result<RepoDecisions> {
  const known = readRepoDecisions(dataFolder, root)
  if (!known.ok) return known
  const next = { ...known.value, ...change }
  const path = decisionsFile(dataFolder, next.root)
  try {
    ensurePrivateFolder(dirname(path))
    writeFileDurably(path, `${JSON.stringify(next, null, 2)}\n`)
  } catch (cause) {
    return ioFailure(cause, path)
  }
  return ok(next)
}
