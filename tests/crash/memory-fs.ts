import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { FileNode, FolderNode, type MemoryDisk, type Node } from './memory-disk.ts'

/** Paths under this one are on the mounted disk; the real disk has no such folder. */
export const MEMORY = '/threados-memory'

/** One call of a file function, as a fault may look at it. */
export interface Operation {
  readonly name: string
  readonly path: string
  /** True when it changes the disk or makes something durable. */
  readonly changes: boolean
}

/** What happens at an operation instead of, before or after it. */
export interface Interception {
  /** Before the operation; it may throw in its place. */
  readonly before?: (operation: Operation) => void
  /** After the operation. */
  readonly after?: (operation: Operation) => void
  /** How many of a write's bytes are written; fewer than asked for is a short write. */
  readonly writes?: (operation: Operation, length: number) => number
}

/** An error as the operating system gives it. */
export function systemError(code: string, operation: Pick<Operation, 'name' | 'path'>): Error {
  const text = `${code}: injected, ${operation.name} '${operation.path}'`
  return Object.assign(new Error(text), { code, syscall: operation.name, path: operation.path })
}

interface OpenFile {
  readonly node: Node
  readonly path: string
  readonly appends: boolean
  at: number
}

const FIRST_DESCRIPTOR = 1_000_000
const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = fs.constants
const FLAGS: Readonly<Record<string, number>> = {
  r: 0,
  'r+': 2,
  w: O_CREAT | O_TRUNC | 1,
  wx: O_CREAT | O_EXCL | 1,
  a: O_CREAT | O_APPEND | 1,
}

/** node:fs over a disk in memory, for the synchronous functions that the durable layer uses. */
class MemoryFs {
  disk: MemoryDisk | undefined
  interception: Interception = {}
  /** False when the repository is on a file system on which a file has one name only. */
  links = true
  #next = FIRST_DESCRIPTOR
  readonly #open = new Map<number, OpenFile>()

  holds(path: unknown): path is string {
    return typeof path === 'string' && parts(path) !== undefined
  }

  owns(descriptor: unknown): descriptor is number {
    return typeof descriptor === 'number' && descriptor >= FIRST_DESCRIPTOR
  }

  #run<T>(name: string, path: string, changes: boolean, body: () => T): T {
    const operation = { name, path, changes }
    this.interception.before?.(operation)
    const value = body()
    this.interception.after?.(operation)
    return value
  }

  #find(path: string): Node | undefined {
    if (!this.disk) throw new Error('no disk is mounted')
    return this.disk.find(parts(path) ?? [])
  }

  #need(path: string, name: string): Node {
    const node = this.#find(path)
    if (!node) throw systemError('ENOENT', { name, path })
    return node
  }

  #folderOf(path: string, name: string): { folder: FolderNode; base: string } {
    const all = parts(path) ?? []
    const folder = this.disk?.find(all.slice(0, -1))
    if (!(folder instanceof FolderNode)) throw systemError('ENOENT', { name, path })
    return { folder, base: all.at(-1) ?? '' }
  }

  #file(descriptor: number): OpenFile {
    const file = this.#open.get(descriptor)
    if (!file) throw systemError('EBADF', { name: 'descriptor', path: String(descriptor) })
    return file
  }

  openSync(path: string, flags: string | number = 'r'): number {
    const bits = typeof flags === 'number' ? flags : (FLAGS[flags] ?? 0)
    const isNew = (bits & O_CREAT) !== 0 && !this.#find(path)
    return this.#run('open', path, isNew || (bits & O_TRUNC) !== 0, () => {
      const { folder, base } = this.#folderOf(path, 'open')
      let node = folder.entries.get(base)
      if (node && (bits & O_EXCL) !== 0) throw systemError('EEXIST', { name: 'open', path })
      if (!node) {
        if ((bits & O_CREAT) === 0) throw systemError('ENOENT', { name: 'open', path })
        node = this.disk?.newFile() as FileNode
        folder.set(base, node)
      }
      if ((bits & O_TRUNC) !== 0 && node instanceof FileNode) node.truncate(0)
      this.#next += 1
      this.#open.set(this.#next, { node, path, appends: (bits & O_APPEND) !== 0, at: 0 })
      return this.#next
    })
  }

  /** Closing is no operation of its own: it neither changes nor keeps anything. */
  closeSync(descriptor: number): void {
    this.#open.delete(descriptor)
  }

  writeSync(
    descriptor: number,
    data: Uint8Array,
    from = 0,
    length = data.length - from,
    position: number | null = null,
  ): number {
    const file = this.#file(descriptor)
    const { node } = file
    if (!(node instanceof FileNode)) throw systemError('EISDIR', { name: 'write', path: file.path })
    return this.#run('write', file.path, true, () => {
      const operation = { name: 'write', path: file.path, changes: true }
      const count = this.interception.writes?.(operation, length) ?? length
      const at = file.appends ? node.data.length : (position ?? file.at)
      node.write(Buffer.from(data.subarray(from, from + count)), at)
      if (position === null) file.at = at + count
      return count
    })
  }

  readSync(
    descriptor: number,
    buffer: Buffer,
    from: number,
    length: number,
    position: number | null,
  ): number {
    const file = this.#file(descriptor)
    return this.#run('read', file.path, false, () => {
      const data = file.node instanceof FileNode ? file.node.data : Buffer.alloc(0)
      const at = position ?? file.at
      const count = data.copy(buffer, from, at, at + length)
      if (position === null) file.at += count
      return count
    })
  }

  #sync(name: string, descriptor: number): void {
    const { node, path } = this.#file(descriptor)
    this.#run(name, path, true, () => node.sync())
  }

  fsyncSync(descriptor: number): void {
    this.#sync('fsync', descriptor)
  }

  fdatasyncSync(descriptor: number): void {
    this.#sync('fdatasync', descriptor)
  }

  fstatSync(descriptor: number) {
    return statsOf(this.#file(descriptor).node)
  }

  statSync(path: string) {
    return this.#run('stat', path, false, () => statsOf(this.#need(path, 'stat')))
  }

  lstatSync(path: string) {
    return this.statSync(path)
  }

  existsSync(path: string): boolean {
    return this.#find(path) !== undefined
  }

  readFileSync(path: string, encoding?: string): Buffer | string {
    return this.#run('read', path, false, () => {
      const node = this.#need(path, 'open')
      if (!(node instanceof FileNode)) throw systemError('EISDIR', { name: 'read', path })
      return encoding === undefined ? Buffer.from(node.data) : node.data.toString('utf8')
    })
  }

  writeFileSync(path: string, data: string): void {
    const descriptor = this.openSync(path, 'w')
    this.writeSync(descriptor, Buffer.from(data))
    this.closeSync(descriptor)
  }

  readdirSync(path: string): string[] {
    return this.#run('readdir', path, false, () => {
      const node = this.#need(path, 'scandir')
      if (!(node instanceof FolderNode)) throw systemError('ENOTDIR', { name: 'scandir', path })
      return [...node.entries.keys()].sort()
    })
  }

  mkdirSync(path: string, options: { recursive?: boolean } = {}): string | undefined {
    const all = parts(path) ?? []
    const present = this.#find(path)
    if (present instanceof FolderNode && options.recursive) return undefined
    if (present) throw systemError('EEXIST', { name: 'mkdir', path })
    let first: string | undefined
    for (let depth = options.recursive ? 1 : all.length; depth <= all.length; depth += 1) {
      const inner = `${MEMORY}/${all.slice(0, depth).join('/')}`
      if (this.#find(inner)) continue
      this.#run('mkdir', inner, true, () => {
        const { folder, base } = this.#folderOf(inner, 'mkdir')
        folder.set(base, this.disk?.newFolder() as FolderNode)
      })
      first ??= inner
    }
    return options.recursive ? first : undefined
  }

  renameSync(from: string, to: string): void {
    this.#run('rename', to, true, () => {
      const source = this.#folderOf(from, 'rename')
      const node = source.folder.entries.get(source.base)
      if (!node) throw systemError('ENOENT', { name: 'rename', path: from })
      const target = this.#folderOf(to, 'rename')
      const there = target.folder.entries.get(target.base)
      const error = renameError(node, there)
      if (error) throw systemError(error, { name: 'rename', path: to })
      target.folder.set(target.base, node)
      source.folder.delete(source.base)
    })
  }

  linkSync(from: string, to: string): void {
    this.#run('link', to, true, () => {
      const node = this.#need(from, 'link')
      const { folder, base } = this.#folderOf(to, 'link')
      if (folder.entries.has(base)) throw systemError('EEXIST', { name: 'link', path: to })
      if (!this.links && to.startsWith(`${MEMORY}/repo/`))
        throw systemError('EPERM', { name: 'link', path: to })
      folder.set(base, node)
    })
  }

  unlinkSync(path: string): void {
    this.#run('unlink', path, true, () => {
      this.#need(path, 'unlink')
      const { folder, base } = this.#folderOf(path, 'unlink')
      folder.delete(base)
    })
  }

  rmSync(path: string, options: { force?: boolean; recursive?: boolean } = {}): void {
    const node = this.#find(path)
    if (!node && options.force) return
    if (node instanceof FolderNode && !options.recursive) {
      throw systemError('ERR_FS_EISDIR', { name: 'rm', path })
    }
    if (node instanceof FolderNode) {
      for (const name of [...node.entries.keys()]) this.rmSync(`${path}/${name}`, options)
    }
    try {
      this.unlinkSync(path)
    } catch (cause) {
      // Somebody else was faster.
      if (!options.force || this.#find(path)) throw cause
    }
  }
}

function parts(path: string): string[] | undefined {
  const plain = path.replaceAll('\\', '/').replace(/^[A-Za-z]:/, '')
  if (plain !== MEMORY && !plain.startsWith(`${MEMORY}/`)) return undefined
  return plain.slice(MEMORY.length).split('/').filter(Boolean)
}

function renameError(node: Node, there: Node | undefined): string | undefined {
  if (there === undefined) return undefined
  if (node instanceof FolderNode) {
    if (there instanceof FileNode) return 'ENOTDIR'
    return there.entries.size > 0 ? 'ENOTEMPTY' : undefined
  }
  return there instanceof FolderNode ? 'EISDIR' : undefined
}

function statsOf(node: Node) {
  return {
    size: node instanceof FileNode ? node.data.length : 0,
    ino: node.ino,
    dev: 1,
    mtimeMs: 0,
    isFile: () => node instanceof FileNode,
    isDirectory: () => node instanceof FolderNode,
    isSymbolicLink: () => false,
  }
}

/** The one file system in memory of this process. */
export const memoryFs = new MemoryFs()

const BY_DESCRIPTOR = [
  'closeSync',
  'writeSync',
  'readSync',
  'fsyncSync',
  'fdatasyncSync',
  'fstatSync',
] as const
const BY_PATH = [
  'openSync',
  'statSync',
  'lstatSync',
  'existsSync',
  'readFileSync',
  'writeFileSync',
  'readdirSync',
  'mkdirSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
] as const

type AnyFunction = (...args: unknown[]) => unknown

/** Puts the file system in memory below Node's own module: the code under test is what it always is. */
export function installMemoryFs(): void {
  const module = fs as unknown as Record<string, AnyFunction>
  const memory = memoryFs as unknown as Record<string, AnyFunction>
  const route = (names: readonly string[], isOurs: (first: unknown) => boolean) => {
    for (const name of names) {
      const real = module[name] as AnyFunction
      module[name] = (...args) =>
        isOurs(args[0]) ? memory[name]?.call(memoryFs, ...args) : real.call(fs, ...args)
    }
  }
  route(BY_DESCRIPTOR, (first) => memoryFs.owns(first))
  route(BY_PATH, (first) => memoryFs.holds(first))
  syncBuiltinESMExports()
}
