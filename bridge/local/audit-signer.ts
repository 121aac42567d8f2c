import type { AuditCheckpoints } from './audit-checkpoints.ts'

/** At most this many entries of one process, or this long, stay without a signed checkpoint while it lives. */
export const CHECKPOINT_ENTRIES = 100
export const CHECKPOINT_MS = 5_000

/** Signers of this process with entries that are not signed yet. */
const unsigned = new Set<AuditSigner>()

function signAll(): void {
  for (const signer of unsigned) signer.sign()
}

/**
 * Decides when a process that writes entries signs a checkpoint: every 100 entries, 5 seconds after the first
 * unsigned one, and when it exits. A kill in between leaves them to the next process that writes.
 */
export class AuditSigner {
  readonly #checkpoints: AuditCheckpoints
  #unsigned = 0
  #timer: NodeJS.Timeout | undefined
  #lastTrouble: string | undefined

  constructor(checkpoints: AuditCheckpoints) {
    this.#checkpoints = checkpoints
  }

  /** Notes that an entry was written. */
  note(): void {
    if (this.#unsigned === 0) {
      if (unsigned.size === 0) process.once('exit', signAll)
      unsigned.add(this)
      this.#timer = setTimeout(() => this.sign(), CHECKPOINT_MS).unref()
    }
    this.#unsigned += 1
    if (this.#unsigned >= CHECKPOINT_ENTRIES) this.sign()
  }

  /**
   * Signs what this process wrote. An entry stands without its signature too, so trouble here fails no command:
   * it is told once on standard error, and verifying says how much is unsigned.
   */
  sign(): void {
    clearTimeout(this.#timer)
    if (!unsigned.delete(this)) return
    if (unsigned.size === 0) process.off('exit', signAll)
    this.#unsigned = 0
    const signed = this.#checkpoints.sign()
    const trouble = signed.ok ? undefined : signed.failure.message
    if (trouble !== undefined && trouble !== this.#lastTrouble) {
      process.stderr.write(`The audit log was not signed: ${trouble}\n`)
    }
    this.#lastTrouble = trouble
  }
}
