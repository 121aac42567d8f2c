/** As much of a folder's handle as git's files need; a `FileSystemDirectoryHandle` is one. */
export interface ReadableFolder {
  getDirectoryHandle(name: string): Promise<ReadableFolder>
  getFileHandle(name: string): Promise<{ getFile(): Promise<Blob> }>
  keys(): AsyncIterable<string>
}

/** An error as Node's file functions throw it: isomorphic-git looks at its code. */
class FileError extends Error {
  readonly code: string

  constructor(code: string, path: string) {
    super(`${code}: ${path}`)
    this.code = code
  }
}

/** What the browser's refusals are called by Node. */
const CODES: Readonly<Record<string, string>> = {
  NotFoundError: 'ENOENT',
  TypeMismatchError: 'ENOTDIR',
  NotAllowedError: 'EACCES',
  SecurityError: 'EACCES',
}

function asFileError(cause: unknown, path: string): Error {
  const name = cause instanceof DOMException ? cause.name : ''
  return new FileError(CODES[name] ?? 'EIO', path)
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.')
}

/** True when the path is not there, or leads through a file. */
export function isMissing(cause: unknown): boolean {
  return cause instanceof FileError && ['ENOENT', 'ENOTDIR'].includes(cause.code)
}

/**
 * A folder of the browser as files that can only be read. Folders and their listings are looked up once: make a new
 * one to see what changed since.
 */
export class FolderReader {
  readonly #folders = new Map<string, Promise<ReadableFolder>>()
  readonly #lists = new Map<string, Promise<string[]>>()

  constructor(root: ReadableFolder) {
    this.#folders.set('', Promise.resolve(root))
  }

  /** The file at a path; throws an error with Node's code. */
  async file(path: string): Promise<Blob> {
    const segments = segmentsOf(path)
    const name = segments.at(-1) ?? ''
    const folder = await this.#folder(segments.slice(0, -1), path)
    try {
      return await (await folder.getFileHandle(name)).getFile()
    } catch (cause) {
      throw asFileError(cause, path)
    }
  }

  /** The text of a file; undefined when there is none. */
  async text(path: string): Promise<string | undefined> {
    try {
      return await (await this.file(path)).text()
    } catch (cause) {
      if (isMissing(cause)) return undefined
      throw cause
    }
  }

  /** The names inside a folder. */
  list(path: string): Promise<string[]> {
    const known = this.#lists.get(path)
    if (known) return known
    const names = this.#list(path)
    this.#lists.set(path, names)
    return names
  }

  async #list(path: string): Promise<string[]> {
    const folder = await this.#folder(segmentsOf(path), path)
    try {
      const names: string[] = []
      for await (const name of folder.keys()) names.push(name)
      return names
    } catch (cause) {
      throw asFileError(cause, path)
    }
  }

  #folder(segments: readonly string[], path: string): Promise<ReadableFolder> {
    const key = segments.join('/')
    const known = this.#folders.get(key)
    if (known) return known
    const folder = this.#open(segments, path)
    this.#folders.set(key, folder)
    return folder
  }

  async #open(segments: readonly string[], path: string): Promise<ReadableFolder> {
    const parent = await this.#folder(segments.slice(0, -1), path)
    try {
      return await parent.getDirectoryHandle(segments.at(-1) ?? '')
    } catch (cause) {
      throw asFileError(cause, path)
    }
  }
}

function isText(options: unknown): boolean {
  if (typeof options === 'string') return options === 'utf8'
  return typeof options === 'object' && options !== null && 'encoding' in options
    ? options.encoding === 'utf8'
    : false
}

async function stat(reader: FolderReader, path: string) {
  const facts = { mode: 0o100644, ino: 0, uid: 0, gid: 0, dev: 0, mtimeMs: 0, ctimeMs: 0 }
  const kind = (isFolder: boolean, size: number) => ({
    ...facts,
    size,
    isFile: () => !isFolder,
    isDirectory: () => isFolder,
    isSymbolicLink: () => false,
  })
  try {
    return kind(false, (await reader.file(path)).size)
  } catch (cause) {
    // A folder is no file, which the browser tells by the same name as a path through a file.
    if (!(cause instanceof FileError) || cause.code !== 'ENOTDIR') throw cause
    await reader.list(path)
    return kind(true, 0)
  }
}

/** The file functions that isomorphic-git calls. Nothing is ever written: those that would are refused. */
export function gitFileFunctions(reader: FolderReader) {
  const refuse = async (path: string): Promise<never> => {
    throw new FileError('EROFS', path)
  }
  return {
    promises: {
      readFile: async (path: string, options?: unknown) => {
        const file = await reader.file(path)
        // A plain buffer is taken over as it is; everything else would be copied, and packs are large.
        return isText(options) ? file.text() : file.arrayBuffer()
      },
      readdir: (path: string) => reader.list(path),
      stat: (path: string) => stat(reader, path),
      lstat: (path: string) => stat(reader, path),
      readlink: refuse,
      writeFile: refuse,
      unlink: refuse,
      mkdir: refuse,
      rmdir: refuse,
      symlink: refuse,
    },
  }
}
