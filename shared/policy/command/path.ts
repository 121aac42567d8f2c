import { isWindowsDeviceName } from '../../schema/ids.ts'
import { DATA_FOLDER } from '../../schema/paths.ts'
import type { CommandFacts, CommandPlatform } from './question.ts'
import { nameSpoofReason } from './text.ts'

/** Where a path ends up: absolute without `.` and `..`, or why it can't be taken. */
export type Place = { readonly path: string } | { readonly reason: string }

/** What a path is used for: `read` may look at ThreadOS' own files, `write` (or running what is there) may not. */
export type PathUse = 'read' | 'write'

const WINDOWS_ILLEGAL = /[<>"|]/
const SUPERSCRIPT_DEVICE = /^(com|lpt)[\u00b9\u00b2\u00b3]$/i
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu

function windowsSegmentReason(segment: string): string | undefined {
  if (segment.includes(':')) return 'names an alternate data stream'
  if (WINDOWS_ILLEGAL.test(segment)) return 'contains a character that Windows does not allow'
  if (segment !== '.' && segment !== '..' && /[. ]$/.test(segment)) {
    return 'has a name that ends in a dot or a space, which Windows drops'
  }
  if (/~\d/.test(segment)) return 'may be a short name of Windows for another file'
  const stem = segment.split('.')[0] ?? ''
  if (isWindowsDeviceName(segment) || SUPERSCRIPT_DEVICE.test(stem)) {
    return `uses the Windows device name ${segment}`
  }
  return undefined
}

function windowsRootReason(path: string): string | undefined {
  if (/^[\\/]{2}/.test(path) || path.startsWith('\\??\\')) {
    return 'is a network or device path'
  }
  if (/^[A-Za-z]:(?![\\/])/.test(path)) return 'is relative to the current folder of a drive'
  if (/^[\\/]/.test(path)) return 'has no drive'
  return undefined
}

function resolveSegments(base: readonly string[], parts: readonly string[]): string[] {
  const segments = [...base]
  for (const part of parts) {
    if (part === '..') segments.splice(Math.max(1, segments.length - 1))
    else if (part !== '' && part !== '.') segments.push(part)
  }
  return segments
}

function windowsPlace(base: string, path: string): Place {
  const rootReason = windowsRootReason(path)
  if (rootReason) return { reason: rootReason }
  const words = path.split(/[\\/]/)
  const isAbsolute = /^[A-Za-z]:/.test(path)
  const parts = isAbsolute ? words.slice(1) : words
  const reason = parts.map(windowsSegmentReason).find(Boolean)
  if (reason) return { reason }
  const start = isAbsolute ? words.slice(0, 1) : base.split(/[\\/]/)
  return { path: resolveSegments(start, parts).join('\\') }
}

/** Joins `path` to the absolute folder `base` by its text alone. Too many `..` stay at the top. */
export function placeOf(base: string, path: string, platform: CommandPlatform): Place {
  if (platform === 'win32') return windowsPlace(base, path)
  const start = path.startsWith('/') ? [''] : base.split('/')
  return { path: resolveSegments(start, path.split('/')).join('/') || '/' }
}

/** The path below `root` with `/` between folders, `.` for the root itself, or undefined when it is outside. */
export function relativeTo(
  root: string,
  path: string,
  platform: CommandPlatform,
): string | undefined {
  const fold = (text: string) =>
    platform === 'win32' ? text.replaceAll('/', '\\').toLowerCase() : text
  const separator = platform === 'win32' ? '\\' : '/'
  const base = root.endsWith(separator) ? root : root + separator
  if (fold(path) === fold(root) || fold(path + separator) === fold(base)) return '.'
  if (!fold(path).startsWith(fold(base))) return undefined
  return path.slice(base.length).replaceAll(separator, '/')
}

function foldedSegment(segment: string): string {
  const visible = segment.normalize('NFKC').replace(IGNORABLE, '').toLowerCase()
  return visible === '..' ? visible : visible.replace(/[. ]+$/, '')
}

/** The path inside the worktree that a path may lie in, else the path itself. */
export function insideWorktree(relative: string): string {
  const found = /^\.threados\/worktrees\/[^/]+(?:\/(.*))?$/.exec(relative)
  return found ? (found[1] ?? '.') : relative
}

/** Why a path inside the repository is under the control of git or ThreadOS, whatever its spelling. */
export function controlReason(relative: string, use: PathUse): string | undefined {
  const segments = insideWorktree(relative).split('/').map(foldedSegment)
  if (segments.some((segment) => segment === '.git' || segment === 'git~1')) {
    return 'lies in the folder of git itself'
  }
  if (use === 'write' && segments[0] === DATA_FOLDER) return 'lies in the folder of ThreadOS itself'
  return undefined
}

/** Judges the paths that a command line names. Relative ones start at `cwd`. */
export class PathGuard {
  readonly #root: string
  readonly #cwd: string
  readonly #platform: CommandPlatform
  readonly #facts: CommandFacts | undefined

  constructor(
    root: string,
    cwd: string,
    platform: CommandPlatform,
    facts: CommandFacts | undefined,
  ) {
    this.#root = root
    this.#cwd = cwd
    this.#platform = platform
    this.#facts = facts
  }

  /** Why this path must not be used so, or undefined when it may. */
  reason(path: string, use: PathUse): string | undefined {
    if (path.trim() === '') return 'is blank'
    const spoof = nameSpoofReason(path)
    if (spoof) return spoof
    if (path.startsWith('~')) return 'starts with ~, which is not expanded'
    const place = placeOf(this.#cwd, path, this.#platform)
    if ('reason' in place) return place.reason
    return (
      this.#placeReason(place.path, use) ?? this.#realReason(this.#asWritten(path, place.path), use)
    )
  }

  /** As `reason`, and something that names another place (a URL, an archive, standard input) is refused too. */
  localReason(path: string, use: PathUse): string | undefined {
    if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(path)) return 'is an address, not a file'
    return path === '-' ? 'is the standard input' : this.reason(path, use)
  }

  /** True when the machine has a file (not a folder) there. */
  isFile(path: string): boolean {
    const place = placeOf(this.#cwd, path, this.#platform)
    return 'path' in place && this.#facts?.kindOf(place.path) === 'file'
  }

  /** The guard for a command that changes to `folder` first. */
  at(folder: string): PathGuard {
    const place = placeOf(this.#cwd, folder, this.#platform)
    const cwd = 'path' in place ? place.path : this.#cwd
    return new PathGuard(this.#root, cwd, this.#platform, this.#facts)
  }

  /** On posix `..` behind a link leaves the link's target, so the facts must see the path as it is written. */
  #asWritten(path: string, plain: string): string {
    if (this.#platform === 'win32') return plain
    return path.startsWith('/') ? path : `${this.#cwd}/${path}`
  }

  #placeReason(path: string, use: PathUse): string | undefined {
    const relative = relativeTo(this.#root, path, this.#platform)
    return relative === undefined ? 'lies outside the repository' : controlReason(relative, use)
  }

  #realReason(path: string, use: PathUse): string | undefined {
    if (!this.#facts) return undefined
    const real = this.#facts.realPath(path)
    if (real === undefined) return 'is a ring of links'
    const reason = this.#placeReason(real, use)
    return reason && `is a link to a place that ${reason}`
  }
}
