import type { JSX } from 'solid-js'
import { For } from 'solid-js'
import type { Metrics, Spread } from '../../../../shared/schema/metrics.ts'
import { formatDuration } from '../status/duration.ts'
import { costWords, shortCount } from '../status/usage.ts'

interface Tile {
  readonly label: string
  readonly value: string
  readonly more: string
}

/** What stands where nothing has been counted. */
export const NOTHING = '–'

/** A rate as people read it. */
export function percentWords(rate: number | null): string {
  return rate === null ? NOTHING : `${Math.round(rate * 100)} %`
}

function some(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function spreadTile(label: string, spread: Spread | null, nothing: string): Tile {
  return spread
    ? { label, value: formatDuration(spread.average), more: `p95 ${formatDuration(spread.p95)}` }
    : { label, value: NOTHING, more: nothing }
}

function tilesOf(metrics: Metrics): readonly Tile[] {
  const { spend, fanout } = metrics
  return [
    {
      label: 'Threads',
      value: String(metrics.steps),
      more: some(metrics.checkpoints, 'checkpoint'),
    },
    {
      label: 'Attempts',
      value: shortCount(metrics.attempts),
      more: `${percentWords(metrics.restartRate)} restarted`,
    },
    {
      label: 'Failed',
      value: percentWords(metrics.failureRate),
      more: 'of those that ended',
    },
    spreadTile('Duration', metrics.duration, 'nothing has ended yet'),
    spreadTile('Gate latency', metrics.gateLatency, 'no gate approved yet'),
    {
      label: 'Fan-out',
      value: fanout.groups === 0 ? NOTHING : String(Math.round((fanout.average ?? 0) * 10) / 10),
      more: fanout.groups === 0 ? 'no groups' : `workers in ${some(fanout.groups, 'group')}`,
    },
    {
      label: 'Agreement',
      value: percentWords(metrics.fusionAgreement),
      more: `of ${some(metrics.fusions.length, 'fusion')}`,
    },
    {
      label: 'Spent',
      value: spend.costUsd === null ? NOTHING : costWords(spend.costUsd),
      more: `${shortCount(spend.inputTokens + spend.outputTokens)} tokens`,
    },
  ]
}

/** The figures that matter most, at a glance. */
export function Headline(props: { readonly metrics: Metrics }): JSX.Element {
  return (
    <dl class="metrics-tiles">
      <For each={tilesOf(props.metrics)}>
        {(tile) => (
          <div class="metrics-tile">
            <dt>{tile.label}</dt>
            <dd class="metrics-value">{tile.value}</dd>
            <dd class="metrics-more">{tile.more}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}
