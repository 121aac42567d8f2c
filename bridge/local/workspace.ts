import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatEntry, sealEntry } from '../../shared/audit/entry.ts'
import type { JournalRecord, PromptState } from '../../shared/commit/journal.ts'
import { readSequence } from '../../shared/commit/read-sequence.ts'
import { fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditDraft, AuditEntry } from '../../shared/schema/audit-entry.ts'
import { SEQUENCE_PATH } from '../../shared/schema/paths.ts'
import { AuditCheckpoints } from './audit-checkpoints.ts'
import {
  type AuditTail,
  auditSize,
  closedPath,
  closedSegments,
  hasBegun,
  readAuditTail,
} from './audit-file.ts'
import { AuditSigner } from './audit-signer.ts'
import { ensurePrivateFolder, syncFile, syncFolder } from './durable-file.ts'
import { ioFailure } from './io-failure.ts'
import { type PublishPlaces, publishHead } from './publish.ts'
import { type Head, readHead } from './read-head.ts'
import { repoPlace } from './repo-place.ts'
import { type ChainReport, RevisionChain } from './revision-chain.ts'
import { sweepTemporaries } from './sweep-temporaries.ts'
import { WriterLine } from './writer-line.ts'

/** What a commit changes. Without `text` and prompts it only leaves an audit entry. */
export interface Change {
  readonly text?: string
  readonly prompts?: readonly PromptState[]
  /** The same prompt files as they are before the change. */
  readonly promptsBefore?: readonly PromptState[]
  readonly audit: AuditDraft
}

/** What a commit left behind. */
export interface Committed {
  readonly revision: string
  readonly entry: AuditEntry
}

/** How a workspace is opened. */
export interface WorkspaceOptions {
  /** Gives the time of audit entries. */
  readonly now?: () => Date
  /** The user's own data folder, for signed checkpoints of the audit log; without it none are made. */
  readonly dataFolder?: string | undefined
  /** Size in bytes at which audit.log is closed and a new file begun. */
  readonly auditLimit?: number
}

/** 16 MiB are some 40,000 entries. */
const AUDIT_LIMIT = 16 * 1024 * 1024

/** How long a writer keeps trying while nothing moves, in milliseconds. */
const PATIENCE_MS = 30_000

/** What the next line of the audit log must know. */
interface AuditEnd extends AuditTail {
  readonly segment: number
}

/** Keeps a byte order mark, so that a text and its bytes are the same thing. */
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** What the first record of a chain keeps of the file that was there before it. */
function baseOf(head: Head, change: Change): Pick<JournalRecord, 'base' | 'baseText'> {
  const base = { base: head.revision }
  return change.text === undefined ? base : { ...base, baseText: DECODER.decode(head.bytes) }
}

/**
 * The durable workspace of one repository: the only code that writes sequence.yaml, the prompts and
 * audit.log. Any number of processes may use it at once; see docs/architecture.md, "Committing".
 */
export class Workspace {
  readonly root: string
  readonly folder: string
  readonly stateFolder: string
  readonly #chain: RevisionChain
  readonly #places: PublishPlaces
  readonly #now: () => Date
  readonly #auditLimit: number
  /** Signed checkpoints of the audit log; undefined without a data folder. */
  readonly checkpoints: AuditCheckpoints | undefined
  readonly #signer: AuditSigner | undefined
  #isOpen = false

  /** `root` is the repository's real path. */
  constructor(root: string, options: WorkspaceOptions = {}) {
    const { dataFolder } = options
    const place = repoPlace(root, dataFolder ?? '')
    this.root = root
    this.folder = place.folder
    this.stateFolder = place.stateFolder
    this.#now = options.now ?? (() => new Date())
    this.#auditLimit = options.auditLimit ?? AUDIT_LIMIT
    this.#chain = new RevisionChain(this.stateFolder)
    const { auditPath } = place
    this.#places = { root, auditPath, temporaryFolder: join(this.stateFolder, 'publish') }
    if (dataFolder === undefined) return
    this.checkpoints = new AuditCheckpoints({ root, auditPath, dataFolder, now: this.#now })
    this.#signer = new AuditSigner(this.checkpoints)
  }

  /** Path of the audit log. */
  get auditPath(): string {
    return this.#places.auditPath
  }

  /** The time now, as entries and records have it. */
  now(): string {
    return this.#now().toISOString()
  }

  /** The newest acknowledged state of sequence.yaml, or what another program has written since. */
  readHead(): Result<Head> {
    return readHead(this.root, this.#chain)
  }

  /** Looks through the whole revision chain, without changing anything. */
  inspectChain(): Result<ChainReport> {
    try {
      return this.#chain.inspect()
    } catch (cause) {
      return ioFailure(cause, this.#chain.folder)
    }
  }

  /** Finishes what a writer that died had begun. Writes nothing when there is nothing to finish. */
  settle(): Result<undefined> {
    try {
      const done = publishHead(this.#chain, this.#places)
      return done.ok ? ok(undefined) : done
    } catch (cause) {
      return ioFailure(cause, this.folder)
    }
  }

  /**
   * Commits what `decide` makes of the head. When another writer comes first, `decide` is asked again with
   * the new head. Returns when the change is durable and published. An edit that another program made to
   * sequence.yaml becomes a record of its own first; while such an edit does not parse, nothing is committed.
   */
  commit(decide: (head: Head) => Result<Change>): Promise<Result<Committed>> {
    return this.#patiently(() => this.#tryCommit(decide))
  }

  /**
   * Begins a sequence where there is none: its first text, with an audit entry. `prepare` makes what stands
   * beside it; doing that twice must change nothing.
   */
  begin(text: string, audit: AuditDraft, prepare: () => void): Promise<Result<Committed>> {
    return this.#patiently(() => this.#tryBegin(text, audit, prepare))
  }

  /** Tries until it is done; gives up only when nothing has moved for 30 seconds. */
  async #patiently(tryOnce: () => Result<Committed | undefined>): Promise<Result<Committed>> {
    const line = new WriterLine(this.stateFolder)
    let deadline = performance.now() + PATIENCE_MS
    let known = 0
    try {
      for (let attempt = 1; performance.now() < deadline; attempt += 1) {
        if (attempt > 1 || !line.isEmpty()) await line.turn()
        this.#open()
        const done = tryOnce()
        if (!done.ok || done.value) return done as Result<Committed>
        const head = this.#chain.headNumber()
        if (head !== known) deadline = performance.now() + PATIENCE_MS
        known = head
      }
    } catch (cause) {
      return ioFailure(cause, this.folder)
    } finally {
      line.leave()
    }
    return fail(
      'LOCKED',
      'This change could not be written for 30 seconds, and nothing else was.',
      {
        hint: 'Try again.',
      },
    )
  }

  /** Once before this process's first change: what other processes made but could not keep or clear away. */
  #open(): void {
    if (this.#isOpen) return
    ensurePrivateFolder(this.#chain.folder)
    for (const folder of [this.root, this.folder, this.stateFolder]) syncFolder(folder)
    for (const folder of [this.folder, this.#chain.folder]) sweepTemporaries(folder)
    this.#isOpen = true
  }

  #tryBegin(text: string, audit: AuditDraft, prepare: () => void): Result<Committed | undefined> {
    const published = publishHead(this.#chain, this.#places)
    if (!published.ok) return published
    if (existsSync(join(this.root, SEQUENCE_PATH))) {
      return fail('ALREADY_EXISTS', `${SEQUENCE_PATH} exists already in ${this.root}.`, {
        hint: 'Look at it with: seqctl status',
      })
    }
    prepare()
    const revision = sha256Hex(text)
    const bytes = new TextEncoder().encode(text)
    const head = { n: this.#chain.headNumber(), revision, bytes, isForeign: false }
    const record = this.#makeRecord(head, { text, audit: { ...audit, revision_after: revision } })
    if (!record.ok) return record
    return this.#chain.claim(record.value) ? this.#finish(record.value) : ok(undefined)
  }

  /** One try; undefined when another writer was faster. */
  #tryCommit(decide: (head: Head) => Result<Change>): Result<Committed | undefined> {
    const published = publishHead(this.#chain, this.#places)
    if (!published.ok) return published
    const head = this.readHead()
    if (!head.ok) return head
    if (head.value.isForeign) {
      const imported = this.#importEdit(head.value)
      return imported.ok && imported.value ? this.#tryCommit(decide) : imported
    }
    const change = decide(head.value)
    if (!change.ok) return change
    const record = this.#makeRecord(head.value, change.value)
    if (!record.ok) return record
    if (head.value.n === 0) syncFile(join(this.root, SEQUENCE_PATH))
    const base = head.value.n === 0 ? baseOf(head.value, change.value) : {}
    const claimed = { ...record.value, ...base }
    return this.#chain.claim(claimed) ? this.#finish(claimed) : ok(undefined)
  }

  #finish(record: JournalRecord): Result<Committed> {
    this.#signer?.note()
    const outcome = publishHead(this.#chain, this.#places)
    if (!outcome.ok) return outcome
    if (outcome.value === 'foreign' && record.text !== undefined) {
      return fail('CONFLICT', `Another program replaced ${SEQUENCE_PATH} at the same moment.`, {
        hint: `Its text stands; yours is kept in .threados/state/rev/${record.n}. Look at both and try again.`,
        details: { revision: record.revision },
      })
    }
    return ok({ revision: record.revision, entry: record.audit })
  }

  #importEdit(head: Head): Result<Committed | undefined> {
    const parsed = readSequence(head.bytes, { file: SEQUENCE_PATH })
    if (!parsed.ok) return parsed
    // The other program may not have: from now on this text is one of the chain's.
    syncFile(join(this.root, SEQUENCE_PATH))
    const before = this.#chain.read(head.n)
    if (!before.ok) return before
    const record = this.#makeRecord(head, {
      text: parsed.value.text,
      audit: {
        timestamp: this.now(),
        actor: 'system',
        action: 'sequence.import',
        target: SEQUENCE_PATH,
        payload: {},
        policy_mode: before.value?.audit.policy_mode ?? 'SAFE',
        result: 'success',
        revision_before: before.value?.revision ?? head.revision,
        revision_after: head.revision,
      },
    })
    if (!record.ok) return record
    return this.#chain.claim(record.value) ? this.#finish(record.value) : ok(undefined)
  }

  #makeRecord(head: Head, change: Change): Result<JournalRecord> {
    const previous = this.#chain.read(head.n)
    if (!previous.ok) return previous
    const n = head.n + 1
    const text = change.text ?? (head.n === 0 ? DECODER.decode(head.bytes) : undefined)
    const end = this.#auditEnd(previous.value)
    return ok({
      n,
      revision: change.text === undefined ? head.revision : sha256Hex(change.text),
      ...(text === undefined ? {} : { text }),
      textAt: text === undefined ? (previous.value?.textAt ?? n) : n,
      prompts: [...(change.prompts ?? [])],
      ...(change.promptsBefore ? { promptsBefore: [...change.promptsBefore] } : {}),
      audit: sealEntry(change.audit, end.last),
      ...this.#auditPlace(end, head.n),
    })
  }

  /** Where the audit log ends. An unpublished record's line counts as written: it will be. */
  #auditEnd(previous: JournalRecord | undefined): AuditEnd {
    const expected = previous && {
      last: previous.audit,
      segment: previous.auditSegment,
      size: previous.auditOffset + Buffer.byteLength(formatEntry(previous.audit)),
      torn: 0,
    }
    if (expected && auditSize(this.auditPath) === expected.size) return expected
    if (previous && expected && !this.#chain.isPublished(previous.n)) return expected
    const closed = closedSegments(this.auditPath)
    const segment = previous?.auditSegment ?? closed + 1
    const isOpen = hasBegun(this.auditPath, segment)
    const tail = readAuditTail(isOpen ? this.auditPath : closedPath(this.auditPath, closed))
    // A log that was cut or replaced goes on with the chain's numbers, so that verifying shows the damage.
    const last = previous?.audit ?? tail.last
    return isOpen ? { ...tail, last, segment } : { last, segment, size: 0, torn: 0 }
  }

  /** Where the next line goes: into a new file when the log has grown large and a file can have a second name. */
  #auditPlace(
    end: AuditEnd,
    head: number,
  ): Pick<JournalRecord, 'auditSegment' | 'auditOffset' | 'auditTorn'> {
    if (end.size >= this.#auditLimit && end.torn === 0 && this.#chain.isLinked(head)) {
      return { auditSegment: end.segment + 1, auditOffset: 0 }
    }
    const torn = end.torn > 0 ? { auditTorn: end.torn } : {}
    return { auditSegment: end.segment, auditOffset: end.size, ...torn }
  }
}
