import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readProcessTable } from '../../../bridge/local/process-table.ts'
import { MAX_MESSAGE_BYTES } from '../../../bridge/mprocs/messages.ts'
import { type MprocsSession, openSession } from '../../../bridge/mprocs/session.ts'
import { readSession } from '../../../bridge/mprocs/session-file.ts'
import { requestStop } from '../../../bridge/runner/end-attempts.ts'
import { unwrap } from '../../../shared/failure.ts'
import {
  ended,
  HOST_COMMAND,
  left,
  NODE,
  type PreparedAttempt,
  RUNNER_COMMAND,
  recordOf,
  running,
  survivors,
  Workshop,
} from '../../support/attempts.ts'
import { tcpListeners } from '../../support/tcp-listeners.ts'
import { until } from '../../support/until.ts'

const SLOTS = 12
const workshop = new Workshop()
let session: MprocsSession

const OPTIONS = {
  stateFolder: workshop.stateFolder,
  runnerCommand: RUNNER_COMMAND,
  hostCommand: HOST_COMMAND,
  slots: SLOTS,
}

beforeAll(async () => {
  // Configurations that mprocs would find and obey if it were let: the session must not notice them.
  const config = join(workshop.root, 'config')
  mkdirSync(join(config, 'mprocs'), { recursive: true })
  writeFileSync(
    join(config, 'mprocs/mprocs.yaml'),
    'procs: {intruder: {shell: "touch intruded"}}\nkeymap_procs: {<s>: {c: quit}}\n',
  )
  writeFileSync(join(workshop.root, 'mprocs.lua'), 'os.execute("touch intruded")\n')
  writeFileSync(
    join(workshop.root, 'mprocs.yaml'),
    'procs: {intruder: {shell: "touch intruded"}}\n',
  )
  process.env['XDG_CONFIG_HOME'] = config
  process.chdir(workshop.root)
  session = unwrap(await openSession(OPTIONS))
})

afterAll(async () => {
  await session.quit()
  await workshop.clear()
})

async function run(attempt: PreparedAttempt) {
  expect(await session.start(attempt.folder)).toEqual({ ok: true, value: undefined })
  return ended(attempt)
}

function hostPid(): number {
  return readSession(workshop.stateFolder)?.pid ?? 0
}

/** The host's process and all below it. */
function treePids(): number[] {
  const table = readProcessTable()
  const pids = [hostPid()]
  for (const pid of pids) {
    pids.push(...table.filter((entry) => entry.parentPid === pid).map((entry) => entry.pid))
  }
  return pids
}

test('a session is ready and says so, with all its slots free', () => {
  expect(session.state()).toEqual({ executor: 'mprocs', status: 'ready', busy: 0, slots: SLOTS })
})

test('nothing in the session listens on TCP, and what it keeps is private', async () => {
  const attempt = workshop.script('exec sleep 60')
  await session.start(attempt.folder)
  await running(attempt)
  const record = readSession(workshop.stateFolder)
  const pids = treePids()
  const listeners = tcpListeners(pids)
  requestStop(attempt.folder)
  await ended(attempt)
  const modes = [record?.socket ?? '', dirname(record?.socket ?? '')].map(
    (path) => statSync(path).mode & 0o777,
  )
  const text = readFileSync(join(workshop.stateFolder, 'session.json'), 'utf8')
  expect([pids.length >= 4, listeners, modes, text.includes('token')]).toEqual([
    true,
    [],
    [0o600, 0o700],
    false,
  ])
})

test('output, arguments and environment arrive as in a direct run, and the user’s own settings too', async () => {
  const args = ['a b', '"q"', "'", '\\', '', '\n', '$HOME', '😀']
  const code = 'console.log(JSON.stringify([process.argv.slice(1), process.env.XDG_CONFIG_HOME]))'
  const attempt = workshop.prepare([NODE, '-e', code, '--', ...args])
  const record = await run(attempt)
  expect([record.status, JSON.parse(left(attempt, 'stdout.log') ?? '')]).toEqual([
    'DONE',
    [args, join(workshop.root, 'config')],
  ])
})

test('every exit is recorded exactly, also of a program that ends at once', async () => {
  const attempts = ['exit 0', 'exit 1', 'exit 7', 'exit 255', 'kill -TERM $$'].map((script) =>
    workshop.script(`echo ${'x'.repeat(3000)}; ${script}`),
  )
  const records = await Promise.all(attempts.map(run))
  expect(records.map(({ exitCode, signal, bytesOut }) => [exitCode, signal, bytesOut])).toEqual([
    [0, undefined, 3001],
    [1, undefined, 3001],
    [7, undefined, 3001],
    [255, undefined, 3001],
    [undefined, 'SIGTERM', 3001],
  ])
})

test('the screen shows each attempt as a process, and the pane that was asked for', async () => {
  const attempt = workshop.script('echo hello from the pane; exec sleep 60', { name: 'show-me' })
  await session.start(attempt.folder)
  const before = await session.select(attempt.folder)
  const rows = await until('the pane', async () => {
    const seen = await session.screen()
    return seen.some((row) => row.includes('hello from the pane')) && seen
  })
  const other = await session.select('/not/there')
  const after = await session.select(undefined)
  requestStop(attempt.folder)
  await ended(attempt)
  expect([
    [before, after].map(({ ok }) => ok),
    other.ok || other.failure.code,
    rows.filter((row) => /^┃•show-me #1 +UP/.test(row)).length,
  ]).toEqual([[true, true], 'NOT_FOUND', 1])
})

test('hostile output harms neither the session nor the pane that shows it', async () => {
  const code =
    'for(const s of ["\\x1b[?9999s","\\x1b]0;x","\\x1bP","\\x1b[200~q","\\x1b[6n","slot-002 UP\\n"])process.stdout.write(s.repeat(50)+"\\n");for(let i=0;i<1000;i++)process.stdout.write(require("crypto").randomBytes(1024));setTimeout(()=>{},60000)'
  const attempt = workshop.prepare([NODE, '-e', code], { name: 'hostile' })
  await session.start(attempt.folder)
  await session.select(attempt.folder)
  await until('all of it', () => {
    const log = statSync(join(attempt.folder, 'stdout.log'), { throwIfNoEntry: false })
    return (log?.size ?? 0) >= 1_024_000
  })
  const next = await run(workshop.script('echo fine'))
  await session.select(undefined)
  requestStop(attempt.folder)
  await ended(attempt)
  expect([next.status, session.state().status]).toEqual(['DONE', 'ready'])
})

/** The most memory that a process ever had, in bytes; 0 when it is gone. */
function peakBytes(pid: number): number {
  const path = `/proc/${pid}/status`
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024
}

/** How long it takes until an attempt runs, and until it has been stopped, in milliseconds. */
async function startAndStop() {
  const attempt = workshop.script('exec sleep 60', { name: 'beside' })
  const begun = performance.now()
  await session.start(attempt.folder)
  await running(attempt)
  const ran = performance.now()
  requestStop(attempt.folder)
  const { endTime = '' } = await ended(attempt)
  return { startMs: ran - begun, stopMs: performance.now() - ran, endTime }
}

test.runIf(process.platform === 'linux')(
  'a step that prints 100 MB holds no other up, and nothing holds its output in memory',
  async () => {
    const quiet = await startAndStop()
    const print = 'yes "$(printf %0100d 7)" | head -c 100000000'
    const flood = workshop.script(print, { name: 'flood', maxLogBytes: 4 * 1024 * 1024 })
    await session.start(flood.folder)
    const { pid } = await running(flood)
    const beside = []
    let runnerPeak = 0
    while (recordOf(flood.folder)?.status === 'RUNNING') {
      beside.push(await startAndStop())
      runnerPeak = Math.max(runnerPeak, peakBytes(pid))
    }
    const record = await ended(flood)
    const peaks = [runnerPeak, ...treePids().map(peakBytes)]
    // Two seconds, or what the machine needs for it without a flood, several times over: other tests run beside it.
    const patienceMs = Math.max(2000, 4 * Math.max(quiet.startMs, quiet.stopMs))
    const during = beside.filter(({ endTime }) => endTime < (record.endTime ?? ''))
    const fastest = [
      Math.min(...during.map(({ startMs }) => startMs)),
      Math.min(...during.map(({ stopMs }) => stopMs)),
    ]
    expect([
      record.status,
      record.bytesOut,
      statSync(join(flood.folder, 'stdout.log')).size <= flood.command.maxLogBytes,
      fastest.filter((ms) => ms > patienceMs),
      runnerPeak > 0,
      peaks.filter((bytes) => bytes > 256 * 1024 * 1024),
    ]).toEqual(['DONE', 100_000_000, true, [], true, []])
  },
)

test('a stop leaves no survivor, whatever the tree does', async () => {
  const script =
    'trap "" TERM HUP; setsid sh -c "trap \\"\\" TERM HUP; sleep 93; sleep 94" & echo up; while :; do sleep 95; done'
  const attempt = workshop.script(script, { graceMs: 200 })
  await session.start(attempt.folder)
  await until('the tree', () => survivors(attempt) >= 4)
  requestStop(attempt.folder)
  const record = await ended(attempt)
  expect([record.status, record.reason, survivors(attempt)]).toEqual(['FAILED', 'stopped', 0])
})

test('of three that run only the one that was meant is stopped, in whatever order they were started', async () => {
  const attempts = ['c', 'a', 'b'].map((name) =>
    workshop.script('echo up; exec sleep 98', { name: `stop-${name}` }),
  )
  for (const { folder } of attempts) await session.start(folder)
  await until('all run', () => attempts.every((attempt) => left(attempt, 'stdout.log') === 'up\n'))
  const now = () =>
    attempts.map((attempt) => [recordOf(attempt.folder)?.status, survivors(attempt) > 0])
  const [last, ...others] = attempts
  requestStop(last?.folder ?? '')
  await until('it is gone', () => now()[0]?.[0] === 'FAILED')
  expect(now()).toEqual([
    ['FAILED', false],
    ['RUNNING', true],
    ['RUNNING', true],
  ])
  for (const { folder } of others) requestStop(folder)
  await Promise.all(others.map((attempt) => ended(attempt)))
})

test('a runner that is killed frees its slot, and nothing of its attempt lives on', async () => {
  const attempt = workshop.script('trap "" TERM HUP; setsid sleep 96 & sleep 97')
  await session.start(attempt.folder)
  const { pid } = await running(attempt)
  await until('the tree', () => survivors(attempt) >= 3)
  process.kill(pid, 'SIGKILL')
  await until('the slot is free', () => session.state().busy === 0)
  expect([survivors(attempt), recordOf(attempt.folder)?.status]).toEqual([0, 'RUNNING'])
})

test('forty starts at once over twelve slots run each attempt exactly once, in order', async () => {
  const attempts = Array.from({ length: 40 }, (_, index) =>
    workshop.script(`echo ${index} >> ran.txt; exit ${index % 3}`, { name: `s-${index}` }),
  )
  const started = await Promise.all(attempts.map(({ folder }) => session.start(folder)))
  const records = await Promise.all(attempts.map((attempt) => ended(attempt, 30_000)))
  const ran = readFileSync(join(workshop.root, 'ran.txt'), 'utf8').trim().split('\n').map(Number)
  expect([
    started.every(({ ok }) => ok),
    records.map(({ exitCode }) => exitCode),
    ran.sort((a, b) => a - b),
  ]).toEqual([true, attempts.map((_, index) => index % 3), attempts.map((_, index) => index)])
})

test('an attempt is run once, however often and by whomever its start is asked for', async () => {
  const other = unwrap(await openSession(OPTIONS))
  const attempt = workshop.script('echo ran >> once.txt; sleep 0.3')
  const results = await Promise.all([
    session.start(attempt.folder),
    session.start(attempt.folder),
    other.start(attempt.folder),
  ])
  await ended(attempt)
  results.push(await other.start(attempt.folder))
  await other.close()
  expect([
    results.map((result) => result.ok || result.failure.code).sort(),
    readFileSync(join(workshop.root, 'once.txt'), 'utf8'),
  ]).toEqual([['ALREADY_RUNNING', 'ALREADY_RUNNING', 'ALREADY_RUNNING', true], 'ran\n'])
})

test('a folder without a command is refused and takes no slot', async () => {
  await until('all slots are free', () => session.state().busy === 0)
  const result = await session.start(join(workshop.root, 'nothing'))
  expect([result.ok || result.failure.code, session.state().busy]).toEqual(['IO', 0])
})

/** Sends bytes to the host as some program might, and gives its answer. */
function knock(bytes: string | Buffer): Promise<string> {
  const socket = connect(readSession(workshop.stateFolder)?.socket ?? '')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  socket.on('error', () => undefined)
  socket.write(bytes)
  return new Promise((resolve) => socket.once('close', () => resolve(answer)))
}

test('strangers and bad messages are refused, and the attempts do not notice', async () => {
  const attempt = workshop.script('exec sleep 60')
  await session.start(attempt.folder)
  connect(readSession(workshop.stateFolder)?.socket ?? '').destroy()
  const answers = await Promise.all([
    knock('{"type":"hello","protocol":1,"token":"guess"}\n'),
    knock('{"type":"quit","id":1}\n'),
    knock('{"type":"launch-missiles"}\n'),
    knock('c: quit\n'),
    knock(Buffer.alloc(MAX_MESSAGE_BYTES + 1, 0x20)),
  ])
  const { pid } = await running(attempt)
  expect([
    answers.map((answer) => JSON.parse(answer.split('\n')[0] ?? '').failure.code),
    session.state().status,
    (await running(attempt)).pid === pid,
  ]).toEqual([
    [
      'UNAUTHORIZED',
      'UNAUTHORIZED',
      'INVALID_PARAMETERS',
      'INVALID_PARAMETERS',
      'INVALID_PARAMETERS',
    ],
    'ready',
    true,
  ])
  requestStop(attempt.folder)
  await ended(attempt)
})

test('no foreign configuration was obeyed', async () => {
  const screen = (await session.screen()).join('\n')
  expect([screen.includes('intruder'), existsSync(join(workshop.root, 'intruded'))]).toEqual([
    false,
    false,
  ])
})
