import type { JSX } from 'solid-js'
import { createEffect, createMemo, createResource, on, onCleanup, Show } from 'solid-js'
import Empty from '~icons/lucide/chart-column'
import Refresh from '~icons/lucide/refresh-cw'
import type { Metrics as Figures } from '../../../../shared/schema/metrics.ts'
import { hasEnded } from '../../../../shared/schema/run.ts'
import { useApp } from '../state/app-state.ts'
import { costWords, shortCount } from '../status/usage.ts'
import { IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { DayPlot } from './day-plot.tsx'
import { Headline } from './headline.tsx'
import { plotDays } from './plot-days.ts'
import { Durations, Fusions, ModelSpends, StepSpends, Types } from './tables.tsx'
import './metrics.css'

/** After an attempt has ended the figures wait this long for others that end with it. */
const AFTER_END_MS = 2000

/** How threads were made, ran and ended: figures, plots and tables from the runs and the audit log. */
export function Metrics(): JSX.Element {
  const app = useApp()
  const [loaded, { refetch }] = createResource(() => app.source.metrics())
  const ended = () =>
    Object.values(app.source.workspace.view.attempts).filter((one) => one && hasEnded(one)).length
  let timer: ReturnType<typeof setTimeout> | undefined
  const refetchSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void refetch()
    }, AFTER_END_MS)
  }
  createEffect(on(ended, refetchSoon, { defer: true }))
  onCleanup(() => clearTimeout(timer))
  const figures = (): Figures | undefined => {
    const result = loaded.latest
    return result?.ok ? result.value : undefined
  }
  const trouble = () => {
    const result = loaded.latest
    return result && !result.ok ? result.failure.message : undefined
  }
  return (
    <div class="metrics">
      <Show when={trouble()}>{(message) => <Notice kind="warning">{message()}</Notice>}</Show>
      <Show when={figures()} fallback={<Waiting isLoading={loaded.loading} />}>
        {(metrics) => (
          <Show when={metrics().attempts > 0 || metrics().days.length > 0} fallback={<Nothing />}>
            <div class="metrics-bar">
              <span class="muted">{scopeWords(metrics())}</span>
              <span class="bar-space" />
              <IconButton
                small
                label="Count again"
                icon={<Refresh />}
                onClick={() => void refetch()}
              />
            </div>
            <Headline metrics={metrics()} />
            <Plots metrics={metrics()} />
          </Show>
        )}
      </Show>
    </div>
  )
}

function Waiting(props: { readonly isLoading: boolean }): JSX.Element {
  return (
    <Show when={props.isLoading}>
      <p class="muted">Counting…</p>
    </Show>
  )
}

function Nothing(): JSX.Element {
  return (
    <div class="panel-empty">
      <span class="icon">
        <Empty />
      </span>
      <p>There is nothing to count yet.</p>
      <p class="muted">
        The figures come from what runs leave in .threados/runs and from the audit log: run a step,
        and look again.
      </p>
    </div>
  )
}

/** What the figures are counted from, and what was left out because it is too much. */
function scopeWords({ leftOut }: Figures): string {
  const parts = [
    ...(leftOut.runs > 0 ? [`${leftOut.runs} older runs`] : []),
    ...(leftOut.entries ? ['older audit entries'] : []),
  ]
  return parts.length === 0
    ? 'Counted from every run and the whole audit log. Days are in UTC.'
    : `${parts.join(' and ')} are not counted here; "seqctl metrics" counts all. Days are in UTC.`
}

const whole = (value: number) => String(Math.round(value))
const dollars = (value: number) => (value === 0 ? '$0' : costWords(value))

function Plots(props: { readonly metrics: Figures }): JSX.Element {
  const days = createMemo(() => plotDays(props.metrics.days))
  const times = () => days().map(({ day }) => Date.parse(day))
  const sum = (of: (day: Figures['days'][number]) => number) =>
    days().reduce((total, day) => total + of(day), 0)
  const isPriced = () => props.metrics.spend.costUsd !== null
  return (
    <div class="metrics-grid">
      <DayPlot
        title="Threads created a day"
        total={`${sum(({ created }) => created)} in ${days().length} days`}
        times={times()}
        series={[
          { label: 'created', token: 'ready', values: days().map(({ created }) => created) },
        ]}
        format={whole}
        isCount
      />
      <DayPlot
        title="Attempts a day"
        total={`${sum(({ attempts }) => attempts)} in ${days().length} days`}
        times={times()}
        series={[
          { label: 'attempts', token: 'done', values: days().map(({ attempts }) => attempts) },
          { label: 'failed', token: 'failed', values: days().map(({ failed }) => failed) },
        ]}
        format={whole}
        isCount
      />
      <DayPlot
        title="Tokens a day"
        total={`${shortCount(sum(({ tokens }) => tokens))} in ${days().length} days`}
        times={times()}
        series={[{ label: 'tokens', token: 'review', values: days().map(({ tokens }) => tokens) }]}
        format={shortCount}
        isCount={false}
      />
      <Show when={isPriced()} fallback={<Fusions metrics={props.metrics} />}>
        <DayPlot
          title="Cost a day"
          total={`${dollars(sum(({ costUsd }) => costUsd ?? 0))} in ${days().length} days`}
          times={times()}
          series={[
            {
              label: 'spent',
              token: 'running-solid',
              values: days().map(({ costUsd }) => costUsd ?? 0),
            },
          ]}
          format={dollars}
          isCount={false}
        />
      </Show>
      <Durations metrics={props.metrics} />
      <Types metrics={props.metrics} />
      <ModelSpends metrics={props.metrics} />
      <Show when={isPriced()}>
        <Fusions metrics={props.metrics} />
      </Show>
      <div class="metrics-whole">
        <StepSpends metrics={props.metrics} />
      </div>
    </div>
  )
}
