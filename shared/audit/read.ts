import { fail } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { type Actor, type AuditEntry, AuditEntrySchema } from '../schema/audit-entry.ts'

/** A log's whole lines, and what a power cut left of the line after them. */
export interface TornLog {
  readonly whole: string
  readonly torn: string
}

/** Which entries are asked for. Times are ISO 8601 in UTC, as ThreadOS writes them; both ends belong to it. */
export interface AuditFilter {
  readonly actor?: Actor | undefined
  /** The action's name, or the part before its dot. */
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly result?: AuditEntry['result'] | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Which part of a list is asked for: entries numbered below `before`, the newest `limit` of them. */
export interface AuditPage {
  readonly before?: number | undefined
  readonly limit: number
}

function invalid(message: string): Result<never> {
  return fail('INVALID_AUDIT', message)
}

/** One line of the log, with or without its line feed, as an entry. Its seal is not checked here. */
export function parseAuditLine(line: string): Result<AuditEntry> {
  let data: unknown
  try {
    data = JSON.parse(line)
  } catch {
    return invalid('The line is not JSON.')
  }
  const checked = AuditEntrySchema.safeParse(data)
  if (checked.success) return ok(checked.data)
  const issue = checked.error.issues[0]
  return invalid(`The line is not an audit entry: ${issue?.path.join('.')} ${issue?.message}.`)
}

/** Cuts a log behind its last line feed: what follows was never acknowledged. */
export function splitTornTail(text: string): TornLog {
  const end = text.lastIndexOf('\n') + 1
  return { whole: text.slice(0, end), torn: text.slice(end) }
}

/** The lines of a text that comes in pieces, each with its line feed; a last one without is handed out too. */
export function* auditLines(chunks: Iterable<string>): Generator<string> {
  let rest = ''
  for (const chunk of chunks) {
    const text = rest + chunk
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      yield text.slice(start, end + 1)
      start = end + 1
    }
    rest = text.slice(start)
  }
  if (rest !== '') yield rest
}

/** True for an entry that the filter asks for. */
export function matchesFilter(entry: AuditEntry, filter: AuditFilter): boolean {
  const { actor, action, target, result, since, until } = filter
  return (
    (actor === undefined || entry.actor === actor) &&
    (action === undefined || entry.action === action || entry.action.startsWith(`${action}.`)) &&
    (target === undefined || entry.target === target) &&
    (result === undefined || entry.result === result) &&
    (since === undefined || entry.timestamp >= since) &&
    (until === undefined || entry.timestamp <= until)
  )
}

/** The asked part of the entries that the filter lets through, in the order of the log. */
export function pageAudit(
  entries: Iterable<AuditEntry>,
  filter: AuditFilter,
  page: AuditPage,
): AuditEntry[] {
  const found: AuditEntry[] = []
  for (const entry of entries) {
    if (page.before !== undefined && entry.seq >= page.before) continue
    if (matchesFilter(entry, filter)) found.push(entry)
    if (found.length > 2 * page.limit + 1000) found.splice(0, found.length - page.limit)
  }
  return page.limit < found.length ? found.slice(found.length - page.limit) : found
}
