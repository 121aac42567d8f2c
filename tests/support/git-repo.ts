import { execFileSync } from 'node:child_process'
import { writeFiles } from './temporary-files.ts'

/** Git in a folder, as a user called Ada, without the machine's own configuration; gives what it printed. */
export function gitIn(folder: string): (...args: readonly string[]) => string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  }
  return (...args) =>
    execFileSync('git', args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
}

/** Makes a folder a git repository whose first commit holds all of its files and these. */
export function commitAll(folder: string, files: Readonly<Record<string, string>> = {}) {
  const git = gitIn(folder)
  writeFiles(folder, files)
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message=first')
  return git
}
