import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isSameProcess, sweepMarked } from '../../../bridge/local/processes.ts'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import { requestStop } from '../../../bridge/runner/end-attempts.ts'
import {
  ended,
  left,
  type PreparedAttempt,
  RUNNER_COMMAND,
  recordOf,
  running,
  survivors,
  Workshop,
} from '../../support/attempts.ts'
import { until } from '../../support/until.ts'

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
afterAll(() => workshop.clear())

/** A tree in which every process does its best to survive. */
const STUBBORN = [
  'trap "" TERM HUP INT',
  'setsid sh -c "trap \\"\\" TERM HUP; echo grandchild; sleep 81; sleep 82" &',
  '(trap "" TERM; exec sleep 83) &',
  'env -i sleep 84 &',
  'echo ready',
  'while :; do sleep 85; done',
].join('\n')

async function start(attempt: PreparedAttempt, word = 'ready'): Promise<void> {
  expect(await host.start(attempt.folder)).toEqual({ ok: true, value: undefined })
  await running(attempt)
  await until('the agent is at work', () => left(attempt, 'stdout.log')?.includes(word))
}

function brief(attempt: PreparedAttempt) {
  const record = recordOf(attempt.folder)
  return [record?.status, record?.reason, survivors(attempt)]
}

test('a stop ends a tree that ignores every request, without a survivor', async () => {
  const attempt = workshop.script(STUBBORN, { graceMs: 200 })
  await start(attempt, 'grandchild')
  await until('the tree has grown', () => survivors(attempt) >= 4)
  requestStop(attempt.folder)
  await ended(attempt)
  expect(brief(attempt)).toEqual(['FAILED', 'stopped', 0])
})

test('a stop by file alone is enough, as on Windows', async () => {
  const attempt = workshop.script('echo ready; exec sleep 86')
  await start(attempt)
  writeFileSync(join(attempt.folder, 'stop'), '')
  await ended(attempt)
  expect(brief(attempt)).toEqual(['FAILED', 'stopped', 0])
})

test('an agent that ends in its grace ends its own way', async () => {
  const script = 'trap "echo saved; exit 4" TERM; echo ready; while :; do sleep 0.05; done'
  const attempt = workshop.script(script, { graceMs: 5000 })
  await start(attempt)
  requestStop(attempt.folder)
  const record = await ended(attempt)
  expect([record.reason, record.exitCode, left(attempt, 'stdout.log')]).toEqual([
    'stopped',
    4,
    'ready\nsaved\n',
  ])
})

test('a stop that came before the agent keeps it from starting', async () => {
  const attempt = workshop.script('touch ran-after-stop')
  writeFileSync(join(attempt.folder, 'stop'), '')
  await host.start(attempt.folder)
  await ended(attempt)
  expect([brief(attempt), existsSync(join(workshop.root, 'ran-after-stop'))]).toEqual([
    ['FAILED', 'stopped', 0],
    false,
  ])
})

test('a timeout ends the tree and says so', async () => {
  const attempt = workshop.script(`echo begun\n${STUBBORN}`, { timeoutMs: 1000, graceMs: 200 })
  await host.start(attempt.folder)
  const record = await ended(attempt)
  const took = record.durationMs ?? 0
  const isLogged = left(attempt, 'stdout.log')?.startsWith('begun\n')
  expect([brief(attempt), record.message, took >= 1000, isLogged]).toEqual([
    ['FAILED', 'timeout', 0],
    'The attempt took longer than 1000 ms and was ended.',
    true,
    true,
  ])
})

test('a lost terminal ends the tree as a lost session', async () => {
  const attempt = workshop.script(STUBBORN, { graceMs: 200 })
  await start(attempt)
  process.kill((await running(attempt)).pid, 'SIGHUP')
  await ended(attempt)
  expect(brief(attempt)).toEqual(['FAILED', 'session_lost', 0])
})

test('a runner that is killed leaves nothing that a sweep does not end', async () => {
  const attempt = workshop.script(STUBBORN)
  await start(attempt, 'grandchild')
  const { pid, pidStartedAt } = await running(attempt)
  process.kill(pid, 'SIGKILL')
  await until('the runner is gone', () => !isSameProcess(pid, pidStartedAt))
  const before = survivors(attempt)
  const report = await sweepMarked(attempt.marker, { graceMs: 0 })
  expect([
    before > 0,
    report.survivors,
    survivors(attempt),
    recordOf(attempt.folder)?.status,
  ]).toEqual([true, [], 0, 'RUNNING'])
})

/** Runs a runner that may write files of at most so many blocks of 512 bytes: a full disk without a disk. */
function runLimited(attempt: PreparedAttempt, blocks: number) {
  const child = spawn(
    'sh',
    ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...RUNNER_COMMAND, attempt.folder],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text
  })
  return new Promise<{ code: number | null; words: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, words })),
  )
}

test('a disk that takes no more output fails the attempt and ends its agent', async () => {
  const attempt = workshop.script('yes; sleep 87', { graceMs: 200 })
  const { code } = await runLimited(attempt, 16)
  const record = recordOf(attempt.folder)
  expect([code, brief(attempt), record?.message?.includes('stdout.log')]).toEqual([
    1,
    ['FAILED', 'io_error', 0],
    true,
  ])
})

test('a folder that takes no record starts no agent, and the runner says why', async () => {
  const attempt = workshop.script('touch ran-unrecorded')
  const { code, words } = await runLimited(attempt, 0)
  expect([
    code,
    words.includes('status.json'),
    existsSync(join(workshop.root, 'ran-unrecorded')),
  ]).toEqual([74, true, false])
})

test('a live attempt shows its heartbeat and what it has printed so far', async () => {
  const attempt = workshop.script('echo ready; exec sleep 88')
  await start(attempt)
  const first = (await running(attempt)).heartbeat ?? ''
  const later = await until('a heartbeat', () => {
    const record = recordOf(attempt.folder)
    return record && (record.heartbeat ?? '') > first && record
  })
  requestStop(attempt.folder)
  await ended(attempt)
  expect([later.status, later.bytesOut]).toEqual(['RUNNING', 6])
})
