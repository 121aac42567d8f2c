import { readSequence } from '../../shared/commit/read-sequence.ts'
import { ok, type Result } from '../../shared/result.ts'
import { SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import type { SequenceDocument } from '../../shared/yaml/sequence-document.ts'
import { DocumentCache } from './document-cache.ts'
import type { Head } from './read-head.ts'

/** The parsed document of the newest revision: parsing is the expensive part of every command. */
export class Documents {
  readonly #cache: DocumentCache
  #revision: string | undefined
  #document: SequenceDocument | undefined

  /** The data folder keeps the parsed document of the repository `root` for other processes. */
  constructor(dataFolder: string, root: string) {
    this.#cache = new DocumentCache(dataFolder, root)
  }

  /** The document of a head, parsed when it is not at hand. */
  read(head: Head): Result<SequenceDocument> {
    const { revision, bytes } = head
    if (this.#document && this.#revision === revision) return ok(this.#document)
    const cached = this.#cache.read(bytes, revision, SEQUENCE_PATH)
    const parsed = cached ? ok(cached) : readSequence(bytes, { file: SEQUENCE_PATH })
    if (!parsed.ok) return parsed
    if (cached) this.#keep(revision, cached)
    else this.remember(revision, parsed.value)
    return parsed
  }

  /** Keeps a document that is known without parsing, as after a commit. */
  remember(revision: string, document: SequenceDocument): void {
    this.#keep(revision, document)
    this.#cache.write(revision, document)
  }

  #keep(revision: string, document: SequenceDocument): void {
    this.#revision = revision
    this.#document = document
  }
}
