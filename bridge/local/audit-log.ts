import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type ChainReport, verifyChain } from '../../shared/audit/chain.ts'
import {
  type AuditFilter,
  auditLines,
  matchesFilter,
  parseAuditLine,
} from '../../shared/audit/read.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'

/** The newest entries that the filter lets through, oldest first; a line that is no entry is a failure. */
export async function listAudit(
  path: string,
  filter: AuditFilter,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<Result<AuditEntry[]>> {
  const found: AuditEntry[] = []
  if (!existsSync(path)) return ok(found)
  let line = 0
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: 0 })) {
    line += 1
    const entry = parseAuditLine(text)
    if (!entry.ok) return { ok: false, failure: { ...entry.failure, at: { file: path, line } } }
    if (page.before !== undefined && entry.value.seq >= page.before) break
    if (matchesFilter(entry.value, filter)) found.push(entry.value)
    if (found.length > page.limit) found.shift()
  }
  return ok(found)
}

/** Checks the whole chain of a log. */
export function verifyAudit(path: string): ChainReport {
  return verifyChain(existsSync(path) ? auditLines([readFileSync(path, 'utf8')]) : [])
}
