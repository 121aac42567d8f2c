import { tornFiles } from '../../bridge/local/audit-file.ts'
import { type AuditVerification, listAudit, verifyAudit } from '../../bridge/local/audit-log.ts'
import { CHECKPOINT_ENTRIES, CHECKPOINT_MS } from '../../bridge/local/audit-signer.ts'
import { Workspace } from '../../bridge/local/workspace.ts'
import { chainResult } from '../../shared/audit/chain.ts'
import type { AuditFilter, AuditPage, AuditPageFound } from '../../shared/audit/read.ts'
import { fail } from '../../shared/failure.ts'
import { allResults, ok, type Result } from '../../shared/result.ts'
import type { AuditEntry } from '../../shared/schema/audit-entry.ts'
import type { CliContext } from './context.ts'
import type { Answer } from './output.ts'
import { table } from './table.ts'

/** The flags of `audit list` and `audit tail` as they were typed. */
export interface ListFlags extends Omit<AuditFilter, 'since' | 'until'> {
  readonly since?: string
  readonly until?: string
  readonly before?: string
  readonly limit?: string
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** The workspace, with everything written that a writer which died had begun. */
function openLog(context: CliContext): Result<Workspace> {
  const repo = context.place()
  if (!repo.ok) return repo
  const workspace = new Workspace(repo.value.root, { dataFolder: repo.value.dataFolder })
  const settled = workspace.settle()
  return settled.ok ? ok(workspace) : settled
}

/** A time flag as entries write times: a date, or how long ago, as in 30m, 2h or 7d. */
function parseTime(
  flag: string,
  text: string | undefined,
  now: string,
): Result<string | undefined> {
  if (text === undefined) return ok(undefined)
  const ago = /^(\d{1,6})([smhd])$/.exec(text)
  const time = ago
    ? new Date(Date.parse(now) - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0))
    : new Date(text)
  return Number.isNaN(time.getTime())
    ? fail('USAGE', `${flag} needs a time, not "${text}".`, {
        hint: 'As in 2026-02-07, 2026-02-07T09:30:00Z, or 30m, 2h, 7d ago.',
      })
    : ok(time.toISOString())
}

function parseNumber(name: string, text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  return /^[1-9]\d{0,8}$/.test(text)
    ? ok(Number(text))
    : fail('USAGE', `${name} needs a whole number from 1, not "${text}".`)
}

function readFlags(
  flags: ListFlags,
  now: string,
): Result<{ filter: AuditFilter; page: AuditPage }> {
  const { actor, action, target, result } = flags
  const times = allResults([
    parseTime('--since', flags.since, now),
    parseTime('--until', flags.until, now),
  ])
  if (!times.ok) return times
  const numbers = allResults([
    parseNumber('--before', flags.before),
    parseNumber('The number of entries', flags.limit),
  ])
  if (!numbers.ok) return numbers
  const [since, until] = times.value
  const [before, limit] = numbers.value
  return ok({
    filter: { actor, action, target, result, since, until },
    page: { before, limit: limit ?? 20 },
  })
}

function entryTable(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => [
    String(entry.seq),
    entry.timestamp,
    entry.actor,
    entry.action,
    entry.target,
    entry.result,
  ])
  return table(['SEQ', 'TIME', 'ACTOR', 'ACTION', 'TARGET', 'RESULT'], rows)
}

function find(context: CliContext, flags: ListFlags): Result<AuditPageFound> {
  const workspace = openLog(context)
  if (!workspace.ok) return workspace
  const asked = readFlags(flags, workspace.value.now())
  if (!asked.ok) return asked
  return listAudit(workspace.value.auditPath, asked.value.filter, asked.value.page)
}

/** A page of entries, with where the older ones begin. */
export function listEntries(context: CliContext, flags: ListFlags): Result<Answer> {
  const found = find(context, flags)
  if (!found.ok) return found
  const { entries, older } = found.value
  const more = older === undefined ? [] : [`Older ones: --before ${older}`]
  return ok({
    data: { entries, older: older ?? null },
    text: [entryTable(entries), ...more].join('\n'),
  })
}

/** The newest entries alone. */
export function tailEntries(context: CliContext, flags: ListFlags): Result<Answer> {
  const found = find(context, flags)
  if (!found.ok) return found
  const { entries } = found.value
  return ok({ data: entries, text: entryTable(entries) })
}

/** What checking can't see: said with every answer, never silently left out. */
function windowOf({ report, signed }: AuditVerification): { entries: number; text: string } {
  const entries = report.checked - (signed?.newest.seq ?? 0)
  if (!signed) {
    const text =
      'No signed checkpoint of this log is on this machine: an end that was cut off, or a log that was sealed anew, would not show.'
    return { entries, text }
  }
  const at = `Signed up to entry ${signed.newest.seq} (${signed.newest.signed_at})`
  const rule = `A killed process leaves at most its last ${CHECKPOINT_ENTRIES} entries or ${CHECKPOINT_MS / 1000} seconds unsigned.`
  const text =
    entries === 0
      ? `${at}: every entry. ${rule}`
      : `${at}. The ${entries} after it could be cut off or replaced unseen until the next change is signed. ${rule}`
  return { entries, text }
}

function clockText(backwards: readonly number[]): string[] {
  if (backwards.length === 0) return []
  const shown = backwards.slice(0, 10).join(', ')
  const more = backwards.length > 10 ? ` and ${backwards.length - 10} more` : ''
  return [
    `The clock went backwards before entry ${shown}${more}; the order of entries is their number, not their time.`,
  ]
}

/** Checks the chain and what was signed of it; a failure names the first line that is wrong. */
export function verifyLog(context: CliContext): Result<Answer> {
  const workspace = openLog(context)
  if (!workspace.ok) return workspace
  const { auditPath, checkpoints } = workspace.value
  const verified = verifyAudit(auditPath, checkpoints)
  if (!verified.ok) return verified
  const { report, files, signed } = verified.value
  const good = chainResult(report, auditPath)
  const torn = tornFiles(auditPath)
  const window = windowOf(verified.value)
  if (!good.ok) {
    const { failure } = good
    const isKnownElsewhere =
      failure.details?.['kind'] === 'truncated' || failure.details?.['kind'] === 'rewritten'
    const hint = isKnownElsewhere
      ? `${failure.hint} If you replaced the log yourself, remove the checkpoints in ${checkpoints?.folder}.`
      : failure.hint
    return { ok: false, failure: { ...failure, hint } }
  }
  const inFiles = files.length > 1 ? ` in ${files.length} files` : ''
  const tornText = torn.map((file) => `A torn line was moved aside: ${file}`)
  return ok({
    data: {
      entries: good.value,
      files,
      signed: signed ? { seq: signed.newest.seq, at: signed.newest.signed_at } : null,
      unsigned: window.entries,
      window: window.text,
      torn,
      backwards: report.backwards,
    },
    text: [
      `${good.value} entries${inFiles}, the chain holds.`,
      window.text,
      ...clockText(report.backwards),
      ...tornText,
    ].join('\n'),
  })
}
