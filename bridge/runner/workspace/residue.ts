import { existsSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Remembers which of these folders are missing now. The function that it gives removes those of them that have
 * come since and are empty: what an agent left behind when it was ended, never anybody's work.
 */
export function watchResidue(folder: string, names: readonly string[]): () => void {
  const missing = names.map((name) => join(folder, name)).filter((path) => !existsSync(path))
  return () => {
    for (const path of missing) {
      try {
        rmdirSync(path)
      } catch {
        // It never came, or it holds something: either way it stays as it is.
      }
    }
  }
}
