import { join } from 'node:path'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'
import type { SandboxPlan } from './plan.ts'

/** A path in the profile's language (TinyScheme strings). */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function rule(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return []
  return [`(${what}`, ...paths.map((path) => `  (subpath ${quoted(path)})`), ')']
}

/**
 * The Seatbelt profile with the same walls as `bubblewrapArguments`; for macOS' sandbox-exec(1), whose last
 * matching rule counts. /tmp stays the machine's own there: macOS has no private one. Pure.
 */
export function seatbeltProfile(plan: SandboxPlan): string {
  const { root, worktree, gitFolder } = plan
  const git =
    gitFolder === undefined ? [] : ['hooks', 'config', 'info'].map((name) => join(gitFolder, name))
  const lines = [
    '(version 1)',
    '(allow default)',
    ...(plan.network ? [] : ['(deny network*)']),
    ...(plan.door === undefined ? [] : [`(allow network-outbound (literal ${quoted(plan.door)}))`]),
    '(deny file-write*)',
    ...rule('allow file-write*', ['/dev', '/private/tmp', '/private/var/folders']),
    ...rule('deny file-read* file-write*', plan.hidden),
    ...rule('allow file-read*', [...plan.readable, root]),
    ...rule('allow file-read* file-write*', plan.writable),
    ...rule('allow file-write*', worktree === undefined ? [root] : gitFolder ? [gitFolder] : []),
    ...rule('deny file-write*', [...git, join(root, DATA_FOLDER)]),
    ...rule('allow file-write*', worktree === undefined ? [] : [worktree]),
  ]
  return `${lines.join('\n')}\n`
}
