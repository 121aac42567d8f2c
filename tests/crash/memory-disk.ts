/**
 * A disk in memory that knows what a power cut may take. A process sees `data` and `entries`; the disk surely
 * holds only what was synced (`durable`) and may hold any of what came since (`pending`), in any order: that is
 * all that POSIX promises. Syncing a file keeps its bytes, not its name; syncing a folder keeps its names.
 */
export class FileNode {
  readonly ino: number
  data: Buffer
  durable: Buffer
  /** The file after each write that was not synced, and as half a write or NUL bytes in its place leave it. */
  pending: Buffer[] = []

  constructor(ino: number, data: Buffer = Buffer.alloc(0)) {
    this.ino = ino
    this.data = data
    this.durable = data
  }

  /** Puts bytes at a place; bytes in between are NUL. */
  write(bytes: Buffer, at: number): void {
    const half = bytes.subarray(0, bytes.length >> 1)
    const before = this.data
    this.pending.push(
      overlaid(before, half, at),
      overlaid(before, Buffer.alloc(bytes.length), at),
      overlaid(before, bytes, at),
      // A later write may reach the disk without an earlier one.
      overlaid(this.durable, bytes, at),
    )
    this.data = overlaid(before, bytes, at)
  }

  truncate(length: number): void {
    this.data = Buffer.from(this.data.subarray(0, length))
    this.pending.push(this.data)
  }

  sync(): void {
    this.durable = this.data
    this.pending = []
  }
}

export class FolderNode {
  readonly ino: number
  readonly entries = new Map<string, Node>()
  durable = new Map<string, Node>()
  pending: { readonly name: string; readonly node: Node | undefined }[] = []

  constructor(ino: number) {
    this.ino = ino
  }

  set(name: string, node: Node): void {
    this.entries.set(name, node)
    this.pending.push({ name, node })
  }

  delete(name: string): void {
    this.entries.delete(name)
    this.pending.push({ name, node: undefined })
  }

  sync(): void {
    this.durable = new Map(this.entries)
    this.pending = []
  }
}

export type Node = FileNode | FolderNode

/** What is on a disk: the bytes of every file by its path, null for a folder. */
export type DiskState = ReadonlyMap<string, Buffer | null>

function overlaid(before: Buffer, bytes: Buffer, at: number): Buffer {
  const after = Buffer.alloc(Math.max(before.length, at + bytes.length))
  before.copy(after)
  bytes.copy(after, at)
  return after
}

/** A tree of files and folders. */
export class MemoryDisk {
  #inodes = 1
  readonly root = new FolderNode(1)

  /** A disk that holds a state, all of it durable. */
  static from(state: DiskState): MemoryDisk {
    const disk = new MemoryDisk()
    for (const [path, data] of state) {
      const parts = path.split('/')
      const name = parts.pop() ?? ''
      const folder = disk.find(parts)
      if (!(folder instanceof FolderNode)) throw new Error(`${path} has no folder`)
      const node = data === null ? disk.newFolder() : disk.newFile(data)
      folder.entries.set(name, node)
      folder.durable.set(name, node)
    }
    return disk
  }

  newFile(data?: Buffer): FileNode {
    this.#inodes += 1
    return new FileNode(this.#inodes, data)
  }

  newFolder(): FolderNode {
    this.#inodes += 1
    return new FolderNode(this.#inodes)
  }

  /** The node at a path given in parts. */
  find(parts: readonly string[]): Node | undefined {
    let node: Node | undefined = this.root
    for (const part of parts) {
      if (!(node instanceof FolderNode)) return undefined
      node = node.entries.get(part)
    }
    return node
  }

  /** What a process sees, parents before what is in them. */
  state(): DiskState {
    const state = new Map<string, Buffer | null>()
    collect(
      this.root,
      '',
      state,
      (folder) => folder.entries,
      (file) => file.data,
    )
    return state
  }
}

/** Fills `state` with the tree under a folder, as `entriesOf` and `dataOf` see it. */
export function collect(
  folder: FolderNode,
  path: string,
  state: Map<string, Buffer | null>,
  entriesOf: (folder: FolderNode) => ReadonlyMap<string, Node>,
  dataOf: (file: FileNode) => Buffer,
): void {
  for (const [name, node] of entriesOf(folder)) {
    const inner = path === '' ? name : `${path}/${name}`
    state.set(inner, node instanceof FolderNode ? null : dataOf(node))
    if (node instanceof FolderNode) collect(node, inner, state, entriesOf, dataOf)
  }
}
