import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { readProcess, readProcessTable } from '../../../bridge/local/process-table.ts'
import {
  findMarked,
  isSameProcess,
  type ProcessIdentity,
  processStartTime,
  signalTree,
  sweepMarked,
} from '../../../bridge/local/processes.ts'
import { until } from '../../support/until.ts'

const markers: string[] = []
const children: ChildProcess[] = []

function newMarker(): string {
  const marker = randomUUID()
  markers.push(marker)
  return marker
}

/** Starts a script as an agent is started: marked, and leading a session of its own. */
function start(marker: string, script: string): { child: ChildProcess; leader: ProcessIdentity } {
  const child = spawn('sh', ['-c', script], {
    env: { PATH: process.env['PATH'], THREADOS_MARKER: marker },
    detached: true,
    stdio: 'ignore',
  })
  children.push(child)
  const pid = child.pid ?? 0
  return { child, leader: { pid, startedAt: readProcess(pid)?.startedAt ?? '' } }
}

function marked(marker: string, count: number): Promise<ProcessIdentity[]> {
  return until(`${count} marked processes`, () => {
    const found = findMarked(marker)
    return found.length === count && found
  })
}

afterEach(async () => {
  for (const marker of markers.splice(0)) await sweepMarked(marker, { graceMs: 0 })
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

test('a process keeps its start time and is told from one that starts later', async () => {
  const { leader } = start(newMarker(), 'exec sleep 60')
  const self = processStartTime(process.pid)
  expect([
    self === processStartTime(process.pid),
    isSameProcess(process.pid, self),
    isSameProcess(leader.pid, leader.startedAt),
    isSameProcess(leader.pid, self),
    isSameProcess(process.pid, undefined),
  ]).toEqual([true, true, true, false, false])
})

test('a process that never was, or is gone, has no start time', async () => {
  const { child, leader } = start(newMarker(), 'exit 0')
  await new Promise((resolve) => child.once('exit', resolve))
  expect([
    processStartTime(leader.pid),
    processStartTime(0),
    processStartTime(-1),
    isSameProcess(leader.pid, leader.startedAt),
  ]).toEqual([undefined, undefined, undefined, false])
})

test('a process that has ended and waits to be collected counts as gone', async () => {
  const { leader } = start(newMarker(), 'true & exec sleep 60')
  const zombie = await until('the ended child', () =>
    readProcessTable().find((entry) => entry.parentPid === leader.pid && entry.hasEnded),
  )
  expect([processStartTime(zombie.pid), isSameProcess(zombie.pid, zombie.startedAt)]).toEqual([
    undefined,
    false,
  ])
})

test('a signal reaches the whole group of a proved leader, and nobody when the proof fails', async () => {
  const marker = newMarker()
  const { leader } = start(marker, 'sleep 60 & sleep 60 & wait')
  await marked(marker, 3)
  const refused = signalTree({ pid: leader.pid, startedAt: 'another' }, 'SIGKILL')
  const still = findMarked(marker).length
  const sent = signalTree(leader, 'SIGKILL')
  await marked(marker, 0)
  expect([refused, still, sent]).toEqual([false, 3, true])
})

test('a process that leads no group is not signalled as one', () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  children.push(child)
  const pid = child.pid ?? 0
  const startedAt = processStartTime(pid) ?? ''
  expect([signalTree({ pid, startedAt }, 'SIGKILL'), isSameProcess(pid, startedAt)]).toEqual([
    false,
    true,
  ])
})

test('a sweep ends what left the session, ignores SIGTERM or daemonised, and nothing else', async () => {
  const marker = newMarker()
  const other = newMarker()
  start(other, 'exec sleep 60')
  start(
    marker,
    'trap "" TERM HUP; (setsid sh -c "trap \\"\\" TERM; sleep 61" &) ; (sleep 62 &) ; sleep 63 & wait',
  )
  await marked(marker, 5)
  await marked(other, 1)
  const report = await sweepMarked(marker, { graceMs: 50 })
  expect([report, findMarked(marker), findMarked(other).length]).toEqual([
    { found: 5, survivors: [] },
    [],
    1,
  ])
})

test('a sweep finds descendants that dropped the marker, also when their parent ends first', async () => {
  const marker = newMarker()
  start(marker, 'env -i setsid sh -c "trap \\"\\" TERM; sleep 64 & wait" & wait')
  const tree = await marked(marker, 3)
  const report = await sweepMarked(marker, { graceMs: 100 })
  expect([
    report.survivors,
    tree.filter(({ pid, startedAt }) => isSameProcess(pid, startedAt)),
  ]).toEqual([[], []])
})

test('a sweep with the leader reaches those of its session that hide their environment', async () => {
  const marker = newMarker()
  const { child, leader } = start(marker, 'env -i sh -c "sleep 65" & exit 0')
  await new Promise((resolve) => child.once('exit', resolve))
  const hidden = await until('the hidden process', () =>
    readProcessTable().filter((entry) => entry.sessionId === leader.pid && !entry.hasEnded),
  )
  await sweepMarked(marker, { graceMs: 0, leader })
  expect([
    hidden.length > 0,
    hidden.filter(({ pid, startedAt }) => isSameProcess(pid, startedAt)),
  ]).toEqual([true, []])
})

test('processes that end in the grace are not killed', async () => {
  const marker = newMarker()
  const { child } = start(marker, 'trap "exit 9" TERM; while :; do sleep 0.05; done')
  const exited = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  await until('the trap is set', () => findMarked(marker).length > 1)
  await sweepMarked(marker, { graceMs: 5000 })
  expect(await exited).toEqual({ code: 9, signal: null })
})

test('a sweep for which nothing is there finds nothing', async () => {
  expect(await sweepMarked(newMarker(), { graceMs: 1000 })).toEqual({ found: 0, survivors: [] })
})
