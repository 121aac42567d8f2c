import { join } from 'node:path'
import type { Sequence } from '../../shared/schema/sequence.ts'
import {
  indexOf,
  restoreDocument,
  type SequenceDocument,
  type SequenceIndex,
} from '../../shared/yaml/sequence-document.ts'
import { readDisposable, writeDisposable } from './disposable-json.ts'
import { repositoryKey } from './user-data.ts'

/** What the file holds. It is only ever read back by the program that wrote it, and only for the same revision. */
interface Cached {
  readonly format: string
  readonly revision: string
  readonly sequence: Sequence
  readonly index: SequenceIndex
}

/** Changes whenever the parsed form does: a cache of another format is left alone. */
export const FORMAT = '1'
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
  readonly #path: string

  /** `root` is the repository's real path. */
  constructor(dataFolder: string, root: string) {
    this.#path = join(dataFolder, 'cache', `${repositoryKey(root)}.json`)
  }

  /** The document of exactly these bytes, when the cache has it. */
  read(bytes: Uint8Array, revision: string, file: string): SequenceDocument | undefined {
    if (bytes.length < LEAST_BYTES) return undefined
    const cached = readDisposable(this.#path) as Partial<Cached> | null | undefined
    if (cached?.format !== FORMAT || cached.revision !== revision) return undefined
    const { sequence, index } = cached
    if (!Array.isArray(sequence?.steps) || !index?.steps) return undefined
    return restoreDocument(DECODER.decode(bytes), sequence, index, file)
  }

  /** Keeps a document for the next command. */
  write(revision: string, document: SequenceDocument): void {
    if (document.text.length < LEAST_BYTES) return
    const { sequence } = document
    const cached: Cached = { format: FORMAT, revision, sequence, index: indexOf(document) }
    writeDisposable(this.#path, cached)
  }
}
