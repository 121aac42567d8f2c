import type { Command } from 'commander'
import { listRuns } from '../../../bridge/scheduler/attempt-files.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import type { Retention } from '../../../bridge/scheduler/prune-runs.ts'
import { fail } from '../../../shared/failure.ts'
import type { RunListing } from '../../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import { confirmedAtTerminal } from '../apply.ts'
import type { CliContext } from '../context.ts'
import { readCount } from '../fields.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { formatDuration } from '../status-view.ts'
import { table } from '../table.ts'

const DEFAULT_LIMIT = 20
const ALL = Number.MAX_SAFE_INTEGER

function storeOf(context: CliContext): Result<AttemptStore> {
  return mapResult(context.place(), ({ folder }) => new AttemptStore(folder))
}

/** As in "2 DONE, 1 FAILED". */
function outcome({ attempts }: RunListing): string {
  const counts = new Map<string, number>()
  for (const { status } of attempts) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}

function list(context: CliContext, flags: { limit?: string }): Result<Answer> {
  const limit = readCount('--limit', flags.limit, DEFAULT_LIMIT)
  if (!limit.ok) return limit
  const store = storeOf(context)
  if (!store.ok) return store
  const runs = listRuns(store.value, limit.value)
  if (!runs.ok) return runs
  const rows = runs.value.map((listing) => [
    listing.run.runId,
    listing.run.startTime,
    [listing.run.scope, ...listing.run.targets].join(' '),
    outcome(listing),
  ])
  return ok({ data: runs.value, text: table(['RUN', 'BEGAN', 'WHAT', 'ATTEMPTS'], rows) })
}

function show(context: CliContext, runId: string): Result<Answer> {
  const store = storeOf(context)
  if (!store.ok) return store
  const runs = listRuns(store.value, ALL)
  if (!runs.ok) return runs
  const found = runs.value.find((one) => one.run.runId === runId)
  if (!found) {
    return fail('RUN_NOT_FOUND', `There is no run ${runId}.`, {
      hint: 'See: seqctl runs list',
      details: { runId },
    })
  }
  const { run, attempts } = found
  const rows = attempts.map((attempt) => [
    attempt.stepId,
    String(attempt.attempt),
    attempt.status,
    attempt.durationMs === undefined ? '' : formatDuration(attempt.durationMs),
    attempt.message ?? attempt.reason ?? '',
  ])
  const heading = `${run.runId}  ${run.scope}  ${run.executor}  ${run.startTime}`
  const body = table(['STEP', 'ATTEMPT', 'STATUS', 'TOOK', ''], rows)
  return ok({ data: found, text: `${heading}\n\n${body}` })
}

interface PruneFlags {
  readonly keep?: string
  readonly days?: string
  readonly dryRun?: boolean
}

/** The rule of the flags, else of the policy. */
function retentionFrom(flags: PruneFlags, policy: Retention): Result<Retention> {
  const runs = readCount('--keep', flags.keep, undefined)
  const days = readCount('--days', flags.days, undefined)
  if (!runs.ok) return runs
  if (!days.ok) return days
  const isGiven = runs.value !== undefined || days.value !== undefined
  const retention = isGiven ? { runs: runs.value, days: days.value } : policy
  if (retention.runs !== undefined || retention.days !== undefined) return ok(retention)
  return fail('USAGE', 'Nothing says which runs may go.', {
    hint: 'Give --keep N or --days N, or set retention in policy.yaml: retention: {runs: 100, days: 30}',
  })
}

async function prune(context: CliContext, flags: PruneFlags): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const plan = door.value.read()
  if (!plan.ok) return plan
  const retention = retentionFrom(flags, plan.value.policy.retention)
  if (!retention.ok) return retention
  const isDry = flags.dryRun === true
  const { pruneRuns } = await import('../../../bridge/scheduler/prune-runs.ts')
  const pruned = await confirmedAtTerminal(context, door.value, 'prune', (confirm) =>
    pruneRuns(door.value, context.caller, retention.value, { isDry, confirm }),
  )
  if (!pruned.ok) return pruned
  const { removed, kept } = pruned.value
  const lines = [
    `${isDry ? 'Would remove' : 'Removed'} ${removed.length} runs.`,
    ...kept.map(({ runId, because }) => `${runId} stays: ${because}.`),
  ]
  return ok({ data: pruned.value, text: lines.join('\n') })
}

/** Adds `runs list|show|prune`. */
export function register(program: Command, run: Runner): void {
  const parent = program.command('runs').description('What has run')
  const all = parent
    .command('list')
    .description('List runs, the newest first')
    .option('--limit <n>', `How many (${DEFAULT_LIMIT})`)
    .addHelpText('after', '\nExample:\n  seqctl runs list --limit 5')
  all.action((flags: { limit?: string }) => run((context) => list(context, flags), all, 'reader'))
  const one = parent
    .command('show <run>')
    .description('Show the attempts of a run')
    .addHelpText('after', '\nExample:\n  seqctl runs show 01JZX3M5C8QK2V7T9YB4N6RDHE')
  one.action((runId: string) => run((context) => show(context, runId), one, 'reader'))
  const old = parent
    .command('prune')
    .description(
      'Remove old runs, as the retention of the policy says; what lives or is the newest of a step stays',
    )
    .option('--keep <n>', 'Keep this many of the newest runs')
    .option('--days <n>', 'Remove only what is older than this many days')
    .option('--dry-run', 'Only say what would go')
    .addHelpText('after', '\nExample:\n  seqctl runs prune --keep 100 --days 30 --dry-run')
  old.action((flags: PruneFlags) => run((context) => prune(context, flags), old))
}
