import { execFile } from 'node:child_process'

/**
 * The settings that keep git from starting other programs of the repository's choice: hooks, the file system
 * monitor, remote helpers, signing programs, editors and pagers.
 */
export const SAFE_GIT_SETTINGS: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'commit.gpgSign=false',
  'merge.verifySignatures=false',
  'core.editor=true',
  'core.pager=cat',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting])

/**
 * None of our commands talks to another repository. A missing object would otherwise be fetched from where the
 * repository's settings say, with the programs that they name.
 */
export const SAFE_GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

/** Commands that look at no file's content through the programs that attributes name. */
const CONTENT_FREE: ReadonlySet<string> = new Set([
  'cat-file',
  'merge-base',
  'rev-list',
  'rev-parse',
  'show-ref',
  'symbolic-ref',
  'update-ref',
  'var',
])

/** Settings that name a program for the files to which an attribute gives that name. */
const DRIVERS = '^(filter\\..*\\.(clean|smudge|process)|merge\\..*\\.driver)$'

function settingsFor(name: string): [key: string, value: string][] {
  const driver = name.slice(0, name.lastIndexOf('.'))
  // A merge that no program may do is a conflict for a person, never silently one side's text.
  if (driver.startsWith('merge.')) return [[`${driver}.driver`, 'false']]
  const off = ['clean', 'smudge', 'process'].map((key): [string, string] => [
    `${driver}.${key}`,
    '',
  ])
  return [...off, [`${driver}.required`, 'false']]
}

/** Settings as variables: on a command line a name that holds `=` would be another setting. */
function asVariables(settings: readonly [key: string, value: string][]): Record<string, string> {
  const pairs = settings.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ])
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(settings.length) }
}

/** The scopes in a list of scope and name in turn, as git prints it with NUL after each. */
function repositoryNames(listed: string): string[] {
  const parts = listed.split('\0')
  return parts.flatMap((part, at) => {
    const isOwn = at % 2 === 1 && ['local', 'worktree'].includes(parts[at - 1] ?? '')
    return isOwn ? [part] : []
  })
}

/**
 * The variables that switch off the filters and merge programs which the repository's own settings name. Those of
 * the user's settings stay: without them the files of Git LFS would look changed.
 */
export function withoutDrivers(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  if (CONTENT_FREE.has(args[0] ?? '')) return Promise.resolve({})
  const list = ['config', '--null', '--show-scope', '--name-only', '--get-regexp', DRIVERS]
  return new Promise((resolve) => {
    execFile('git', list, { cwd, env: environment, windowsHide: true }, (_cause, stdout) => {
      // Nothing found, or no git and no repository: then the command itself says so.
      const settings = repositoryNames(stdout).flatMap(settingsFor)
      resolve(settings.length === 0 ? {} : asVariables(settings))
    })
  })
}
