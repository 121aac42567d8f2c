import type { JSX } from 'solid-js'
import { createUniqueId, For, Show } from 'solid-js'
import type { Metrics, NamedSpend, Spread } from '../../../../shared/schema/metrics.ts'
import { THREAD_TYPE_NAMES, ThreadTypeSchema } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { formatDuration } from '../status/duration.ts'
import { costWords, shortCount } from '../status/usage.ts'
import { NOTHING, percentWords } from './headline.tsx'

interface CardProps {
  readonly title: string
  readonly note?: string
  readonly children: JSX.Element
}

function Card(props: CardProps): JSX.Element {
  const titleId = createUniqueId()
  return (
    <section class="metrics-card" aria-labelledby={titleId}>
      <header class="metrics-card-head">
        <h3 id={titleId}>{props.title}</h3>
        <Show when={props.note}>
          <span class="metrics-readout">{props.note}</span>
        </Show>
      </header>
      {props.children}
    </section>
  )
}

/** A part of the largest as a line; the figure beside it says the same. */
function Line(props: { readonly part: number; readonly mark?: number }): JSX.Element {
  return (
    <span class="metrics-line" aria-hidden="true">
      <span class="metrics-line-part" style={{ width: `${props.part * 100}%` }} />
      <Show when={props.mark !== undefined}>
        <span class="metrics-line-mark" style={{ left: `${(props.mark ?? 0) * 100}%` }} />
      </Show>
    </span>
  )
}

/** How many steps of the plan are of each type. */
export function Types(props: { readonly metrics: Metrics }): JSX.Element {
  const types = () =>
    ThreadTypeSchema.options.flatMap((type) => {
      const count = props.metrics.byType[type] ?? 0
      return count === 0 ? [] : [{ name: THREAD_TYPE_NAMES[type], count }]
    })
  const most = () => Math.max(1, ...types().map(({ count }) => count))
  return (
    <Card title="Threads by type" note="in the plan as it is">
      <table class="metrics-table">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Threads</th>
          </tr>
        </thead>
        <tbody>
          <For each={types()}>
            {({ name, count }) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="metrics-number">{count}</td>
                <td class="metrics-wide">
                  <Line part={count / most()} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Card>
  )
}

/** How long attempts took, by model: the average as a line, the 95th percentile as its mark. */
export function Durations(props: { readonly metrics: Metrics }): JSX.Element {
  const models = () => Object.entries(props.metrics.durationByModel) as [string, Spread][]
  const longest = () => Math.max(1, ...models().map(([, { p95 }]) => p95))
  return (
    <Card title="Duration by model" note="line: average, mark: 95th percentile">
      <table class="metrics-table">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="metrics-number">
              Attempts
            </th>
            <th scope="col" class="metrics-number">
              Average
            </th>
            <th scope="col" class="metrics-number">
              p95
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          <For each={models()}>
            {([model, { count, average, p95 }]) => (
              <tr>
                <th scope="row">{model}</th>
                <td class="metrics-number">{count}</td>
                <td class="metrics-number">{formatDuration(average)}</td>
                <td class="metrics-number">{formatDuration(p95)}</td>
                <td class="metrics-wide">
                  <Line part={average / longest()} mark={p95 / longest()} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Card>
  )
}

interface SpendsProps {
  readonly title: string
  readonly what: string
  readonly spends: readonly NamedSpend[]
  readonly nameOf: (name: string) => JSX.Element
  readonly note?: string
}

function Spends(props: SpendsProps): JSX.Element {
  return (
    <Card title={props.title} {...(props.note === undefined ? {} : { note: props.note })}>
      <Show
        when={props.spends.length > 0}
        fallback={<p class="muted">No agent has said what it used.</p>}
      >
        <section class="metrics-scroll" tabindex={0} aria-label={`${props.title}, as a table`}>
          <table class="metrics-table">
            <thead>
              <tr>
                <th scope="col">{props.what}</th>
                <th scope="col" class="metrics-number">
                  Attempts
                </th>
                <th scope="col" class="metrics-number">
                  Tokens in
                </th>
                <th scope="col" class="metrics-number">
                  Cached
                </th>
                <th scope="col" class="metrics-number">
                  Tokens out
                </th>
                <th scope="col" class="metrics-number">
                  Cost
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={props.spends}>
                {(one) => (
                  <tr>
                    <th scope="row">{props.nameOf(one.name)}</th>
                    <td class="metrics-number">{one.attempts}</td>
                    <td class="metrics-number">{shortCount(one.inputTokens)}</td>
                    <td class="metrics-number">{shortCount(one.cachedTokens)}</td>
                    <td class="metrics-number">{shortCount(one.outputTokens)}</td>
                    <td class="metrics-number">
                      {one.costUsd === null ? NOTHING : costWords(one.costUsd)}
                    </td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </section>
      </Show>
    </Card>
  )
}

/** What each model used and cost. */
export function ModelSpends(props: { readonly metrics: Metrics }): JSX.Element {
  return (
    <Spends
      title="Spent by model"
      what="Model"
      note="as far as the agents say it"
      spends={props.metrics.spendByModel}
      nameOf={(name) => name}
    />
  )
}

/** What each step used and cost; a step of the plan opens in the inspector. */
export function StepSpends(props: { readonly metrics: Metrics }): JSX.Element {
  const app = useApp()
  const nameOf = (id: string) => (
    <Show when={app.source.workspace.view.nodes[id]} fallback={<span class="muted">{id}</span>}>
      {(node) => (
        <button type="button" class="text-link" onClick={() => app.select(id)}>
          {node().name}
        </button>
      )}
    </Show>
  )
  const rest = () => props.metrics.leftOut.steps
  return (
    <Spends
      title="Spent by step"
      what="Step"
      note={rest() > 0 ? `the dearest; ${rest()} more are not shown` : 'the dearest first'}
      spends={props.metrics.spendByStep}
      nameOf={nameOf}
    />
  )
}

/** How far the candidates of each fusion agree in what their agents said at the end. */
export function Fusions(props: { readonly metrics: Metrics }): JSX.Element {
  const app = useApp()
  return (
    <Card title="Agreement of fusions" note="in the words of their summaries">
      <Show
        when={props.metrics.fusions.length > 0}
        fallback={<p class="muted">The plan fuses nothing.</p>}
      >
        <table class="metrics-table">
          <thead>
            <tr>
              <th scope="col">Fusion</th>
              <th scope="col" class="metrics-number">
                Compared
              </th>
              <th scope="col" class="metrics-number">
                Agree
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            <For each={props.metrics.fusions}>
              {({ synth, candidates, compared, score }) => (
                <tr>
                  <th scope="row">
                    <button type="button" class="text-link" onClick={() => app.select(synth)}>
                      {app.source.workspace.view.nodes[synth]?.name ?? synth}
                    </button>
                  </th>
                  <td class="metrics-number">
                    {compared} of {candidates}
                  </td>
                  <td class="metrics-number">{percentWords(score)}</td>
                  <td class="metrics-wide">
                    <Line part={score ?? 0} />
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Show>
    </Card>
  )
}
