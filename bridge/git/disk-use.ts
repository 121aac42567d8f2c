import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../local/durable-file.ts'

/** The sizes of all files below a folder, added up, in bytes; links count as themselves. */
export async function bytesIn(folder: string): Promise<number> {
  let sum = 0
  const open = [folder]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await entriesOf(next)) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) open.push(path)
      else sum += await sizeOf(path)
    }
  }
  return sum
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    // An agent may delete while we count, or keep a folder to itself.
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(errorCode(cause) ?? '')) return []
    throw cause
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return 0
    throw cause
  }
}
