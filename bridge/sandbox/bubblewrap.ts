import { basename, join } from 'node:path'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'
import type { SandboxPlan } from './plan.ts'

/** Files of git that start programs: a step may not plant any for whoever uses git next. */
const GIT_PROTECTED = ['hooks', 'config', 'config.worktree', 'info/attributes'] as const
/** Of these bubblewrap would make a folder if they were missing, which git does not mind. */
const GIT_FOLDERS: ReadonlySet<string> = new Set(['hooks'])

/**
 * Folders that are private and empty inside: other programs' files, and sockets of other services (Docker, D-Bus,
 * ssh-agent), which are doors.
 */
export const EMPTY_FOLDERS: readonly string[] = ['/tmp', '/var/tmp', '/run']

/** Where a step finds its own door inside. A socket is a file: it works without any network. */
export const DOOR_INSIDE = '/run/threados/door.sock'

/** Walls that every step has, and the probe too. */
export const BASE_WALLS: readonly string[] = [
  '--die-with-parent',
  '--new-session',
  '--unshare-user-try',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--cap-drop',
  'ALL',
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--proc',
  '/proc',
  ...EMPTY_FOLDERS.flatMap((folder) => ['--tmpfs', folder]),
  // Of the emptied folders only the name servers' list is kept.
  '--ro-bind-try',
  '/run/systemd/resolve',
  '/run/systemd/resolve',
]

function bind(kind: 'bind' | 'bind-try' | 'ro-bind' | 'ro-bind-try', path: string): string[] {
  return [`--${kind}`, path, path]
}

function gitWalls(plan: SandboxPlan): string[] {
  const { gitFolder } = plan
  if (gitFolder === undefined) return []
  const walls = GIT_PROTECTED.flatMap((name) => {
    const path = join(gitFolder, name)
    if (!GIT_FOLDERS.has(name)) return bind('ro-bind-try', path)
    return ['--tmpfs', path, ...bind('ro-bind-try', path), '--remount-ro', path]
  })
  // A mount of its own: otherwise the whole folder could be renamed and another one put in its place.
  return [...bind('bind', gitFolder), ...walls]
}

/** Git's own notes about a worktree: the step may move its branch, but not where git looks for the rest. */
function worktreeWalls({ worktree, gitFolder }: SandboxPlan): string[] {
  if (worktree === undefined) return []
  const notes =
    gitFolder === undefined ? undefined : join(gitFolder, 'worktrees', basename(worktree))
  return [
    ...bind('bind', worktree),
    ...bind('ro-bind-try', join(worktree, '.git')),
    ...(notes === undefined
      ? []
      : [
          ...bind('bind-try', notes),
          ...['commondir', 'gitdir', 'config.worktree'].flatMap((name) =>
            bind('ro-bind-try', join(notes, name)),
          ),
        ]),
  ]
}

/**
 * The command line that starts a program within the plan's walls: everything readable but home, /tmp and the
 * user's data; nothing writable but the repository without its control files, and the agent's own settings.
 * Later mounts lie over earlier ones, so the order matters. Pure.
 */
export function bubblewrapArguments(plan: SandboxPlan, command: readonly string[]): string[] {
  const { root, worktree, cwd } = plan
  return [
    ...BASE_WALLS,
    ...(plan.network ? [] : ['--unshare-net']),
    ...plan.hidden.flatMap((folder) => ['--tmpfs', folder]),
    ...plan.readable.flatMap((path) => bind('ro-bind-try', path)),
    ...plan.writable.flatMap((path) => bind('bind-try', path)),
    ...bind(worktree === undefined ? 'bind' : 'ro-bind', root),
    ...gitWalls(plan),
    ...bind('ro-bind-try', join(root, DATA_FOLDER)),
    ...worktreeWalls(plan),
    ...(plan.door === undefined ? [] : ['--ro-bind', plan.door, DOOR_INSIDE]),
    '--chdir',
    cwd,
    '--',
    ...command,
  ]
}
