import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { verifyChain } from '../../shared/audit/chain.ts'
import {
  type Checkpoint,
  type CheckpointBody,
  CheckpointSchema,
  checkpointText,
} from '../../shared/audit/checkpoint.ts'
import { type ChainHead, GENESIS_HASH } from '../../shared/audit/entry.ts'
import { splitTornTail } from '../../shared/audit/read.ts'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { auditFiles } from './audit-file.ts'
import {
  ensurePrivateFolder,
  errorCode,
  syncFolder,
  writeFileDurably,
  writeFully,
  writeNewFile,
} from './durable-file.ts'
import { ioFailure } from './io-failure.ts'
import { repositoryKey } from './user-data.ts'

/** The newest checkpoint and the hashes of all entries up to it, as far as they were noted. */
export interface KnownCheckpoints {
  readonly newest: Checkpoint
  readonly heads: readonly ChainHead[]
}

/** Bytes of one noted hash. */
const HASH_SIZE = 32
const HEAD_NAME = /^head-([1-9][0-9]*)\.json$/

/**
 * Signed checkpoints of one repository's audit log, in the user's own data folder: whoever can write in the
 * repository alone can't cut the log's end off or seal it anew unseen. The folder holds `key.pem` (Ed25519),
 * `head-<seq>.json` (the newest signed head) and `hashes` (every entry's hash, to name the first line that differs).
 */
export class AuditCheckpoints {
  readonly folder: string
  readonly #root: string
  readonly #auditPath: string
  readonly #now: () => Date

  /** `root` is the repository's real path, `dataFolder` the user's own data folder. */
  constructor(place: { root: string; auditPath: string; dataFolder: string; now: () => Date }) {
    this.#root = place.root
    this.#auditPath = place.auditPath
    this.#now = place.now
    this.folder = join(place.dataFolder, 'audit', repositoryKey(place.root))
  }

  /** What is known of the log; undefined when nothing was ever signed here. A bad signature is a failure. */
  read(): Result<KnownCheckpoints | undefined> {
    try {
      const newest = this.#newest()
      if (!newest.ok || !newest.value) return newest as Result<undefined>
      return ok({ newest: newest.value, heads: this.#heads(newest.value) })
    } catch (cause) {
      return ioFailure(cause, this.folder)
    }
  }

  /**
   * Signs the log's end, when the log goes on from what was signed before; undefined when there is nothing
   * new. What was tampered with is never signed: verifying keeps finding it.
   */
  sign(): Result<Checkpoint | undefined> {
    try {
      const before = this.#newest()
      if (!before.ok) return before
      const added = this.#linesSince(before.value)
      if (added.lines.length === 0) return ok(undefined)
      const report = verifyChain(added.lines, { from: before.value })
      if (report.problem || !report.head) {
        return fail('INVALID_AUDIT', 'The audit log does not go on from its last checkpoint.', {
          hint: 'See: seqctl audit verify',
        })
      }
      const { segment, size } = added
      const { seq, hash: last } = report.head
      const signedAt = this.#now().toISOString()
      const body = { root: this.#root, seq, hash: last, segment, size, signed_at: signedAt }
      return ok(this.#write(body, before.value?.seq ?? 0, added.lines))
    } catch (cause) {
      return ioFailure(cause, this.folder)
    }
  }

  #numbers(): number[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder)
      .flatMap((name) => HEAD_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  #newest(): Result<Checkpoint | undefined> {
    for (;;) {
      const seq = this.#numbers().at(-1)
      if (seq === undefined) return ok(undefined)
      const path = join(this.folder, `head-${seq}.json`)
      let text: string
      try {
        text = readFileSync(path, 'utf8')
      } catch (cause) {
        // Another process has signed a newer one and removed this one meanwhile.
        if (errorCode(cause) === 'ENOENT') continue
        throw cause
      }
      return this.#check(path, text)
    }
  }

  #check(path: string, text: string): Result<Checkpoint> {
    const parsed = CheckpointSchema.safeParse(parseJson(text))
    if (parsed.success && this.#isSigned(parsed.data)) return ok(parsed.data)
    return fail(
      'INVALID_AUDIT',
      `The checkpoint ${path} is not one that this machine has signed.`,
      {
        at: { file: path },
        hint: `If you changed it yourself, remove the folder ${this.folder}: checkpoints begin anew with the log as it is.`,
      },
    )
  }

  #isSigned(checkpoint: Checkpoint): boolean {
    const path = join(this.folder, 'key.pem')
    if (checkpoint.root !== this.#root || !existsSync(path)) return false
    const key = createPublicKey(readFileSync(path))
    const text = Buffer.from(checkpointText(checkpoint))
    return verify(null, text, key, Buffer.from(checkpoint.signature, 'base64'))
  }

  /** Every entry's hash up to the checkpoint. What was not noted whole is left out: the checkpoint itself counts. */
  #heads(newest: Checkpoint): ChainHead[] {
    const path = join(this.folder, 'hashes')
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const digits = bytes.subarray(0, (newest.seq - 1) * HASH_SIZE).toString('hex')
    const heads: ChainHead[] = []
    for (let seq = 1; seq * 2 * HASH_SIZE <= digits.length; seq += 1) {
      const noted = digits.slice((seq - 1) * 2 * HASH_SIZE, seq * 2 * HASH_SIZE)
      if (noted !== GENESIS_HASH) heads.push({ seq, hash: noted })
    }
    return [...heads, { seq: newest.seq, hash: newest.hash }]
  }

  /** The whole lines behind a checkpoint, and where they end. */
  #linesSince(before: Checkpoint | undefined) {
    const files = auditFiles(this.#auditPath)
    const first = before?.segment ?? 1
    const lines: string[] = []
    let [segment, size] = [first, before?.size ?? 0]
    files.slice(first - 1).forEach((file, index) => {
      const skip = index === 0 ? (before?.size ?? 0) : 0
      const { whole } = splitTornTail(readFileSync(file).subarray(skip).toString('utf8'))
      if (whole === '') return
      ;[segment, size] = [first + index, skip + Buffer.byteLength(whole)]
      lines.push(...whole.split(/(?<=\n)/))
    })
    return { lines, segment, size }
  }

  #write(body: CheckpointBody, from: number, lines: readonly string[]): Checkpoint {
    ensurePrivateFolder(this.folder)
    const signature = sign(null, Buffer.from(checkpointText(body)), this.#key()).toString('base64')
    const hashes = lines.map((line) => (JSON.parse(line) as ChainHead).hash)
    this.#noteHashes(from, Buffer.from(hashes.join(''), 'hex'))
    const checkpoint = { ...body, signature }
    writeFileDurably(join(this.folder, `head-${body.seq}.json`), JSON.stringify(checkpoint))
    for (const seq of this.#numbers()) {
      if (seq < body.seq) rmSync(join(this.folder, `head-${seq}.json`), { force: true })
    }
    return checkpoint
  }

  /** Each hash has its place, so that several processes that note at once write the same bytes. */
  #noteHashes(from: number, hashes: Buffer): void {
    const path = join(this.folder, 'hashes')
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    try {
      writeFully(descriptor, hashes, from * HASH_SIZE)
      fdatasyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }

  #key(): KeyObject {
    const path = join(this.folder, 'key.pem')
    if (!existsSync(path)) this.#makeKey(path)
    return createPrivateKey(readFileSync(path))
  }

  /** Makes the key; when another process does so at the same moment, the first one's holds. */
  #makeKey(path: string): void {
    const { privateKey } = generateKeyPairSync('ed25519')
    const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
    writeNewFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    try {
      linkSync(temporary, path)
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') throw cause
    } finally {
      rmSync(temporary, { force: true })
    }
    syncFolder(this.folder)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it with the file's name
  }
}
