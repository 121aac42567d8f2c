import { join } from 'node:path'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'

/** Where a repository lies, and what belongs to it. */
export interface RepoPlace {
  /** The repository's real path. */
  readonly root: string
  /** `.threados`. */
  readonly folder: string
  readonly stateFolder: string
  readonly auditPath: string
  /** The user's own data folder, outside every repository. */
  readonly dataFolder: string
}

/** The places of the repository at a real path. */
export function repoPlace(root: string, dataFolder: string): RepoPlace {
  const folder = join(root, DATA_FOLDER)
  return {
    root,
    folder,
    stateFolder: join(folder, 'state'),
    auditPath: join(folder, 'audit.log'),
    dataFolder,
  }
}
