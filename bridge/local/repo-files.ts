import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import {
  AGENTS_PATH,
  HOOKS_FOLDER,
  TEMPLATES_FOLDER,
  WORKFLOWS_FOLDER,
} from '../../shared/schema/paths.ts'
import type { TrustKind } from '../../shared/schema/trust.ts'
import { errorCode } from './durable-file.ts'
import { ioFailure } from './io-failure.ts'

/** Largest file with which a repository may ask for something, in bytes. */
export const MAX_ASKING_BYTES = 2 * 1024 * 1024
/** More files than this are no longer something that a person could accept after reading. */
const MAX_FILES = 500

const FOLDERS: readonly (readonly [string, TrustKind])[] = [
  [WORKFLOWS_FOLDER, 'workflow'],
  [TEMPLATES_FOLDER, 'template'],
  [HOOKS_FOLDER, 'hook'],
]

/** The bytes of a regular file of the repository; undefined when there is none. A link is refused. */
export function readRepoFile(root: string, file: string): Result<Buffer | undefined> {
  const path = join(root, file)
  try {
    const found = lstatSync(path)
    if (!found.isFile()) {
      return fail('INVALID_PATH', `${file} is not a regular file.`, {
        at: { file },
        hint: 'Put the file itself there: a link could show or trust a file from elsewhere.',
      })
    }
    if (found.size > MAX_ASKING_BYTES) {
      return fail('FILE_TOO_LARGE', `${file} is larger than ${MAX_ASKING_BYTES} bytes.`, {
        at: { file },
      })
    }
    return ok(readFileSync(path))
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? ok(undefined) : ioFailure(cause, path)
  }
}

function entriesOf(root: string, folder: string): Result<Dirent[]> {
  try {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    return ok(entries.filter((entry) => entry.isFile()))
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? ok([]) : ioFailure(cause, folder)
  }
}

/** Repo-relative path of an entry, with / on every system. */
function pathOf(root: string, entry: Dirent): string {
  return join(entry.parentPath, entry.name)
    .slice(root.length + 1)
    .replaceAll('\\', '/')
}

/**
 * Where the files may lie besides policy.yaml with which a repository asks for something: agents.yaml, workflows,
 * templates, hooks. Links are left out here: whoever would use such a file refuses links.
 */
export function askingPlaces(root: string): Result<(readonly [path: string, kind: TrustKind])[]> {
  const places: [string, TrustKind][] = [[AGENTS_PATH, 'agents']]
  for (const [folder, kind] of FOLDERS) {
    const entries = entriesOf(root, folder)
    if (!entries.ok) return entries
    places.push(...entries.value.map((entry): [string, TrustKind] => [pathOf(root, entry), kind]))
  }
  if (places.length <= MAX_FILES) return ok(places)
  return fail(
    'LIMIT_EXCEEDED',
    `The repository has more than ${MAX_FILES} workflows, templates and hooks.`,
  )
}
