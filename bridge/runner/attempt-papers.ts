import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../../shared/failure.ts'
import { ioFailure } from '../local/io-failure.ts'
import { NOTES_FILE } from './attempt-folder.ts'
import { redactFile } from './output/redact-file.ts'
import { hideSecrets, type RedactorMaker } from './output/redactor.ts'

/** Where an attempt's papers go, and by which rules. */
export interface PapersParts {
  readonly folder: string
  readonly redactor: RedactorMaker
  readonly now: () => Date
  /** Called when something could not be written. */
  readonly onTrouble: (failure: Failure) => void
}

/** The texts that an attempt leaves beside its logs, with their secrets hidden. */
export class AttemptPapers {
  readonly #parts: PapersParts
  #hidden = 0

  constructor(parts: PapersParts) {
    this.#parts = parts
  }

  /** How many secrets were hidden in what is not the agent's output. */
  get hidden(): number {
    return this.#hidden
  }

  /** A text as it may be kept: its secrets hidden, and counted. */
  hide(text: string): string {
    const { text: shown, count } = hideSecrets(this.#parts.redactor, text)
    this.#hidden += count
    return shown
  }

  /** Writes a file that goes with the attempt; nothing for a text that is missing or empty. */
  write(name: string, text: string | undefined): void {
    if (text === undefined || text === '') return
    this.#try(join(this.#parts.folder, name), (path) =>
      writeFileSync(path, this.hide(text), { mode: 0o600, flush: true }),
    )
  }

  /** Leaves a remark about something that does not change how the attempt ended. */
  remark(message: string): void {
    const line = `${this.#parts.now().toISOString()} ${this.hide(message)}\n`
    this.#try(join(this.#parts.folder, NOTES_FILE), (path) =>
      appendFileSync(path, line, { mode: 0o600 }),
    )
  }

  /**
   * Hides the secrets in a patch that git wrote. One with a hidden secret can't be applied as it is; its remark says
   * where the change still stands.
   */
  redactPatch(name: string): void {
    const path = join(this.#parts.folder, name)
    if (!existsSync(path)) return
    const hidden = redactFile(path, this.#parts.redactor('stdout'))
    if (!hidden.ok) {
      // Better no patch than one that shows what nobody looked at.
      rmSync(path, { force: true })
      this.remark(hidden.failure.message)
    } else if (hidden.value > 0) {
      this.#hidden += hidden.value
      this.remark(
        `${hidden.value} secrets were hidden in ${name}; the files themselves still hold them.`,
      )
    }
  }

  #try(path: string, write: (path: string) => void): void {
    try {
      write(path)
    } catch (cause) {
      const told = ioFailure(cause, path)
      if (!told.ok) this.#parts.onTrouble(told.failure)
    }
  }
}
