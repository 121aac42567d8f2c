import { fail } from '../../../../../shared/failure.ts'
import { ok, type Result } from '../../../../../shared/result.ts'
import { type FolderReader, isMissing } from './folder-fs.ts'

/** Packs are read into memory as a whole; more than this could take the tab down. */
const MAX_PACK_BYTES = 256 * 1024 * 1024
const BRIDGE = 'Start the bridge: it reads the history with git itself.'

/** What a page must know of a repository before it reads its objects. */
export interface Repository {
  /** Commits whose parents were never fetched. */
  readonly shallow: ReadonlySet<string>
}

async function checkFolder(reader: FolderReader): Promise<Result<undefined>> {
  try {
    await reader.list('.git')
    return ok(undefined)
  } catch (cause) {
    if (!isMissing(cause)) throw cause
  }
  const link = await reader.text('.git')
  return link === undefined
    ? fail(
        'NOT_FOUND',
        'This folder has no git repository of its own, so the plan has no history.',
        {
          hint: 'Run "git init" here and commit .threados/sequence.yaml. If the repository begins in a folder above, open that one, or start the bridge.',
        },
      )
    : fail(
        'NOT_FOUND',
        'This folder is a linked worktree or a submodule: its history lies outside, where the browser lets no page read.',
        { hint: BRIDGE },
      )
}

/** Formats that no page can read; being read wrongly would be worse than not at all. */
async function checkFormat(reader: FolderReader): Promise<Result<undefined>> {
  const config = (await reader.text('.git/config')) ?? ''
  const alternates = (await reader.text('.git/objects/info/alternates')) ?? ''
  const reasons = [
    /^\s*objectformat\s*=\s*sha256/im.test(config) && 'it names its objects by SHA-256',
    /^\s*refstorage\s*=\s*reftable/im.test(config) && 'it keeps its branches in a reftable',
    alternates.trim() !== '' && 'it borrows objects from another repository',
  ]
  const reason = reasons.find((one) => one !== false)
  return reason === undefined
    ? ok(undefined)
    : fail('NOT_RUNNABLE', `A page can't read this git repository: ${reason}.`, { hint: BRIDGE })
}

async function checkPacks(reader: FolderReader): Promise<Result<undefined>> {
  let bytes = 0
  try {
    for (const name of await reader.list('.git/objects/pack')) {
      if (name.endsWith('.pack')) bytes += (await reader.file(`.git/objects/pack/${name}`)).size
    }
  } catch (cause) {
    if (!isMissing(cause)) throw cause
  }
  if (bytes <= MAX_PACK_BYTES) return ok(undefined)
  const size = Math.round(bytes / 1024 / 1024)
  return fail(
    'LIMIT_EXCEEDED',
    `The repository's packs hold ${size} MB, more than a page should read.`,
    { hint: BRIDGE },
  )
}

/** Looks whether a page can read the history of the repository in a folder, and says why when it can't. */
export async function examineRepository(reader: FolderReader): Promise<Result<Repository>> {
  for (const check of [checkFolder, checkFormat, checkPacks]) {
    const checked = await check(reader)
    if (!checked.ok) return checked
  }
  const shallow = (await reader.text('.git/shallow')) ?? ''
  return ok({ shallow: new Set(shallow.split('\n').filter((line) => line !== '')) })
}
