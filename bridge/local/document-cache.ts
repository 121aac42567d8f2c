import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sequence } from '../../shared/schema/sequence.ts'
import {
  indexOf,
  restoreDocument,
  type SequenceDocument,
  type SequenceIndex,
} from '../../shared/yaml/sequence-document.ts'
import { repositoryKey } from './user-data.ts'

/** What the file holds. It is only ever read back by the program that wrote it, and only for the same revision. */
interface Cached {
  readonly format: string
  readonly revision: string
  readonly sequence: Sequence
  readonly index: SequenceIndex
}

/** Changes whenever the parsed form does: a cache of another format is left alone. */
const FORMAT = '1'
/** A smaller file is parsed faster than this pays off. */
const LEAST_BYTES = 4096

/** Keeps a byte order mark, so that a text and its bytes are the same thing. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The parsed sequence of one repository's newest revision, in the user's own data folder: in the repository anybody
 * who can write there could let every command see another plan than the file says. Disposable: whatever is wrong
 * with it means that the file is parsed, never that a command fails.
 */
export class DocumentCache {
  readonly #folder: string
  readonly #path: string

  /** `root` is the repository's real path. */
  constructor(dataFolder: string, root: string) {
    this.#folder = join(dataFolder, 'cache')
    this.#path = join(this.#folder, `${repositoryKey(root)}.json`)
  }

  /** The document of exactly these bytes, when the cache has it. */
  read(bytes: Uint8Array, revision: string, file: string): SequenceDocument | undefined {
    if (bytes.length < LEAST_BYTES) return undefined
    try {
      const cached: Cached = JSON.parse(readFileSync(this.#path, 'utf8'))
      if (cached.format !== FORMAT || cached.revision !== revision) return undefined
      if (!Array.isArray(cached.sequence.steps) || !cached.index.steps) return undefined
      return restoreDocument(DECODER.decode(bytes), cached.sequence, cached.index, file)
    } catch {
      return undefined // none, or a torn one: then the file itself is read
    }
  }

  /** Keeps a document for the next command. A cache that can't be written is done without. */
  write(revision: string, document: SequenceDocument): void {
    if (document.text.length < LEAST_BYTES) return
    const { sequence } = document
    const cached: Cached = { format: FORMAT, revision, sequence, index: indexOf(document) }
    const temporary = `${this.#path}.${process.pid}.${randomBytes(4).toString('hex')}`
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      writeFileSync(temporary, JSON.stringify(cached), { mode: 0o600 })
      renameSync(temporary, this.#path)
    } catch {
      rmSync(temporary, { force: true })
    }
  }
}
