import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** How many folders above a program its package may begin. */
const FARTHEST = 4
const VERSION = /^\d+\.\d+\.\d+[\w.+-]*$/

function packageVersion(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version?: unknown
    }
    return typeof version === 'string' && VERSION.test(version) ? version : undefined
  } catch {
    return undefined // no package begins here
  }
}

/**
 * The version of an installed program: that of the package that it lies in, or the name of its file where each
 * version is a file of its own. Undefined where neither says it; nothing is started to find out.
 */
export function programVersion(file: string): string | undefined {
  let real: string
  try {
    real = realpathSync(file)
  } catch {
    return undefined // it ended itself by removing its own file
  }
  if (VERSION.test(basename(real))) return basename(real)
  let folder = dirname(real)
  for (let up = 0; up < FARTHEST; up += 1) {
    const version = packageVersion(folder)
    if (version !== undefined) return version
    folder = dirname(folder)
  }
  return undefined
}
