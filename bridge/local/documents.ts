import { readSequence } from '../../shared/commit/read-sequence.ts'
import { ok, type Result } from '../../shared/result.ts'
import { SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import type { SequenceDocument } from '../../shared/yaml/sequence-document.ts'
import type { Head } from './workspace.ts'

/** The parsed document of the newest revision: parsing is the expensive part of every command. */
export class Documents {
  #revision: string | undefined
  #document: SequenceDocument | undefined

  /** The document of a head, parsed when it is not at hand. */
  read(head: Head): Result<SequenceDocument> {
    if (this.#document && this.#revision === head.revision) return ok(this.#document)
    const parsed = readSequence(head.bytes, { file: SEQUENCE_PATH })
    if (parsed.ok) this.remember(head.revision, parsed.value)
    return parsed
  }

  /** Keeps a document that is known without parsing, as after a commit. */
  remember(revision: string, document: SequenceDocument): void {
    this.#revision = revision
    this.#document = document
  }
}
