import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { type JournalRecord, JournalRecordSchema } from '../../shared/commit/journal.ts'
import { FailureError, fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { ok, type Result } from '../../shared/result.ts'
import {
  ensurePrivateFolder,
  errorCode,
  isLinkMissing,
  syncFolder,
  writeNewFile,
} from './durable-file.ts'

/** Records that are always kept behind the head: they are the undo history too. */
const KEPT_RECORDS = 200
const PRUNE_EVERY = 50
/** Where a record is a folder: the file in it. */
const RECORD_NAME = 'record'

/** What a look through the whole chain found. */
export interface ChainReport {
  /** Number of the newest record; 0 when there is none. */
  readonly head: number
  /** How many records are kept. */
  readonly records: number
  /** False when the process that made the newest one ended before all copies were written. */
  readonly isPublished: boolean
}

/**
 * The revision chain: numbered records, each claimed with link(2), so that exactly one writer gets a number
 * and a writer that dies leaves nothing or a whole record. There is no lock that could go stale.
 * The protocol and its figures: docs/architecture.md, "Committing".
 */
export class RevisionChain {
  readonly folder: string
  /** The newest number that was seen; its successor has the next one. */
  #seen = 0

  constructor(stateFolder: string) {
    this.folder = join(stateFolder, 'rev')
  }

  /** Number of the newest record; 0 when there is none. */
  headNumber(): number {
    // Numbers have no gaps but below, where old records are pruned: what follows a known one is soon found.
    if (this.#seen === 0 || !this.#has(this.#seen)) this.#seen = this.#numbers().at(-1) ?? 0
    else while (this.#has(this.#seen + 1)) this.#seen += 1
    return this.#seen
  }

  #has(n: number): boolean {
    return existsSync(join(this.folder, String(n)))
  }

  /** The record with number `n`, or undefined when there is none. A record that is damaged is a failure. */
  read(n: number): Result<JournalRecord | undefined> {
    const path = join(this.folder, String(n))
    const text = readIfThere(path)
    if (text === undefined) return ok(undefined)
    let content: unknown
    try {
      content = JSON.parse(text)
    } catch (cause) {
      return this.#damaged(path, String(cause))
    }
    const record = JournalRecordSchema.safeParse(content)
    return record.success ? ok(record.data) : this.#damaged(path, record.error.message)
  }

  /** True when record `n` was claimed by a second name: then this file system has them. */
  isLinked(n: number): boolean {
    const path = join(this.folder, String(n))
    return existsSync(path) && statSync(path).isFile()
  }

  /** Makes the names of all records durable, also of those whose writer died before it could. */
  sync(): void {
    if (existsSync(this.folder)) syncFolder(this.folder)
  }

  /** The text of sequence.yaml after a record, which an older record may hold. */
  textOf(record: JournalRecord): Result<string> {
    const holder = record.text === undefined ? this.read(record.textAt) : ok(record)
    if (!holder.ok) return holder
    const text = holder.value?.text
    return text === undefined
      ? fail('INVALID_STATE', `Record ${record.textAt} of the revision chain has no text.`)
      : ok(text)
  }

  /**
   * Appends a record under its number, durably. Gives false when another writer has the number already; then
   * nothing happened and the caller starts again from the new head.
   */
  claim(record: JournalRecord): boolean {
    ensurePrivateFolder(this.folder)
    const temporary = join(this.folder, `.claim.${process.pid}.${randomBytes(6).toString('hex')}`)
    writeNewFile(temporary, JSON.stringify(record))
    const isClaimed = this.#giveNumber(temporary, record.n)
    rmSync(temporary, { force: true })
    if (!isClaimed) return false
    this.sync()
    if (record.n % PRUNE_EVERY === 0) this.#prune(record)
    return true
  }

  #giveNumber(temporary: string, n: number): boolean {
    const target = join(this.folder, String(n))
    try {
      linkSync(temporary, target)
      return true
    } catch (cause) {
      if (errorCode(cause) === 'EEXIST') return false
      if (isLinkMissing(errorCode(cause))) return this.#giveFolder(temporary, target)
      rmSync(temporary, { force: true })
      throw cause
    }
  }

  /**
   * Where a file can't have a second name the record goes into a folder of its own, which is renamed: no file
   * system puts a folder in the place of one that holds something, so here too exactly one writer wins.
   */
  #giveFolder(temporary: string, target: string): boolean {
    const folder = `${temporary}.folder`
    mkdirSync(folder, { mode: 0o700 })
    renameSync(temporary, join(folder, RECORD_NAME))
    syncFolder(folder)
    try {
      if (existsSync(target)) return false
      renameSync(folder, target)
      return true
    } catch (cause) {
      if (existsSync(target)) return false
      throw new FailureError({
        code: 'IO',
        message: `The file system of ${this.folder} can neither link a file nor rename a folder (${errorCode(cause)}): changes can't be kept safe on it.`,
        at: { file: this.folder },
        hint: 'Move the repository to a local disk.',
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
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

  /**
   * Reads every record that is kept: each whole, with the text that its revision names, and sealed onto the one
   * before. The first that is not is a failure.
   */
  inspect(): Result<ChainReport> {
    const numbers = this.#numbers()
    let before: JournalRecord | undefined
    for (const n of numbers) {
      const read = this.read(n)
      if (!read.ok) return read
      const record = read.value
      if (!record) continue // pruned meanwhile
      const path = join(this.folder, String(n))
      if (record.n !== n) return this.#damaged(path, `it says that it is record ${record.n}.`)
      if (record.text !== undefined && sha256Hex(record.text) !== record.revision) {
        return this.#damaged(path, 'its text is not that of its revision.')
      }
      if (before?.n === n - 1 && record.audit.prev !== before.audit.hash) {
        return this.#damaged(path, `it does not go on from record ${before.n}.`)
      }
      before = record
    }
    const head = numbers.at(-1) ?? 0
    return ok({ head, records: numbers.length, isPublished: this.isPublished(head) })
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
        rmSync(join(this.folder, name), { recursive: true, force: true })
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

/** The text of a record; undefined when there is none. */
function readIfThere(path: string): string | undefined {
  try {
    const isFolder = statSync(path).isDirectory()
    return readFileSync(isFolder ? join(path, RECORD_NAME) : path, 'utf8')
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}
