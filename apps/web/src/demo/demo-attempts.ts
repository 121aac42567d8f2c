import type { AttemptRecord, RunRecord } from '../../../../shared/schema/run.ts'

const RUN = '01JCZ8Q3T0DEM0DEM0DEM0DEM0'
const START = Date.parse('2026-02-07T09:00:00Z')

/** The one run that the demo tells of. */
export const DEMO_RUN: RunRecord = {
  runId: RUN,
  scope: 'all',
  targets: [],
  actor: 'user',
  executor: 'mprocs',
  revision: 'demo',
  startTime: new Date(START).toISOString(),
  confirmed: true,
}

interface Told {
  readonly stepId: string
  readonly model: string
  readonly argv: readonly string[]
  readonly afterMs: number
  readonly durationMs: number
  readonly out: string
  readonly err?: string
  /** What its agent says it used: tokens in, of them cached, and out. */
  readonly used?: readonly [input: number, cached: number, output: number]
  readonly end?: Partial<AttemptRecord>
}

const GREEN = '\u001b[32m'
const RED = '\u001b[31m'
const BOLD = '\u001b[1m'
const DIM = '\u001b[2m'
const OFF = '\u001b[0m'

const TOLD: readonly Told[] = [
  {
    stepId: 'spec',
    model: 'claude-code',
    argv: ['claude', '--print'],
    afterMs: 0,
    durationMs: 184_000,
    used: [61_200, 38_000, 5400],
    end: { costUsd: 0.31 },
    out: `Reading docs/payments.md …\n${BOLD}docs/spec.md${OFF} written, 212 lines.\nFour open questions are answered, one is left to the reviewer.\n`,
  },
  {
    stepId: 'contract',
    model: 'claude-code',
    argv: ['claude', '--print'],
    afterMs: 190_000,
    durationMs: 96_000,
    used: [44_800, 30_100, 2100],
    end: { costUsd: 0.18 },
    out: 'openapi.yaml follows docs/spec.md.\n18 endpoints, 31 errors.\n',
  },
  {
    stepId: 'impl-1',
    model: 'codex',
    argv: ['codex', 'exec', '-'],
    afterMs: 300_000,
    durationMs: 742_000,
    used: [402_000, 310_000, 28_700],
    out: `${DIM}thinking …${OFF}\nsrc/payments.ts written.\n${GREEN}✓${OFF} 64 tests pass\n`,
  },
  {
    stepId: 'impl-2',
    model: 'claude-code',
    argv: ['claude', '--print'],
    afterMs: 300_000,
    durationMs: 655_000,
    used: [366_000, 287_000, 31_200],
    end: { costUsd: 2.14 },
    out: `src/payments/ has seven files.\n${GREEN}✓${OFF} 71 tests pass\n`,
  },
  {
    stepId: 'impl-3',
    model: 'gemini',
    argv: ['gemini', '--prompt', ''],
    afterMs: 301_000,
    durationMs: 803_000,
    used: [438_000, 120_000, 24_500],
    out: `${GREEN}✓${OFF} 58 tests pass\nRounding follows the bank's rule; please check src/money.ts:40.\n`,
    end: { status: 'NEEDS_REVIEW' },
  },
  {
    stepId: 'lint',
    model: 'shell',
    argv: ['npm', 'run', 'lint'],
    afterMs: 300_000,
    durationMs: 8_400,
    out: `> payments@1.4.0 lint\n> redocly lint openapi.yaml\n\n${RED}✖${OFF} openapi.yaml:118:7  ${BOLD}operation-4xx-response${OFF}  DELETE /refunds/{id} names no error\n\n1 problem\n`,
    err: 'npm error Lifecycle script `lint` failed with error: code 1\n',
    end: {
      status: 'FAILED',
      exitCode: 1,
      reason: 'exit_code',
      message: 'The command ended with exit code 1.',
    },
  },
]

function usageOf(used: Told['used']): Pick<AttemptRecord, 'usage'> {
  if (!used) return {}
  const [inputTokens, cachedTokens, outputTokens] = used
  return { usage: { inputTokens, cachedTokens, outputTokens } }
}

function recordOf(told: Told): AttemptRecord {
  const start = START + told.afterMs
  return {
    runId: RUN,
    stepId: told.stepId,
    attempt: 1,
    status: 'DONE',
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + told.durationMs).toISOString(),
    durationMs: told.durationMs,
    exitCode: 0,
    pid: 4000,
    model: told.model,
    argv: [...told.argv],
    cwd: '.',
    workspace: 'shared',
    bytesOut: told.out.length,
    bytesErr: told.err?.length ?? 0,
    truncated: 0,
    redactions: 0,
    ...usageOf(told.used),
    ...told.end,
  }
}

/** The attempts that the demo tells of, by step. */
export function demoAttempts(): Record<string, AttemptRecord> {
  return Object.fromEntries(TOLD.map((told) => [told.stepId, recordOf(told)]))
}

/** What an attempt of the demo printed. */
export function demoLog(stepId: string, stream: 'stdout' | 'stderr'): string {
  const told = TOLD.find((one) => one.stepId === stepId)
  return (stream === 'stdout' ? told?.out : told?.err) ?? ''
}
