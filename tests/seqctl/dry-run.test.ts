import { join } from 'node:path'
import { expect, test } from 'vitest'
import { durationText, planText } from '../../apps/seqctl/plan-text.ts'
import { simulate } from '../../shared/simulate/simulate.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { gate, sequence, step } from '../support/sequences.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'

const PLAN = `version: "1.0"
name: demo
steps:
  - id: build
    name: Build
    type: base
    model: shell
    command: [node, --version]
    timeout_ms: 60000
  - id: test
    name: Test
    type: base
    model: shell
    command: [node, --version]
    depends_on: [build]
    status: BLOCKED
    timeout_ms: 30000
gates:
  - id: review
    name: Review
    depends_on: [test]
`

const RUN = '01JA0000000000000000000000'

/** What an attempt of build left that took 1.5 seconds. */
const RECORD = {
  runId: RUN,
  stepId: 'build',
  attempt: 1,
  status: 'DONE',
  startTime: '2026-02-07T12:00:00Z',
  durationMs: 1500,
  pid: 1,
  model: 'shell',
  argv: ['node', '--version'],
  cwd: '.',
  workspace: 'shared',
  bytesOut: 0,
  bytesErr: 0,
  truncated: 0,
  redactions: 0,
}

test('a dry run tells the whole plan, with the times of newest attempts and else of timeouts', async () => {
  const root = repoWith(PLAN)
  const status = join('.threados/runs', RUN, 'build/status.json')
  writeFiles(root, { [status]: JSON.stringify(RECORD) })
  const dry = await seqctlIn(root, temporaryFolder())('run', 'runnable', '--dry-run')
  expect(dry.json).toEqual({
    success: true,
    data: {
      started: ['build'],
      plan: {
        starts: [
          { id: 'build', startMs: 0, endMs: 1500, outcome: 'DONE' },
          { id: 'test', startMs: 1500, endMs: 31_500, outcome: 'DONE' },
        ],
        underWay: [],
        peakConcurrency: 1,
        gates: [{ id: 'review', atMs: 31_500, approved: false, holds: [] }],
        neverStarted: [],
        makespanMs: 31_500,
        criticalPath: ['build', 'test'],
        worstCaseMs: 90_000,
      },
    },
  })
})

test('a plan is a table that people can read', () => {
  const plan = simulate(
    sequence(
      [step('build'), step('ship', { depends_on: ['review'], status: 'BLOCKED' })],
      [gate('review', { depends_on: ['build'] })],
    ),
    { durationOf: () => 90_000, timeoutOf: () => 3_600_000, limits: { max_concurrent: 2 } },
  )
  expect(planText(['build'], plan)).toBe(`Would start: build.

step   starts  ends     as
build  0 ms    1.5 min  DONE

gate review  reached after 1.5 min  holds ship

Would not start:
ship  waits for gate review (PENDING)

About 1.5 min with 1 at once; at most 1 h along build.`)
})

test('a length of time is told in its largest fitting unit', () => {
  expect([0, 999, 1000, 61_000, 5_400_000].map(durationText)).toEqual([
    '0 ms',
    '999 ms',
    '1 s',
    '1 min',
    '1.5 h',
  ])
})
