import type { JSX } from 'solid-js'
import { createEffect, createSignal, createUniqueId, For, onCleanup, onMount, Show } from 'solid-js'
import { drawPlot, type PlotSeries } from './draw-plot.ts'
import { dayWords } from './plot-days.ts'

interface DayPlotProps {
  readonly title: string
  /** The sum over all days, in words. */
  readonly total: string
  /** Beginnings of the days in milliseconds since 1970. */
  readonly times: readonly number[]
  /** What is told of a day, in the order of the table's columns; parts of others are drawn over them. */
  readonly series: readonly PlotSeries[]
  readonly format: (value: number) => string
  readonly isCount: boolean
}

/** Counts the changes of the page's colours: what is drawn on a canvas has to be drawn anew. */
function createThemeChanges() {
  const [changes, setChanges] = createSignal(0)
  const observer = new MutationObserver(() => setChanges((count) => count + 1))
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
  onCleanup(() => observer.disconnect())
  return changes
}

/** Bars over days, with the same figures as a table for whoever reads rather than looks. */
export function DayPlot(props: DayPlotProps): JSX.Element {
  const titleId = createUniqueId()
  const themeChanges = createThemeChanges()
  const [day, setDay] = createSignal<number>()
  let host: HTMLDivElement | undefined
  onMount(() => {
    createEffect(() => {
      themeChanges()
      if (!host) return
      const { times, series, format, isCount } = props
      const plot = drawPlot(host, { times, series, format, isCount, onDay: setDay })
      const resizing = new ResizeObserver(() => plot.fit())
      resizing.observe(host)
      onCleanup(() => {
        resizing.disconnect()
        plot.end()
      })
    })
  })
  const wordsOf = (series: PlotSeries, at: number) => props.format(series.values[at] ?? 0)
  const readout = () => {
    const at = day()
    if (at === undefined) return props.total
    const values = props.series.map((one) => `${wordsOf(one, at)} ${one.label}`)
    return `${dayWords(props.times[at] ?? 0)}: ${values.join(', ')}`
  }
  return (
    <figure class="metrics-card" aria-labelledby={titleId}>
      <figcaption class="metrics-card-head">
        <h3 id={titleId}>{props.title}</h3>
        <span class="metrics-readout">{readout()}</span>
      </figcaption>
      <div class="metrics-plot" ref={host} aria-hidden="true" />
      <div class="metrics-card-foot">
        <Show when={props.series.length > 1}>
          <For each={props.series}>
            {(one) => (
              <span class="metrics-key">
                <span class={`metrics-swatch metrics-swatch-${one.token}`} />
                {one.label}
              </span>
            )}
          </For>
        </Show>
        <details class="metrics-details">
          <summary>As a table</summary>
          <section class="metrics-scroll" tabindex={0} aria-label={`${props.title}, as a table`}>
            <table class="metrics-table">
              <thead>
                <tr>
                  <th scope="col">Day (UTC)</th>
                  <For each={props.series}>
                    {(one) => (
                      <th scope="col" class="metrics-number">
                        {one.label}
                      </th>
                    )}
                  </For>
                </tr>
              </thead>
              <tbody>
                <For each={props.times}>
                  {(time, at) => (
                    <tr>
                      <th scope="row">{dayWords(time)}</th>
                      <For each={props.series}>
                        {(one) => <td class="metrics-number">{wordsOf(one, at())}</td>}
                      </For>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </section>
        </details>
      </div>
    </figure>
  )
}
