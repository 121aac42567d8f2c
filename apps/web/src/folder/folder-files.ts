import { type Failure, fail } from '../../../../shared/failure.ts'
import { ok, type Result } from '../../../../shared/result.ts'

const TRIES = 5

/** A file's size and time of change: when both are as before, its content is taken to be. */
export interface FileStamp {
  readonly size: number
  readonly lastModified: number
}

function nameOf(cause: unknown): string {
  return cause instanceof DOMException ? cause.name : ''
}

/** What a browser's refusal means, as one sentence. */
export function folderFailure(cause: unknown, path: string): Failure {
  const at = { file: path }
  switch (nameOf(cause)) {
    case 'NotAllowedError':
      return {
        code: 'DENIED',
        message: 'The browser no longer lets this page use the folder.',
        hint: 'Nothing was written and your change is still here: press Reconnect, then Apply again.',
        at,
      }
    case 'NotFoundError':
      return { code: 'NOT_FOUND', message: `${path} is missing.`, at }
    case 'NoModificationAllowedError':
      return {
        code: 'LOCKED',
        message: `${path} can't be written: it is read-only, or another tab is writing it.`,
        at,
      }
    case 'SecurityError':
      return { code: 'DENIED', message: `The browser does not let any page write ${path}.`, at }
    case 'QuotaExceededError':
      return {
        code: 'IO',
        message: `${path} was not written: the disk is full, or the browser's share of it is.`,
        hint: 'The file is as it was and your change is still here: free some space, then Apply again.',
        at,
      }
    default:
      return { code: 'IO', message: `${path}: ${String(cause)}`, at }
  }
}

/** Files of a folder that the browser was given, by their paths inside it. */
export class FolderFiles {
  readonly root: FileSystemDirectoryHandle

  constructor(root: FileSystemDirectoryHandle) {
    this.root = root
  }

  /** Size and time of a file; undefined when there is none. */
  async stamp(path: string): Promise<Result<FileStamp | undefined>> {
    const file = await this.#open(path)
    if (!file.ok || !file.value) return file.ok ? ok(undefined) : file
    const { size, lastModified } = file.value
    return ok({ size, lastModified })
  }

  /** The bytes of a file from an offset on; undefined when there is none. */
  async read(
    path: string,
    offset = 0,
    limit?: number,
  ): Promise<Result<Uint8Array<ArrayBuffer> | undefined>> {
    for (let tries = 1; ; tries++) {
      const file = await this.#open(path)
      if (!file.ok || !file.value) return file.ok ? ok(undefined) : file
      try {
        const end = limit === undefined ? file.value.size : offset + limit
        return ok(new Uint8Array(await file.value.slice(offset, end).arrayBuffer()))
      } catch (cause) {
        // A file that changes between opening and reading can't be read; the next try gets the new one.
        if (nameOf(cause) !== 'NotReadableError' || tries === TRIES) {
          return { ok: false, failure: folderFailure(cause, path) }
        }
      }
    }
  }

  /** The text of a file as UTF-8; undefined when there is none. */
  async readText(path: string): Promise<Result<string | undefined>> {
    const bytes = await this.read(path)
    if (!bytes.ok) return bytes
    return ok(bytes.value && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.value))
  }

  /** Replaces or creates a file with its folders. It has the old or the new content at any moment. */
  async write(path: string, text: string): Promise<Result<undefined>> {
    try {
      const { folder, name } = await this.#folderOf(path, true)
      const exists = await hasFile(folder, name)
      // A new file would be there empty while it is written, so it is written beside its place.
      const handle = await folder.getFileHandle(exists ? name : `${name}.new`, { create: true })
      const writable = await handle.createWritable()
      await writable.write(text)
      await writable.close()
      if (!exists) await moveTo(handle, name)
      return ok(undefined)
    } catch (cause) {
      return { ok: false, failure: folderFailure(cause, path) }
    }
  }

  /** Removes a file; one that is gone already is fine. */
  async remove(path: string): Promise<Result<undefined>> {
    try {
      const { folder, name } = await this.#folderOf(path, false)
      await folder.removeEntry(name)
      return ok(undefined)
    } catch (cause) {
      const failure = folderFailure(cause, path)
      return failure.code === 'NOT_FOUND' ? ok(undefined) : { ok: false, failure }
    }
  }

  /** Names of the folders inside a folder; none when it is missing. */
  folderNames(path: string): Promise<Result<readonly string[]>> {
    return this.#names(path, 'directory')
  }

  /** Names of the files inside a folder; none when it is missing. */
  fileNames(path: string): Promise<Result<readonly string[]>> {
    return this.#names(path, 'file')
  }

  async #names(path: string, kind: FileSystemHandleKind): Promise<Result<readonly string[]>> {
    try {
      const { folder, name } = await this.#folderOf(path, false)
      const inside = await folder.getDirectoryHandle(name)
      const names: string[] = []
      for await (const [entry, handle] of inside.entries()) {
        if (handle.kind === kind) names.push(entry)
      }
      return ok(names.sort())
    } catch (cause) {
      const failure = folderFailure(cause, path)
      return failure.code === 'NOT_FOUND' ? ok([]) : { ok: false, failure }
    }
  }

  async #folderOf(path: string, create: boolean) {
    const segments = path.split('/')
    const name = segments.pop() ?? ''
    let folder = this.root
    for (const segment of segments) folder = await folder.getDirectoryHandle(segment, { create })
    return { folder, name }
  }

  async #open(path: string): Promise<Result<File | undefined>> {
    try {
      const { folder, name } = await this.#folderOf(path, false)
      const handle = await folder.getFileHandle(name)
      return ok(await handle.getFile())
    } catch (cause) {
      const failure = folderFailure(cause, path)
      return failure.code === 'NOT_FOUND' ? ok(undefined) : { ok: false, failure }
    }
  }
}

async function hasFile(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name)
    return true
  } catch (cause) {
    if (nameOf(cause) === 'NotFoundError') return false
    throw cause
  }
}

/** `move` is in every browser that opens folders, but not yet in the type definitions. */
async function moveTo(handle: FileSystemFileHandle, name: string): Promise<void> {
  const movable = handle as FileSystemFileHandle & {
    readonly move?: (name: string) => Promise<void>
  }
  if (!movable.move)
    throw new DOMException('This browser cannot rename files.', 'NotSupportedError')
  await movable.move(name)
}

/** A failure that says the folder needs a click before it can be used again. */
export function isPermissionFailure(failure: Failure): boolean {
  return failure.code === 'DENIED'
}

/** The failure of a repository that has no sequence yet. */
export function noSequence(path: string): Result<never> {
  return fail('NOT_FOUND', `${path} is missing.`, { at: { file: path } })
}
