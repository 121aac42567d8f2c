import type { JSX } from 'solid-js'
import { createMemo, createResource, createSignal, For, Show } from 'solid-js'
import { criticalPath } from '../../../../shared/dag/critical-path.ts'
import { buildGraph } from '../../../../shared/dag/graph.ts'
import type { RunListing } from '../../../../shared/protocol/methods.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import { useApp } from '../state/app-state.ts'
import { attemptTime } from '../status/attempt-time.ts'
import { formatDuration, formatMoment } from '../status/duration.ts'
import { attemptLook } from '../status/node-status.ts'
import { lookOf } from '../status/status-look.tsx'
import { Notice } from '../ui/notice.tsx'
import { type Bar, type Chart, chartOf, ticksOf } from './time-scale.ts'
import './timeline.css'

const MOST_TICKS = 8

function keyOf({ runId, stepId, attempt }: AttemptRecord): string {
  return `${runId} ${stepId} ${attempt}`
}

/** When each attempt of a run ran, one row a step; what made the run as long as it was is marked. */
export function Timeline(): JSX.Element {
  const app = useApp()
  const { view } = app.source.workspace
  const [chosen, setChosen] = createSignal<string>()
  const [loaded] = createResource(
    () => `${view.runs.length} ${Object.keys(view.attempts).length}`,
    () => app.source.runs(),
  )
  const listings = (): readonly RunListing[] => {
    const result = loaded.latest
    return result?.ok ? result.value : []
  }
  const trouble = () => {
    const result = loaded.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  const shown = () => listings().find(({ run }) => run.runId === chosen()) ?? listings()[0]
  const attempts = createMemo(() => {
    const runId = shown()?.run.runId
    const all = new Map(shown()?.attempts.map((attempt) => [keyOf(attempt), attempt]))
    // What is under way is fresher in the workspace's own state than in the list.
    for (const attempt of Object.values(view.attempts)) {
      if (attempt && attempt.runId === runId) all.set(keyOf(attempt), { ...attempt })
    }
    return [...all.values()]
  })
  const chart = createMemo(() => chartOf(attempts(), app.now()))
  const critical = createMemo(() => {
    const sequence = app.source.workspace.sequence()
    if (!sequence) return new Set<string>()
    const took = new Map(
      chart().rows.map(({ stepId, bars }) => [
        stepId,
        bars.reduce((sum, { from, to }) => sum + to - from, 0),
      ]),
    )
    const path = criticalPath(buildGraph(sequence), (id) => took.get(id) ?? 0)
    return new Set(path.ids.filter((id) => took.has(id)))
  })
  return (
    <Show
      when={shown()}
      fallback={
        <div class="panel-empty">
          <Show
            when={trouble()}
            fallback={<p>{loaded.loading ? 'Loading…' : 'Nothing has run yet.'}</p>}
          >
            {(message) => <Notice kind="warning">{message()}</Notice>}
          </Show>
        </div>
      }
    >
      {(listing) => (
        <div class="timeline">
          <div class="timeline-bar">
            <label class="timeline-choice">
              Run
              <select
                class="input"
                value={listing().run.runId}
                onChange={(event) => setChosen(event.currentTarget.value)}
              >
                <For each={listings()}>
                  {({ run }) => (
                    <option value={run.runId}>
                      {formatMoment(run.startTime, app.now())} · run {run.scope}
                    </option>
                  )}
                </For>
              </select>
            </label>
            <span class="muted">
              {chart().rows.length} steps in {formatDuration(chart().to - chart().from)}
            </span>
            <span class="bar-space" />
            <span class="timeline-key">Critical path</span>
          </div>
          <Rows chart={chart()} critical={critical()} />
        </div>
      )}
    </Show>
  )
}

interface RowsProps {
  readonly chart: Chart
  readonly critical: ReadonlySet<string>
}

function Rows(props: RowsProps): JSX.Element {
  const app = useApp()
  const span = () => props.chart.to - props.chart.from
  const percent = (ms: number) => `${(ms / span()) * 100}%`
  return (
    <div class="timeline-rows">
      <div class="timeline-row timeline-axis" aria-hidden="true">
        <span class="timeline-name" />
        <span class="timeline-track">
          <For each={ticksOf(span(), MOST_TICKS)}>
            {(tick) => (
              <span class="timeline-tick" style={{ left: percent(tick) }}>
                {tick === 0 ? '0' : formatDuration(tick)}
              </span>
            )}
          </For>
        </span>
      </div>
      <ol>
        <For each={props.chart.rows}>
          {(row) => (
            <li
              class="timeline-row"
              classList={{ 'timeline-critical': props.critical.has(row.stepId) }}
            >
              <button
                type="button"
                class="timeline-name truncate"
                aria-pressed={app.selected() === row.stepId}
                onClick={() => app.select(row.stepId)}
              >
                {app.source.workspace.view.nodes[row.stepId]?.name ?? row.stepId}
                <Show when={props.critical.has(row.stepId)}>
                  <span class="visually-hidden"> (on the critical path)</span>
                </Show>
              </button>
              <span class="timeline-track">
                <For each={row.bars}>
                  {(bar) => (
                    <BarView
                      bar={bar}
                      left={percent(bar.from - props.chart.from)}
                      width={percent(bar.to - bar.from)}
                    />
                  )}
                </For>
              </span>
            </li>
          )}
        </For>
      </ol>
    </div>
  )
}

function BarView(props: {
  readonly bar: Bar
  readonly left: string
  readonly width: string
}): JSX.Element {
  const app = useApp()
  const look = () => lookOf(attemptLook(props.bar.attempt.status))
  const time = () => attemptTime(props.bar.attempt, app.now)
  return (
    <span
      class={`timeline-span tone-${look().tone}`}
      style={{ left: props.left, width: props.width }}
      title={`Attempt ${props.bar.attempt.attempt}: ${look().word}, ${time()}`}
    >
      <span class="timeline-word">
        {time()}
        <span class="visually-hidden">, {look().word}</span>
      </span>
    </span>
  )
}
