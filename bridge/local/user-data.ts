import { hash } from 'node:crypto'
import { homedir } from 'node:os'
import { join, posix, win32 } from 'node:path'

/** What decides where a user's own data lies. */
export interface UserDataFacts {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The user's own data folder, outside every repository: THREADOS_DATA, else the platform's place
 * (XDG_DATA_HOME, Application Support, LOCALAPPDATA).
 */
export function userDataFolder(facts: UserDataFacts): string {
  const { env, home } = facts
  if (env['THREADOS_DATA']) return env['THREADOS_DATA']
  if (facts.platform === 'win32') {
    return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'ThreadOS')
  }
  if (facts.platform === 'darwin') return posix.join(home, 'Library/Application Support/ThreadOS')
  return posix.join(env['XDG_DATA_HOME'] || posix.join(home, '.local/share'), 'threados')
}

/** The data folder of the user who runs this process. */
export function ownDataFolder(): string {
  return userDataFolder({ platform: process.platform, home: homedir(), env: process.env })
}

/** The name under which the data folder keeps what belongs to a repository. `root` is its real path. */
export function repositoryKey(root: string): string {
  return hash('sha256', root).slice(0, 32)
}

/** The file that holds what the user decided about a repository; `root` is its real path. */
export function decisionsFile(dataFolder: string, root: string): string {
  return join(dataFolder, 'repositories', `${repositoryKey(root)}.json`)
}
