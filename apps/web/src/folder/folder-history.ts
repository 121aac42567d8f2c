import { EMPTY_LINE, type HistoryLine } from '../../../../shared/commit/history-line.ts'
import { fail } from '../../../../shared/failure.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { inStore } from '../start/browser-store.ts'

/** What this browser keeps of one folder. */
interface Kept {
  readonly folder: FileSystemDirectoryHandle
  readonly line: HistoryLine
}

/** Folders whose history is kept; the ones not changed for longest give way. */
const MOST_FOLDERS = 20

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'folder' in value && 'line' in value
}

/**
 * The history of a folder's own commits, kept by this browser so that they can be undone after a reload. It holds
 * texts of the plan and of prompts, which the page may read anyhow, and nothing of it leaves the browser.
 */
export class FolderHistory {
  readonly #folder: FileSystemDirectoryHandle
  #key: string | undefined

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder
  }

  /** The history as the last tab has left it. */
  async read(): Promise<HistoryLine> {
    const key = await this.#keyOfFolder()
    const kept: unknown = await inStore('history', 'readonly', (store) => store.get(key))
    return isKept(kept) ? kept.line : EMPTY_LINE
  }

  /** Keeps the history. False when the browser can't: what is in the files is not touched by that. */
  async write(line: HistoryLine): Promise<boolean> {
    try {
      const key = await this.#keyOfFolder()
      const kept: Kept = { folder: this.#folder, line }
      await inStore('history', 'readwrite', (store) => store.put(kept, key))
      return true
    } catch (cause) {
      // The browser's own refusals, as when its share of the disk is full; anything else is a mistake here.
      if (cause instanceof DOMException) return false
      throw cause
    }
  }

  /**
   * A name for this folder that no other folder in this browser has, and that it has again after a reload. A failure
   * where the browser keeps nothing.
   */
  async identity(): Promise<Result<string>> {
    try {
      const key = await this.#keyOfFolder()
      const kept: unknown = await inStore('history', 'readonly', (store) => store.get(key))
      if (isKept(kept) || (await this.write(EMPTY_LINE))) return ok(key)
    } catch (cause) {
      if (!(cause instanceof DOMException)) throw cause
    }
    return fail('IO', 'This browser keeps nothing for this folder.')
  }

  /** Two folders may have the same name, so the browser is asked whether it is the same one. */
  async #keyOfFolder(): Promise<string> {
    if (this.#key !== undefined) return this.#key
    const keys = await inStore('history', 'readonly', (store) => store.getAllKeys())
    for (const key of keys) {
      const kept: unknown = await inStore('history', 'readonly', (store) => store.get(key))
      if (isKept(kept) && (await kept.folder.isSameEntry(this.#folder))) {
        this.#key = String(key)
        return this.#key
      }
    }
    const oldest = keys.map(String).sort()
    for (const key of oldest.slice(0, Math.max(0, oldest.length - MOST_FOLDERS + 1))) {
      await inStore('history', 'readwrite', (store) => store.delete(key))
    }
    this.#key = `${new Date().toISOString()} ${this.#folder.name}`
    return this.#key
  }
}
