import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { type ChainReport, type LogFile, verifyLog } from '../../shared/audit/chain.ts'
import {
  type AuditFilter,
  type AuditPage,
  type AuditPageFound,
  auditLines,
  linesBackwards,
  pageAudit,
  parseAuditLine,
} from '../../shared/audit/read.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'
import type { AuditCheckpoints, KnownCheckpoints } from './audit-checkpoints.ts'
import { auditFiles } from './audit-file.ts'
import { ioFailure } from './io-failure.ts'

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** The entries of all files, newest first. A line that is no entry is a failure that names its place. */
function* newestFirst(path: string): Generator<Result<AuditEntry>> {
  for (const file of auditFiles(path).reverse()) {
    const text = read(file)
    let below = 0
    for (const line of linesBackwards(text)) {
      const entry = parseAuditLine(line)
      if (entry.ok) yield entry
      else {
        const number = text.split('\n').length - 1 - below
        yield { ok: false, failure: { ...entry.failure, at: { file, line: number } } }
      }
      below += 1
    }
  }
}

/**
 * The newest entries that the filter lets through, in the order of their numbers. A last line without its end
 * was never acknowledged and is no entry; verifying names it.
 */
export function listAudit(
  path: string,
  filter: AuditFilter,
  page: AuditPage,
): Result<AuditPageFound> {
  try {
    return pageAudit(newestFirst(path), filter, page)
  } catch (cause) {
    return ioFailure(cause, path)
  }
}

/** What checking a log gave. */
export interface AuditVerification {
  readonly report: ChainReport
  /** Files of the log, oldest first. */
  readonly files: readonly string[]
  /** The newest checkpoint; none is known to another user or on another machine. */
  readonly signed: KnownCheckpoints | undefined
}

function* logFiles(files: readonly string[]): Generator<LogFile> {
  for (const name of files) yield { name, lines: auditLines([read(name)]) }
}

/** Checks the whole chain of a log, and against the signed checkpoints where they are at hand. */
export function verifyAudit(
  path: string,
  checkpoints?: AuditCheckpoints,
): Result<AuditVerification> {
  const signed = checkpoints?.read() ?? ok(undefined)
  if (!signed.ok) return signed
  try {
    const files = auditFiles(path)
    const report = verifyLog(logFiles(files), {
      checkpoints: signed.value?.heads ?? [],
      hash: (text) => hash('sha256', text),
    })
    return ok({ report, files, signed: signed.value })
  } catch (cause) {
    return ioFailure(cause, path)
  }
}
