import { type ChainReport, verifyLog } from '../../../../shared/audit/chain.ts'
import { auditLines, linesBackwards, parseAuditLine } from '../../../../shared/audit/read.ts'
import type { AuditEntry } from '../../../../shared/schema/audit-entry.ts'

/** What this browser found in an audit log. */
export interface CheckedLog {
  readonly report: ChainReport
  /** The entries that can be read, newest first. */
  readonly entries: readonly AuditEntry[]
}

/** Checks the chain of a log, its files oldest first, and reads its entries. Pure work; a worker carries it out. */
export function checkLog(texts: readonly string[]): CheckedLog {
  const report = verifyLog(texts.map((text) => ({ lines: auditLines([text]) })))
  const entries: AuditEntry[] = []
  for (const text of texts.toReversed()) {
    for (const line of linesBackwards(text)) {
      const entry = parseAuditLine(line)
      if (entry.ok) entries.push(entry.value)
    }
  }
  return { report, entries }
}

/** The entries in which all words of a query occur, in any field. */
export function searchEntries(
  entries: readonly AuditEntry[],
  query: string,
): readonly AuditEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  return entries.filter((entry) => {
    const text = JSON.stringify(entry).toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
