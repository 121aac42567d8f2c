import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLICY_PATH } from '../../shared/schema/paths.ts'
import type { Policy, SequencePolicy } from '../../shared/schema/policy.ts'
import { readDisposable, writeDisposable } from './disposable-json.ts'
import { errorCode } from './durable-file.ts'
import { fileHash } from './file-hash.ts'
import { askingPlaces, readRepoFile } from './repo-files.ts'
import { decisionsFile, repositoryKey } from './user-data.ts'

/** Whose policy is asked for. */
export interface PolicyQuestion {
  /** The repository's real path. */
  readonly root: string
  /** The user's own data folder. */
  readonly dataFolder: string
  /** What the plan itself says. */
  readonly sequence: SequencePolicy | undefined
}

/** A policy with everything that it was made of. */
interface Cached {
  readonly format: string
  readonly madeOf: string
  readonly policy: Policy
}

/** Changes whenever the policy in force is made of other things, or in another way. */
export const FORMAT = '1'

function hashIfThere(path: string): string | null {
  try {
    return fileHash(readFileSync(path))
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null
    throw cause
  }
}

/** What the policy in force is made of: the hash of each file, and the plan's own wishes; undefined when one can't be read. */
function ingredients({ root, dataFolder, sequence }: PolicyQuestion): string | undefined {
  const places = askingPlaces(root)
  if (!places.ok) return undefined
  const own = [join(dataFolder, 'policy.yaml'), decisionsFile(dataFolder, root)]
  const hashes: (string | null)[] = []
  try {
    for (const path of own) hashes.push(hashIfThere(path))
  } catch {
    return undefined
  }
  for (const path of [POLICY_PATH, ...places.value.map(([place]) => place)]) {
    const bytes = readRepoFile(root, path)
    if (!bytes.ok) return undefined
    hashes.push(path, bytes.value ? fileHash(bytes.value) : null)
  }
  return JSON.stringify([hashes, sequence ?? null])
}

/**
 * The policy in force, for commands that only show how things stand: what it was made into is kept in the user's own
 * data folder, since reading policy files takes such a command longer than all else it does. Whatever decides
 * anything reads the files each time, with `loadPolicy`.
 */
export async function shownPolicy(question: PolicyQuestion): Promise<Policy> {
  const { root, dataFolder, sequence } = question
  const path = join(dataFolder, 'cache', `${repositoryKey(root)}.policy.json`)
  const madeOf = ingredients(question)
  const cached = readDisposable(path) as Partial<Cached> | null | undefined
  const isKnown = madeOf !== undefined && cached?.format === FORMAT && cached.madeOf === madeOf
  if (isKnown && cached.policy) return cached.policy
  const { loadPolicy, NOTHING_ALLOWED } = await import('./load-policy.ts')
  const loaded = loadPolicy(root, dataFolder, sequence)
  if (!loaded.ok) return NOTHING_ALLOWED
  const { policy } = loaded.value
  // A file may have changed between the two looks: then nobody knows what this policy was made of.
  if (madeOf !== undefined && ingredients(question) === madeOf) {
    writeDisposable(path, { format: FORMAT, madeOf, policy } satisfies Cached)
  }
  return policy
}
