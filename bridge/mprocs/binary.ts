import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, isAbsolute, join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** The one version that the hosted session is built and tested for. */
export const MPROCS_VERSION = '0.9.6'
/** How long `mprocs --version` may take, in milliseconds. */
const VERSION_PATIENCE_MS = 5000

const INSTALL = `Install it with: npm install -g mprocs@${MPROCS_VERSION}, or name its file in THREADOS_MPROCS_PATH. Without mprocs, run with --executor direct.`

/** Where to look for mprocs. */
export interface BinaryPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A folder with a binary that comes with ThreadOS. */
  readonly vendorFolder?: string | undefined
}

/** A binary of the right version. */
export interface MprocsBinary {
  readonly path: string
  readonly version: string
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The binary of the npm package, or undefined when it is not installed or has none for this platform. */
function packagedBinary(): string | undefined {
  try {
    const path: unknown = createRequire(import.meta.url)('mprocs')
    return typeof path === 'string' ? path : undefined
  } catch {
    return undefined
  }
}

function candidates(places: BinaryPlaces): string[] {
  const name = process.platform === 'win32' ? 'mprocs.exe' : 'mprocs'
  const folders = (places.environment['PATH'] ?? places.environment['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
  const vendor = places.vendorFolder
  const packaged = packagedBinary()
  return [
    ...(vendor === undefined ? [] : [join(vendor, name)]),
    ...(packaged === undefined ? [] : [packaged]),
    ...folders.map((folder) => join(folder, name)),
  ]
}

function askVersion(path: string): Promise<Result<string>> {
  return new Promise((resolve) => {
    const options = { timeout: VERSION_PATIENCE_MS, windowsHide: true } as const
    execFile(path, ['--version'], options, (cause, stdout) => {
      const version = /^mprocs (\S+)/.exec(stdout)?.[1]
      if (version !== undefined) resolve(ok(version))
      else {
        const reason = cause ? cause.message.split('\n')[0] : 'it did not tell its version'
        resolve(
          fail('RUNTIME_UNAVAILABLE', `${path} is no working mprocs: ${reason}.`, {
            hint: INSTALL,
          }),
        )
      }
    })
  })
}

async function checked(path: string): Promise<Result<MprocsBinary>> {
  const version = await askVersion(path)
  if (!version.ok) return version
  if (version.value === MPROCS_VERSION) return ok({ path, version: version.value })
  return fail(
    'RUNTIME_UNAVAILABLE',
    `${path} is mprocs ${version.value}; ThreadOS needs ${MPROCS_VERSION}, since other versions take other orders.`,
    { hint: INSTALL },
  )
}

/**
 * Finds mprocs: THREADOS_MPROCS_PATH, which must then be right, else the vendor folder, the npm package, PATH.
 * Gives only a binary that ran and told the right version.
 */
export async function findMprocs(places: BinaryPlaces): Promise<Result<MprocsBinary>> {
  const named = places.environment['THREADOS_MPROCS_PATH']
  if (named) {
    return isExecutable(named)
      ? checked(named)
      : fail('RUNTIME_UNAVAILABLE', `THREADOS_MPROCS_PATH names no program: ${named}.`, {
          hint: INSTALL,
        })
  }
  const path = candidates(places).find(isExecutable)
  return path === undefined
    ? fail('RUNTIME_UNAVAILABLE', 'mprocs was not found.', { hint: INSTALL })
    : checked(path)
}
