import { readBlob, readCommit, readTree, resolveRef } from 'isomorphic-git'
import { type FolderReader, gitFileFunctions } from './folder-fs.ts'

/** Most bytes of a file that is read from a commit. */
const MAX_BLOB_BYTES = 8 * 1024 * 1024

/** As much of a commit as its history needs. */
export interface Commit {
  readonly hash: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: string
  /** When it was written, and when it got its place; in seconds since 1970. */
  readonly written: number
  readonly committed: number
  readonly message: string
}

/** The objects of the repository in a folder, read by isomorphic-git. Only reads; packs stay in memory with it. */
export class GitObjects {
  readonly #where
  readonly #entries = new Map<string, Promise<ReadonlyMap<string, string>>>()

  constructor(reader: FolderReader) {
    this.#where = { fs: gitFileFunctions(reader), gitdir: '.git', cache: {} }
  }

  /** The commit that HEAD stands on; undefined before the first one. */
  async head(): Promise<string | undefined> {
    try {
      return await resolveRef({ ...this.#where, ref: 'HEAD' })
    } catch (cause) {
      if (isNotFound(cause)) return undefined
      throw cause
    }
  }

  async commit(hash: string): Promise<Commit> {
    const { commit } = await readCommit({ ...this.#where, oid: hash })
    return {
      hash,
      tree: commit.tree,
      parents: commit.parent,
      author: commit.author.name,
      written: commit.author.timestamp,
      committed: commit.committer.timestamp,
      message: commit.message,
    }
  }

  /** The object at a path below a tree; undefined when there is none. */
  async at(tree: string, path: string): Promise<string | undefined> {
    let object: string | undefined = tree
    for (const name of path.split('/')) {
      if (object === undefined) return undefined
      object = (await this.#entriesOf(object)).get(name)
    }
    return object
  }

  /** The bytes of a file; undefined for one that is too large to be a plan or a prompt. */
  async blob(hash: string): Promise<Uint8Array | undefined> {
    const { blob } = await readBlob({ ...this.#where, oid: hash })
    return blob.length > MAX_BLOB_BYTES ? undefined : blob
  }

  /** A commit's trees are mostly those of the one before. */
  #entriesOf(tree: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#entries.get(tree)
    if (known) return known
    const entries = readTree({ ...this.#where, oid: tree }).then(
      (read) => new Map(read.tree.map(({ path, oid }) => [path, oid])),
    )
    this.#entries.set(tree, entries)
    return entries
  }
}

/** True for an object or a name that the repository does not have. */
export function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'NotFoundError'
}
