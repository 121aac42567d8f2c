import { readdirSync, statSync } from 'node:fs'

/** A folder that changed less than this before it was read may have changed again without a new time, in milliseconds. */
const QUIET_MS = 100

interface Listing<T> {
  readonly mtimeMs: number
  /** True when the folder's time tells of every later change. */
  readonly isSettled: boolean
  readonly entries: readonly T[]
}

/** What folders hold, read anew only after they have changed: most looks at runs find them as they were. */
export class FolderListing<T> {
  readonly #known = new Map<string, Listing<T>>()
  readonly #read: (folder: string) => readonly T[]

  /** `read` makes entries of a folder that exists. */
  constructor(read: (folder: string) => readonly T[]) {
    this.#read = read
  }

  /** The entries of a folder; none when it does not exist. */
  of(folder: string): readonly T[] {
    const mtimeMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs
    if (mtimeMs === undefined) {
      this.#known.delete(folder)
      return []
    }
    const known = this.#known.get(folder)
    if (known?.isSettled && known.mtimeMs === mtimeMs) return known.entries
    const isSettled = Date.now() - mtimeMs > QUIET_MS
    const entries = this.#read(folder)
    this.#known.set(folder, { mtimeMs, isSettled, entries })
    return entries
  }
}

/** The names of the folders in a folder. */
export function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}
