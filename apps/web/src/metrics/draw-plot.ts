import uPlot from 'uplot'
import { dayWords } from './plot-days.ts'

const HEIGHT = 160
const DAY_SECONDS = 86_400

/** Bars of one colour; those of a later series are drawn over those of an earlier one. */
export interface PlotSeries {
  readonly label: string
  /** Name of the colour among the design's tokens, without its dashes. */
  readonly token: string
  readonly values: readonly number[]
}

/** What one plot shows: a bar for each day. */
export interface PlotData {
  /** Beginnings of the days in milliseconds since 1970. */
  readonly times: readonly number[]
  readonly series: readonly PlotSeries[]
  readonly format: (value: number) => string
  /** True when there are no halves of what is counted. */
  readonly isCount: boolean
  /** Told which day the pointer is over; undefined when it has left. */
  readonly onDay: (index: number | undefined) => void
}

function tokenColor(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim()
}

function alignedData({ times, series }: PlotData): uPlot.AlignedData {
  return [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])]
}

function axesOf({ format, isCount }: PlotData): uPlot.Axis[] {
  const style = getComputedStyle(document.documentElement)
  const look = {
    stroke: tokenColor('text-2'),
    font: `11px ${style.getPropertyValue('--font-text')}`,
    ticks: { show: false },
  }
  return [
    {
      ...look,
      grid: { show: false },
      size: 28,
      space: 48,
      incrs: [1, 2, 7, 14, 28].map((days) => days * DAY_SECONDS),
      values: (_plot, splits) => splits.map((seconds) => dayWords(seconds * 1000)),
    },
    {
      ...look,
      grid: { stroke: tokenColor('line'), width: 1 },
      size: 44,
      space: 32,
      ...(isCount ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] } : {}),
      values: (_plot, splits) => splits.map(format),
    },
  ]
}

/** Draws a plot into a host in the colours of the theme as it is now. The result changes its width or ends it. */
export function drawPlot(host: HTMLElement, data: PlotData) {
  const bars = uPlot.paths.bars?.({ size: [0.66, 28], radius: 0.15 })
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { x: false, y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { range: (_plot, min, max) => [min - DAY_SECONDS / 2, max + DAY_SECONDS / 2] },
        y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
      },
      axes: axesOf(data),
      series: [
        {},
        ...data.series.map(({ label, token }) => ({
          label,
          fill: tokenColor(token),
          points: { show: false },
          width: 0,
          ...(bars ? { paths: bars } : {}),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => data.onDay(cursor.idx ?? undefined)] },
    },
    alignedData(data),
    host,
  )
  return {
    fit: () => plot.setSize({ width: host.clientWidth, height: HEIGHT }),
    end: () => plot.destroy(),
  }
}
