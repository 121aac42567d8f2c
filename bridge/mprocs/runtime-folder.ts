import { randomBytes } from 'node:crypto'
import { lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { errorCode, writeNewFile } from '../local/durable-file.ts'

const PREFIX = 'threados-'
const TOKEN_FILE = 'token'
/** Longest path of a socket in bytes that all systems take. */
const MAX_SOCKET_BYTES = 100

function isOwnFolder(path: string): boolean {
  try {
    const facts = lstatSync(path)
    const isOurs = process.getuid === undefined || facts.uid === process.getuid()
    return facts.isDirectory() && isOurs
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return false
    throw cause
  }
}

function socketIn(folder: string): string {
  return join(folder, 'host.sock')
}

/** Folders that hold private things of a login, best first: short ones, since sockets need short paths. */
function parents(): string[] {
  const login = process.env['XDG_RUNTIME_DIR']
  const candidates = [...(login && isOwnFolder(login) ? [login] : []), tmpdir(), '/tmp']
  return candidates.filter(
    (parent) =>
      process.platform === 'win32' ||
      Buffer.byteLength(socketIn(join(parent, `${PREFIX}XXXXXX`))) < MAX_SOCKET_BYTES,
  )
}

/** Makes a host's private folder: readable by its owner only, outside every repository. */
export function createRuntimeFolder(): string {
  const [parent = tmpdir()] = parents()
  return mkdtempSync(join(parent, PREFIX))
}

/**
 * Removes a host's private folder. Its name comes from a file that others can write, so nothing is removed but
 * a folder of the user's own that has such a name and lies where hosts have theirs.
 */
export function removeRuntimeFolder(folder: string): void {
  const hasName = new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`).test(basename(folder))
  if (!hasName || !parents().includes(dirname(folder)) || !isOwnFolder(folder)) return
  rmSync(folder, { recursive: true, force: true })
}

/** Where a host listens: a socket in its folder, or a pipe with a name that nobody guesses. */
export function listenPath(folder: string): string {
  if (process.platform !== 'win32') return socketIn(folder)
  return `\\\\.\\pipe\\${PREFIX}${randomBytes(12).toString('hex')}`
}

/** Makes the session's token and writes it into the folder, for clients of the same user. */
export function createToken(folder: string): string {
  const token = randomBytes(32).toString('base64url')
  writeNewFile(join(folder, TOKEN_FILE), token)
  return token
}

/** The session's token. */
export function readToken(folder: string): string {
  return readFileSync(join(folder, TOKEN_FILE), 'utf8')
}
