import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DOOR_VARIABLE } from '../../shared/protocol/step-door-names.ts'
import { DATA_FOLDER } from '../../shared/schema/paths.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import { installFolder } from '../local/programs.ts'
import { EMPTY_FOLDERS } from './bubblewrap.ts'

/** The walls around one step, as paths of this machine: all real, none through links. */
export interface SandboxPlan {
  /** The repository's root: writable, but for what is protected. */
  readonly root: string
  /** The folder that holds git's own files, when the repository has one. */
  readonly gitFolder: string | undefined
  /** Where the step starts. */
  readonly cwd: string
  /** The git worktree that the step works in instead of the root; the root is then only readable. */
  readonly worktree: string | undefined
  /** Folders that look empty from inside, besides those that always do: home, the user's data folder. */
  readonly hidden: readonly string[]
  /** What of the hidden folders can be read all the same: programs, git's identity. */
  readonly readable: readonly string[]
  /** What of them can be written: the agent's own settings. */
  readonly writable: readonly string[]
  /** The socket of the step's own door, when it has one. */
  readonly door: string | undefined
  readonly network: boolean
}

/** What a plan is made from. */
export interface SandboxQuestion {
  readonly root: string
  readonly cwd: string
  /** The program's file, through all links. */
  readonly program: string
  /** Its name, as the policy lists it. */
  readonly name: string
  readonly home: string
  /** The user's own data folder. */
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Further folders that it must be able to write. */
  readonly folders?: readonly string[]
  readonly policy: Pick<Policy, 'sandbox_network'>
}

/** Where each agent keeps its settings and its login: the variable that says so, else places in home. */
const SETTINGS: Readonly<Record<string, { variable: string; places: readonly string[] }>> = {
  claude: { variable: 'CLAUDE_CONFIG_DIR', places: ['.claude', '.claude.json'] },
  codex: { variable: 'CODEX_HOME', places: ['.codex'] },
  gemini: { variable: 'GEMINI_CLI_HOME', places: ['.gemini'] },
}
/** What git needs to know who commits. Stored passwords lie elsewhere and stay hidden. */
const GIT_IDENTITY = ['.gitconfig', '.config/git/config', '.config/git/ignore']

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined // what is not there needs neither hiding nor showing
  }
}

function realPaths(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => real(path) ?? []))]
}

const PACKAGES = '/node_modules/'

/**
 * Where a program really lies, when the name on PATH is a link to it: all packages beside an npm package, of which it
 * may need some, else its own folder.
 */
function targetFolder(program: string): string {
  const target = real(program) ?? program
  const at = target.indexOf(PACKAGES)
  return at < 0 ? dirname(target) : target.slice(0, at + PACKAGES.length - 1)
}

/** Folders of programs: those on PATH, with the library folder beside each `bin`, the program's own, and ThreadOS. */
function programFolders({ program, environment }: SandboxQuestion): string[] {
  const onPath = (environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))
  const libraries = onPath
    .filter((folder) => basename(folder) === 'bin')
    .map((folder) => join(dirname(folder), 'lib'))
  const own = [dirname(program), targetFolder(program)]
  return realPaths([...onPath, ...libraries, ...own, process.execPath, installFolder()])
}

function settingsOf({ name, home, environment }: SandboxQuestion): string[] {
  const settings = SETTINGS[basename(name)]
  if (!settings) return []
  const named = environment[settings.variable]
  return named ? [named] : settings.places.map((place) => join(home, place))
}

function worktreeOf({ root, cwd }: SandboxQuestion): string | undefined {
  const folder = join(root, DATA_FOLDER, 'worktrees')
  const name = isInside(cwd, folder) ? cwd.slice(folder.length + 1).split('/')[0] : ''
  return name ? join(folder, name) : undefined
}

/** Looks up on this machine what a step's sandbox must hold. */
export function planSandbox(question: SandboxQuestion): SandboxPlan {
  const root = realpathSync(question.root)
  const cwd = realpathSync(question.cwd)
  const hidden = realPaths([question.home, question.dataFolder])
  const emptied = [...EMPTY_FOLDERS, ...hidden]
  // Only what would be hidden needs to be shown; a home that is all of the disk shows nothing by itself.
  const shown = (paths: readonly string[]) =>
    realPaths(paths).filter(
      (path) =>
        emptied.some((folder) => isInside(path, folder)) &&
        !hidden.includes(path) &&
        !hidden.some((folder) => isInside(folder, path)),
    )
  const identity = GIT_IDENTITY.map((place) => join(question.home, place))
  const gitFolder = join(root, '.git')
  return {
    root,
    gitFolder: existsSync(gitFolder) ? real(gitFolder) : undefined,
    cwd,
    worktree: worktreeOf({ ...question, root, cwd }),
    hidden,
    readable: shown([...programFolders(question), ...identity]),
    writable: shown(
      [...settingsOf(question), ...(question.folders ?? [])].map((path) => resolve(path)),
    ),
    door: question.environment[DOOR_VARIABLE],
    network: question.policy.sandbox_network === 'allow',
  }
}
