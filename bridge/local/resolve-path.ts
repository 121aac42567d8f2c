import { accessSync, constants, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import type {
  CommandFacts,
  CommandPlatform,
  FoundProgram,
} from '../../shared/policy/command/question.ts'
import { errorCode } from './durable-file.ts'

/** Where programs are looked for: the variables PATH and, on Windows, PATHEXT. */
export interface ProgramSearch {
  readonly platform: CommandPlatform
  readonly path: string
  readonly pathExt?: string | undefined
}

/** As many links as Linux follows before it calls them a ring. */
const MAX_LINKS = 40
const DEFAULT_PATHEXT = '.COM;.EXE;.BAT;.CMD'

/** The platform of this process, as the policy tells them apart. */
export function currentPlatform(): CommandPlatform {
  return process.platform === 'win32' ? 'win32' : 'posix'
}

/**
 * The files that a bare name may stand for, in the order of the search. Entries of PATH that are empty or
 * relative mean the current folder and are left out: what lies in the workspace must not be found.
 */
export function programCandidates(name: string, search: ProgramSearch): string[] {
  if (search.platform === 'posix') {
    return search.path
      .split(':')
      .filter((folder) => posix.isAbsolute(folder))
      .map((folder) => posix.join(folder, name))
  }
  const endings = (search.pathExt || DEFAULT_PATHEXT)
    .split(';')
    .filter((ending) => /^\.\w+$/.test(ending))
  const isComplete = endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()))
  return search.path
    .split(';')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => /^[A-Za-z]:[\\/]/.test(folder) || folder.startsWith('\\\\'))
    .flatMap((folder) =>
      (isComplete ? [''] : endings).map((ending) =>
        win32.join(folder, name + ending.toLowerCase()),
      ),
    )
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch (cause) {
    const code = errorCode(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'ENAMETOOLONG') {
      return undefined
    }
    throw cause
  }
}

/** Follows links step by step as the system does, so that `..` behind a link leaves the link's target. */
function realPosixPath(path: string): string | undefined {
  const waiting = path.split('/').reverse()
  let real = ''
  let links = 0
  while (waiting.length > 0) {
    const segment = waiting.pop() ?? ''
    if (segment === '' || segment === '.') continue
    if (segment === '..') {
      real = real.slice(0, Math.max(0, real.lastIndexOf('/')))
      continue
    }
    const target = linkTarget(`${real}/${segment}`)
    if (target === undefined) {
      real = `${real}/${segment}`
      continue
    }
    links += 1
    if (links > MAX_LINKS) return undefined
    if (target.startsWith('/')) real = ''
    waiting.push(...target.split('/').reverse())
  }
  return real === '' ? '/' : real
}

function realWindowsPath(path: string): string | undefined {
  let existing = win32.normalize(path)
  let rest = ''
  for (;;) {
    try {
      return win32.join(realpathSync.native(existing), rest)
    } catch (cause) {
      if (errorCode(cause) !== 'ENOENT') return undefined
      const parent = win32.dirname(existing)
      if (parent === existing) return path
      rest = win32.join(win32.basename(existing), rest)
      existing = parent
    }
  }
}

function kindOf(path: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch {
    return 'missing' // absent, unreadable, or a ring of links: nothing can start there either way
  }
}

function isProgram(path: string, platform: CommandPlatform): boolean {
  try {
    if (!statSync(path).isFile()) return false
    if (platform === 'posix') accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // absent, or not ours to start
  }
}

/** What this machine knows about paths and programs, for `evaluateCommand`. Looked up anew at every question. */
export function commandFacts(search: ProgramSearch): CommandFacts {
  const isWindows = search.platform === 'win32'
  const realPath = isWindows ? realWindowsPath : realPosixPath
  const findProgram = (name: string): FoundProgram | undefined => {
    const path = programCandidates(name, search).find((file) => isProgram(file, search.platform))
    const real = path === undefined ? undefined : realPath(path)
    return path === undefined || real === undefined ? undefined : { path, realPath: real }
  }
  return { kindOf, realPath, findProgram }
}

/** The facts of this process's own environment. */
export function processFacts(env: NodeJS.ProcessEnv = process.env): CommandFacts {
  const platform = currentPlatform()
  return commandFacts({ platform, path: env['PATH'] ?? env['Path'] ?? '', pathExt: env['PATHEXT'] })
}
