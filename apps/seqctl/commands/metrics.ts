import type { Command } from 'commander'
import { listAudit } from '../../../bridge/local/audit-log.ts'
import { readPlan } from '../../../bridge/local/read-plan.ts'
import { listRuns } from '../../../bridge/scheduler/attempt-files.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { computeMetrics, type Metrics, type Spread } from '../../../shared/runs/metrics.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import type { Runner } from '../run-cli.ts'
import { formatDuration } from '../status-view.ts'
import { table } from '../table.ts'

const ALL = Number.MAX_SAFE_INTEGER

function percent(rate: number | null): string {
  return rate === null ? 'none yet' : `${(rate * 100).toFixed(0)} %`
}

function spread(found: Spread | null): string {
  if (!found) return 'none yet'
  return `average ${formatDuration(found.average)}, p95 ${formatDuration(found.p95)} (${found.count})`
}

function metricsText(metrics: Metrics): string {
  const { fanout } = metrics
  const types = Object.entries(metrics.byType).map(([type, count]) => `${count} ${type}`)
  const rows = [
    ['steps', `${metrics.steps}${types.length > 0 ? `: ${types.join(', ')}` : ''}`],
    ['checkpoints', String(metrics.checkpoints)],
    ['duration', spread(metrics.duration)],
    ...Object.entries(metrics.durationByModel).map(([model, one]) => [`  ${model}`, spread(one)]),
    ['gate latency', spread(metrics.gateLatency)],
    ['failed', percent(metrics.failureRate)],
    ['restarted', percent(metrics.restartRate)],
    ['parallel groups', `${fanout.groups}, the largest of ${fanout.largest}`],
  ]
  const days = metrics.days.map((day) => [day.day, String(day.created), String(day.attempts)])
  return [table(['WHAT', 'FIGURE'], rows), '', table(['DAY', 'ADDED', 'ATTEMPTS'], days)].join('\n')
}

function metrics(context: CliContext): Result<Answer> {
  const parts = context.reader()
  if (!parts.ok) return parts
  const plan = readPlan(parts.value)
  if (!plan.ok) return plan
  const { workspace } = parts.value
  const runs = listRuns(new AttemptStore(workspace.folder), ALL)
  if (!runs.ok) return runs
  const audit = listAudit(workspace.auditPath, {}, { limit: ALL })
  if (!audit.ok) return audit
  const found = computeMetrics({
    sequence: plan.value.sequence,
    attempts: runs.value.flatMap(({ attempts }) => attempts),
    timeOf: Date.parse,
    entries: audit.value.entries.toSorted((a, b) => a.seq - b.seq),
  })
  return ok({ data: found, text: metricsText(found) })
}

/** Adds `metrics`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('metrics')
    .description(
      'Say how the threads did: how many, how long, how often they failed, how long gates waited',
    )
    .addHelpText('after', '\nExample:\n  seqctl metrics --json')
  command.action(() => run(metrics, command, 'reader'))
}
