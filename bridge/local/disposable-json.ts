import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a disposable file holds; undefined when there is none, or when it can't be read. Nobody vouches for its shape. */
export function readDisposable(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined // none, or a torn one: then what it was made of is read
  }
}

/**
 * Keeps a value that can be made anew at any time, for the next command. The file is readable by its owner only and
 * replaced as a whole, though not durably. One that can't be written is done without.
 */
export function writeDisposable(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 })
    renameSync(temporary, path)
  } catch {
    rmSync(temporary, { force: true })
  }
}
