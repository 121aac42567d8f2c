import { POLICY_PATH, SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import type { FileStamp, FolderFiles } from './folder-files.ts'

/** How often the two files are looked at while the page is visible, and while it is not. */
const VISIBLE_MS = 400
const HIDDEN_MS = 2000

function isSameStamp(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
  return a?.size === b?.size && a?.lastModified === b?.lastModified
}

/** Tells whether one of the two files is another than at the last question. */
function createComparison(files: FolderFiles): () => Promise<boolean> {
  const known = new Map<string, FileStamp | undefined>()
  return async () => {
    let isChanged = false
    for (const path of [SEQUENCE_PATH, POLICY_PATH]) {
      const stamp = await files.stamp(path)
      // A file that can't be looked at is for the reader to report.
      const next = stamp.ok ? stamp.value : { size: -1, lastModified: -1 }
      isChanged ||= !(known.has(path) && isSameStamp(known.get(path), next))
      known.set(path, next)
    }
    return isChanged
  }
}

/**
 * Calls `changed` when sequence.yaml or policy.yaml is another than the last time, whoever wrote it. Looking is
 * cheaper than it sounds (two stats) and sees what observers of the browser miss. The result ends it.
 */
export function watchFolder(files: FolderFiles, changed: () => Promise<void>): () => void {
  const isChanged = createComparison(files)
  const ending = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = async () => {
    clearTimeout(timer)
    if ((await isChanged()) && !ending.signal.aborted) await changed()
    if (ending.signal.aborted) return
    const pause = document.visibilityState === 'visible' ? VISIBLE_MS : HIDDEN_MS
    clearTimeout(timer)
    timer = setTimeout(() => void look(), pause)
  }
  document.addEventListener('visibilitychange', () => void look(), { signal: ending.signal })
  void look()
  return () => {
    ending.abort()
    clearTimeout(timer)
  }
}
