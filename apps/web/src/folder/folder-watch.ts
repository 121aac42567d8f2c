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

/** In browsers that have it, tells at once when something in a folder was written; not yet in the type definitions. */
interface Observer {
  observe(folder: FileSystemDirectoryHandle): Promise<void>
  disconnect(): void
}

/** Calls `look` with every change in .threados, where the browser can tell; the result ends it. */
function observe(files: FolderFiles, look: () => void): () => void {
  const Kind: unknown = Reflect.get(globalThis, 'FileSystemObserver')
  if (typeof Kind !== 'function') return () => undefined
  // Checked to be a constructor a line above; what it makes is defined by the platform.
  const observer: Observer = Reflect.construct(Kind, [look])
  const begin = async () => {
    try {
      await observer.observe(await files.root.getDirectoryHandle('.threados'))
    } catch {
      // No such folder yet, or one that can't be observed: looking at intervals sees it too, only later.
      observer.disconnect()
    }
  }
  void begin()
  return () => observer.disconnect()
}

/**
 * Calls `changed` when sequence.yaml or policy.yaml is another than the last time, whoever wrote it. The browser's
 * observer makes it quick; looking at intervals as well (two stats) sees what observers miss. The result ends it.
 */
export function watchFolder(files: FolderFiles, changed: () => Promise<void>): () => void {
  const isChanged = createComparison(files)
  const ending = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLooking = false
  let isAgain = false
  const lookOnce = async () => {
    if ((await isChanged()) && !ending.signal.aborted) await changed()
  }
  const look = async () => {
    isAgain = true
    if (isLooking) return
    isLooking = true
    clearTimeout(timer)
    while (isAgain && !ending.signal.aborted) {
      isAgain = false
      await lookOnce()
    }
    isLooking = false
    if (ending.signal.aborted) return
    const pause = document.visibilityState === 'visible' ? VISIBLE_MS : HIDDEN_MS
    timer = setTimeout(() => void look(), pause)
  }
  document.addEventListener('visibilitychange', () => void look(), { signal: ending.signal })
  const unobserve = observe(files, () => void look())
  void look()
  return () => {
    ending.abort()
    unobserve()
    clearTimeout(timer)
  }
}
