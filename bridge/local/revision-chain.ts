import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { type JournalRecord, JournalRecordSchema } from '../../shared/commit/journal.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { ensurePrivateFolder, errorCode, syncFolder, writeNewFile } from './durable-file.ts'

/** Records that are always kept behind the head: they are the undo history too. */
const KEPT_RECORDS = 200
const PRUNE_EVERY = 50

/**
 * The revision chain: numbered records, each claimed with link(2), so that exactly one writer gets a number
 * and a writer that dies leaves nothing or a whole record. There is no lock that could go stale.
 * The protocol and its figures: docs/architecture.md, "Committing".
 */
export class RevisionChain {
  readonly folder: string
  /** False once the file system has shown that a file can't have a second name here. */
  canLink = true

  constructor(stateFolder: string) {
    this.folder = join(stateFolder, 'rev')
  }

  /** Number of the newest record; 0 when there is none. */
  headNumber(): number {
    return this.#numbers().at(-1) ?? 0
  }

  /** The record with number `n`, or undefined when there is none. A record that is damaged is a failure. */
  read(n: number): Result<JournalRecord | undefined> {
    const path = join(this.folder, String(n))
    if (!existsSync(path)) return ok(undefined)
    let content: unknown
    try {
      content = JSON.parse(readFileSync(path, 'utf8'))
    } catch (cause) {
      return this.#damaged(path, String(cause))
    }
    const record = JournalRecordSchema.safeParse(content)
    return record.success ? ok(record.data) : this.#damaged(path, record.error.message)
  }

  /**
   * Appends a record under its number, durably. Gives false when another writer has the number already; then
   * nothing happened and the caller starts again from the new head.
   */
  claim(record: JournalRecord): boolean {
    ensurePrivateFolder(this.folder)
    const temporary = join(this.folder, `.claim.${process.pid}.${randomBytes(6).toString('hex')}`)
    writeNewFile(temporary, JSON.stringify(record))
    try {
      linkSync(temporary, join(this.folder, String(record.n)))
    } catch (cause) {
      if (errorCode(cause) === 'EEXIST') return false
      throw cause
    } finally {
      unlinkSync(temporary)
    }
    syncFolder(this.folder)
    if (record.n % PRUNE_EVERY === 0) this.#prune(record)
    return true
  }

  /** True when all copies of record `n` have been written. Number 0 stands for the state before any record. */
  isPublished(n: number): boolean {
    return n === 0 || existsSync(join(this.folder, `${n}.pub`))
  }

  /** Notes that all copies of record `n` have been written. */
  markPublished(n: number): void {
    closeSync(openSync(join(this.folder, `${n}.pub`), 'a', 0o600))
  }

  /** The newest record and those before it whose copies may not all be written yet, oldest first. */
  unpublished(): Result<JournalRecord[]> {
    const records: JournalRecord[] = []
    for (let n = this.headNumber(); n > 0 && !this.isPublished(n); n -= 1) {
      const record = this.read(n)
      if (!record.ok) return record
      if (!record.value) break
      records.unshift(record.value)
    }
    return ok(records)
  }

  #numbers(): number[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder)
      .filter((name) => /^[1-9][0-9]*$/.test(name))
      .map(Number)
      .sort((a, b) => a - b)
  }

  #prune(head: JournalRecord): void {
    for (const n of this.#numbers()) {
      if (n > head.n - KEPT_RECORDS || n === head.textAt || !this.isPublished(n)) continue
      for (const name of [String(n), `${n}.pub`]) {
        try {
          unlinkSync(join(this.folder, name))
        } catch (cause) {
          if (errorCode(cause) !== 'ENOENT') throw cause
        }
      }
    }
  }

  #damaged(path: string, why: string): Result<never> {
    return fail('INVALID_STATE', `The revision record ${path} is damaged: ${why}`, {
      at: { file: path },
      hint: 'Move the folder .threados/state away; it is made anew from sequence.yaml and audit.log.',
    })
  }
}
