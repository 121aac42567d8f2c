import type { Command } from 'commander'
import { readShownPlan } from '../../../bridge/local/shown-plan.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { readMetrics } from '../../../bridge/scheduler/read-metrics.ts'
import { mapResult, type Result } from '../../../shared/result.ts'
import type { Metrics, NamedSpend, Spend, Spread } from '../../../shared/schema/metrics.ts'
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

const COUNT = new Intl.NumberFormat('en-GB')

function dollars(costUsd: number | null): string {
  return costUsd === null ? 'not said' : `$${costUsd.toFixed(costUsd < 1 ? 4 : 2)}`
}

function spent({ attempts, inputTokens, cachedTokens, outputTokens, costUsd }: Spend): string {
  if (attempts === 0) return 'none yet'
  const cached = cachedTokens > 0 ? ` (${COUNT.format(cachedTokens)} cached)` : ''
  const tokens = `${COUNT.format(inputTokens)} tokens in${cached}, ${COUNT.format(outputTokens)} out`
  return `${tokens}, cost ${dollars(costUsd)}`
}

function spendTable(title: string, spends: readonly NamedSpend[]): string[] {
  if (spends.length === 0) return []
  const rows = spends.map((one) => [
    one.name,
    String(one.attempts),
    COUNT.format(one.inputTokens),
    COUNT.format(one.outputTokens),
    dollars(one.costUsd),
  ])
  return ['', table([title, 'ATTEMPTS', 'TOKENS IN', 'TOKENS OUT', 'COST'], rows)]
}

function metricsText(metrics: Metrics): string {
  const { fanout, fusions } = metrics
  const types = Object.entries(metrics.byType).map(([type, count]) => `${count} ${type}`)
  const rows = [
    ['steps', `${metrics.steps}${types.length > 0 ? `: ${types.join(', ')}` : ''}`],
    ['checkpoints', String(metrics.checkpoints)],
    ['attempts', String(metrics.attempts)],
    ['duration', spread(metrics.duration)],
    ...Object.entries(metrics.durationByModel).map(([model, one]) => [`  ${model}`, spread(one)]),
    ['gate latency', spread(metrics.gateLatency)],
    ['failed', percent(metrics.failureRate)],
    ['restarted', percent(metrics.restartRate)],
    ['parallel groups', `${fanout.groups}, the largest of ${fanout.largest}`],
    ['fusion agreement', percent(metrics.fusionAgreement)],
    ...fusions.map(({ synth, candidates, score }) => [
      `  ${synth}`,
      `${percent(score)} of ${candidates} candidates`,
    ]),
    ['spent', spent(metrics.spend)],
  ]
  const days = metrics.days.map(({ day, created, attempts, failed, tokens, costUsd }) => [
    ...[day, String(created), String(attempts), String(failed)],
    ...[COUNT.format(tokens), dollars(costUsd)],
  ])
  return [
    table(['WHAT', 'FIGURE'], rows),
    ...spendTable('MODEL', metrics.spendByModel),
    ...spendTable('STEP', metrics.spendByStep),
    '',
    table(['DAY', 'ADDED', 'ATTEMPTS', 'FAILED', 'TOKENS', 'COST'], days),
  ].join('\n')
}

async function metrics(context: CliContext): Promise<Result<Answer>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const plan = await readShownPlan(repo.value)
  if (!plan.ok) return plan
  const { folder, auditPath } = repo.value
  const found = await readMetrics({
    sequence: plan.value.sequence,
    store: new AttemptStore(folder),
    auditPath,
    limits: { runs: ALL, entries: ALL },
  })
  return mapResult(found, (data) => ({ data, text: metricsText(data) }))
}

/** Adds `metrics`. */
export function register(program: Command, run: Runner): void {
  const command = program
    .command('metrics')
    .description(
      'Say how the threads did: how many, how long, how often they failed, how long gates waited, what they cost',
    )
    .addHelpText('after', '\nExample:\n  seqctl metrics --json')
  command.action(() => run(metrics, command, 'reader'))
}
