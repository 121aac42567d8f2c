import type { RunListing } from '../../../../shared/protocol/methods.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import { DEMO_RUN } from './demo-attempts.ts'

/** What was tried in the weeks before this plan: how many spikes a day, and which of them failed at first. */
const DAYS: readonly (readonly [day: string, spikes: number, failing: readonly number[]])[] = [
  ['2026-01-26', 2, []],
  ['2026-01-27', 3, [2]],
  ['2026-01-28', 4, []],
  ['2026-01-29', 5, [1, 4]],
  ['2026-01-30', 4, [3]],
  ['2026-02-02', 6, [2]],
  ['2026-02-03', 3, []],
  ['2026-02-04', 7, [1, 5]],
  ['2026-02-05', 5, [4]],
  ['2026-02-06', 4, []],
]
const MODELS = ['codex', 'claude-code', 'gemini'] as const
const MINUTE = 60_000
/** Dollars for a token, as the one agent that says a price counts them. */
const PRICE = 0.000_005

/** Numbers that look as if they were measured, and are the same each time. */
function varied(seed: number, least: number, most: number): number {
  return least + ((seed * 7919) % 1009) * Math.round((most - least) / 1009)
}

interface Spike {
  readonly day: string
  readonly number: number
  readonly attempt: number
  readonly hasFailed: boolean
}

function recordOf({ day, number, attempt, hasFailed }: Spike): AttemptRecord {
  const seed = Number(day.slice(8)) * 31 + number * 7 + attempt
  const model = MODELS[(number - 1) % MODELS.length] ?? 'codex'
  const start = Date.parse(`${day}T09:00:00Z`) + (number * 11 + attempt * 47) * MINUTE
  const durationMs = varied(seed, 2 * MINUTE, 16 * MINUTE)
  const inputTokens = varied(seed, 30_000, 240_000)
  const outputTokens = varied(seed + 1, 2000, 24_000)
  return {
    runId: runIdOf(day),
    stepId: `spike-${day.slice(8)}-${number}`,
    attempt,
    status: hasFailed ? 'FAILED' : 'DONE',
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + durationMs).toISOString(),
    durationMs,
    exitCode: hasFailed ? 1 : 0,
    ...(hasFailed ? { reason: 'exit_code' as const } : {}),
    usage: { inputTokens, outputTokens },
    ...(model === 'claude-code' ? { costUsd: (inputTokens + outputTokens) * PRICE } : {}),
    pid: 4000,
    model,
    argv: [model],
    cwd: '.',
    workspace: 'shared',
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
  }
}

function runIdOf(day: string): string {
  return `01JCZ8PAST0000000000${day.slice(2).replaceAll('-', '')}`
}

/** The runs of the demo before its own, newest first. */
export function demoPastRuns(): readonly RunListing[] {
  return DAYS.map(([day, spikes, failing]) => {
    const numbers = Array.from({ length: spikes }, (_, index) => index + 1)
    const attempts = numbers.flatMap((number) => {
      const hasFailed = failing.includes(number)
      const first = recordOf({ day, number, attempt: 1, hasFailed })
      return hasFailed ? [first, recordOf({ day, number, attempt: 2, hasFailed: false })] : [first]
    })
    const startTime = `${day}T09:00:00.000Z`
    return { run: { ...DEMO_RUN, runId: runIdOf(day), startTime }, attempts }
  }).toReversed()
}
