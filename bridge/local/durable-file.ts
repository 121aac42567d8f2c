import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Windows refuses to replace a file while another program holds it open; that passes. */
const RENAME_PAUSES_MS = [5, 10, 20, 40, 80, 160, 320, 640, 640]

/** True for a refused rename that may succeed a moment later. */
export function isPassingRenameError(code: string | undefined, platform: NodeJS.Platform): boolean {
  return platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY')
}

/**
 * True for the refusals by which a file system says that a file can't have a second name: FAT and exFAT, some
 * network drives. libuv gives EISDIR for Windows' "invalid function".
 */
export function isLinkMissing(code: string | undefined): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'].includes(code ?? '')
}

/** The code of an operating system's error, as in ENOENT. */
export function errorCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined
}

/** Makes a folder's entries durable. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a file that another program wrote durable, with its name. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  syncFolder(dirname(path))
}

/** Writes all bytes at the descriptor's place (or at `position`), however short the single writes are. */
export function writeFully(descriptor: number, data: Uint8Array, position?: number): void {
  let done = 0
  while (done < data.length) {
    done += writeSync(
      descriptor,
      data,
      done,
      data.length - done,
      position === undefined ? null : position + done,
    )
  }
}

/** Makes a folder with those above it; gives the first one that was not there. */
function makeFolders(folder: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause
    // On a read-only disk Node calls the folder missing; made by itself, the system names the reason.
    mkdirSync(folder, { mode: 0o700 })
    return folder
  }
}

/** Creates a folder with its parents, readable by its owner only, and makes their names durable. */
export function ensurePrivateFolder(folder: string): void {
  const first = makeFolders(folder)
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    syncFolder(dirname(made))
  }
}

/** Writes a new file and makes its content durable, but not yet its name. Fails when it exists. */
export function writeNewFile(path: string, data: Uint8Array | string, mode = 0o600): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode)
  try {
    writeFully(descriptor, bytes)
    fsyncSync(descriptor)
  } catch (cause) {
    closeSync(descriptor)
    discard(path)
    throw cause
  }
  closeSync(descriptor)
}

/** Removes a temporary file after an error. Where that fails too, the error before is the one to tell. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // The next process that opens the workspace sweeps it away.
  }
}

/** How long to wait before the next try after `tries` refused ones, in milliseconds; undefined to give up. */
export function renamePause(
  tries: number,
  code: string | undefined,
  platform: NodeJS.Platform,
): number | undefined {
  return isPassingRenameError(code, platform) ? RENAME_PAUSES_MS[tries - 1] : undefined
}

/** Renames, waiting out Windows' sharing violations for up to about 2 s. Not durable by itself. */
export function renamePatiently(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      renameSync(from, to)
      return
    } catch (cause) {
      const pause = renamePause(tries, errorCode(cause), process.platform)
      if (pause === undefined) throw cause
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
  }
}

/**
 * Replaces a file so that after any crash or power cut it has the old bytes or the new ones: temporary file
 * in the same folder, fsync, rename, fsync of the folder. Returns when the new bytes are durable.
 */
export function writeFileDurably(path: string, data: Uint8Array | string, mode = 0o600): void {
  const folder = dirname(path)
  const temporary = join(
    folder,
    `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`,
  )
  writeNewFile(temporary, data, mode)
  try {
    renamePatiently(temporary, path)
  } catch (cause) {
    discard(temporary)
    throw cause
  }
  syncFolder(folder)
}
