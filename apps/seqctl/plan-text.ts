import type { Simulation } from '../../shared/simulate/simulate.ts'

const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** A length of time for people in its largest fitting unit, with at most one decimal, as in 1.5 min. */
export function durationText(ms: number): string {
  for (const [name, size] of UNITS) {
    if (ms >= size) return `${Number((ms / size).toFixed(1))} ${name}`
  }
  return `${Math.round(ms)} ms`
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** What a dry run found, in words: the starts in their order, what holds the rest, and how long it takes. */
export function planText(started: readonly string[], plan: Simulation): string {
  const runs = [...plan.underWay, ...plan.starts].map(({ id, startMs, endMs, outcome }) => [
    id,
    durationText(startMs),
    durationText(endMs),
    outcome,
  ])
  const never = plan.neverStarted.map(({ id, because }) => [id, because])
  const gates = plan.gates.map(({ id, atMs, holds }) => [
    `gate ${id}`,
    `reached after ${durationText(atMs)}`,
    holds.length > 0 ? `holds ${holds.join(', ')}` : 'holds nothing',
  ])
  return [
    `Would start: ${started.join(', ') || 'nothing'}.`,
    ...(runs.length > 0 ? ['', ...table([['step', 'starts', 'ends', 'as'], ...runs])] : []),
    ...(gates.length > 0 ? ['', ...table(gates)] : []),
    ...(never.length > 0 ? ['', 'Would not start:', ...table(never)] : []),
    ...(runs.length > 0 ? ['', timesText(plan)] : []),
  ].join('\n')
}

function timesText({ makespanMs, worstCaseMs, criticalPath, peakConcurrency }: Simulation): string {
  const chain = criticalPath.join(' → ')
  return `About ${durationText(makespanMs)} with ${peakConcurrency} at once; at most ${durationText(worstCaseMs)} along ${chain}.`
}
