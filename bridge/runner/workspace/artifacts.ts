import { type Dirent, readdirSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import picomatch from 'picomatch'
import { errorCode } from '../../local/durable-file.ts'

/** Folders that are never searched: Git's own, and ThreadOS's. */
const UNSEARCHED = new Set(['.git', '.threados'])
/** What a path gives that leads nowhere, through a file, in a circle, or where we may not look. */
const NOTHING_THERE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM']

function unlessNothing<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (cause) {
    if (NOTHING_THERE.includes(errorCode(cause) ?? '')) return undefined
    throw cause
  }
}

/** True when the path exists and its real place, through all links, is inside the root. */
function isThere(root: string, path: string): boolean {
  const real = unlessNothing(() => realpathSync(join(root, path)))
  const realRoot = realpathSync(root)
  return real !== undefined && (real === realRoot || real.startsWith(`${realRoot}${sep}`))
}

function entriesOf(folder: string): readonly Dirent[] {
  return unlessNothing(() => readdirSync(folder, { withFileTypes: true })) ?? []
}

/** True when some file or folder below `base` fits. Links to folders are not followed. */
function hasMatch(root: string, base: string, isMatch: (path: string) => boolean): boolean {
  const pending = isThere(root, base) ? [base] : []
  for (const folder of pending) {
    for (const entry of entriesOf(join(root, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isMatch(name)) return true
      if (entry.isDirectory() && !UNSEARCHED.has(entry.name)) pending.push(name)
    }
  }
  return false
}

/** Those patterns, relative to `root` and with `/` between folders, that nothing inside it fits. */
export function missingArtifacts(root: string, patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => {
    const clean = pattern.replace(/^(\.\/)+/, '')
    if (clean.startsWith('/') || clean.includes('\\') || clean.split('/').includes('..'))
      return true
    const { base, isGlob } = picomatch.scan(clean)
    if (!isGlob) return !isThere(root, clean)
    return !hasMatch(root, base === '.' ? '' : base, picomatch(clean, { dot: true }))
  })
}
