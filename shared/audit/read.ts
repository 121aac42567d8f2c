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

/** The whole lines of a text from the last one to the first, each with its line feed. */
export function* linesBackwards(text: string): Generator<string> {
  let end = splitTornTail(text).whole.length
  while (end > 0) {
    const start = end === 1 ? 0 : text.lastIndexOf('\n', end - 2) + 1
    yield text.slice(start, end)
    end = start
  }
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

/** What was found for a page, in the order of the log. */
export interface AuditPageFound {
  readonly entries: readonly AuditEntry[]
  /** The `before` of the next page; absent when nothing older is asked for. */
  readonly older?: number
}

/**
 * The asked part of a log whose entries are handed in newest first. Order is the entries' number, never their
 * time: a clock that went backwards moves nothing.
 */
export function pageAudit(
  newestFirst: Iterable<Result<AuditEntry>>,
  filter: AuditFilter,
  page: AuditPage,
): Result<AuditPageFound> {
  const found: AuditEntry[] = []
  for (const entry of newestFirst) {
    if (!entry.ok) return entry
    if (page.before !== undefined && entry.value.seq >= page.before) continue
    if (!matchesFilter(entry.value, filter)) continue
    const oldest = found.at(-1)
    if (found.length >= page.limit) {
      return ok({ entries: found.reverse(), ...(oldest ? { older: oldest.seq } : {}) })
    }
    found.push(entry.value)
  }
  return ok({ entries: found.reverse() })
}
