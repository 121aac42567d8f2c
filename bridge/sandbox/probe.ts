import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { ensurePrivateFolder, errorCode, writeFileDurably } from '../local/durable-file.ts'
import { BASE_WALLS } from './bubblewrap.ts'

/** The operating system's sandbox on this machine: the program that makes it, or why there is none. */
export type SandboxFound =
  | { readonly by: 'bwrap' | 'seatbelt'; readonly program: string }
  | { readonly by: 'none'; readonly why: string }

/** How long the probe may take, in milliseconds. */
const PROBE_TIMEOUT_MS = 10_000
const SEATBELT = '/usr/bin/sandbox-exec'

function findProgram(name: string, path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder))
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return statSync(file).isFile()
      } catch {
        return false
      }
    })
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 300) ?? ''
}

function tryProgram(program: string, args: readonly string[]): string | undefined {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: PROBE_TIMEOUT_MS,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (done.status === 0) return undefined
  return firstLine(done.stderr ?? '') || done.error?.message || `exit ${done.status}`
}

/** Builds the walls once around a program that does nothing, wherever on the disk it lies. */
export function probeSandbox(
  platform: NodeJS.Platform,
  path: string,
  inside: string = process.execPath,
): SandboxFound {
  if (platform === 'linux') {
    const program = findProgram('bwrap', path)
    if (!program) {
      return { by: 'none', why: 'bubblewrap is not installed (apt install bubblewrap).' }
    }
    const walls = [...BASE_WALLS, '--ro-bind', inside, inside]
    const trouble = tryProgram(program, [...walls, '--', inside, '--version'])
    return trouble === undefined
      ? { by: 'bwrap', program }
      : { by: 'none', why: `bubblewrap can't start here: ${trouble}` }
  }
  if (platform === 'darwin') {
    const trouble = tryProgram(SEATBELT, ['-p', '(version 1)(allow default)', '/usr/bin/true'])
    return trouble === undefined
      ? { by: 'seatbelt', program: SEATBELT }
      : { by: 'none', why: `Seatbelt can't start here: ${trouble}` }
  }
  return { by: 'none', why: `ThreadOS knows no sandbox for ${platform}.` }
}

/** What must be the same for an earlier success to count: this boot, this program. */
function stampOf(found: SandboxFound): string | undefined {
  if (found.by !== 'bwrap') return undefined
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const { mtimeMs, size } = statSync(found.program)
    return JSON.stringify([boot, found.program, mtimeMs, size])
  } catch {
    return undefined // then every attempt probes anew
  }
}

/**
 * The machine's sandbox. A success is remembered in the user's data folder until the next boot, since each step
 * has a process of its own; a failure never is, so that installing the program is enough.
 */
export function findSandbox(
  dataFolder: string,
  platform: NodeJS.Platform = process.platform,
  path: string = process.env['PATH'] ?? '',
): SandboxFound {
  const file = join(dataFolder, 'sandbox.json')
  const program = platform === 'linux' ? findProgram('bwrap', path) : undefined
  const stamp = program === undefined ? undefined : stampOf({ by: 'bwrap', program })
  if (program !== undefined && stamp !== undefined && readStamp(file) === stamp) {
    return { by: 'bwrap', program }
  }
  const found = probeSandbox(platform, path)
  if (found.by === 'bwrap' && stamp !== undefined) {
    ensurePrivateFolder(dataFolder)
    writeFileDurably(file, stamp)
  }
  return found
}

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}
