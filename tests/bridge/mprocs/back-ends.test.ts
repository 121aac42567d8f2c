import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isSameProcess, processStartTime } from '../../../bridge/local/processes.ts'
import {
  type MprocsSession,
  openSession,
  type SessionOptions,
} from '../../../bridge/mprocs/session.ts'
import { readSession, type SessionRecord } from '../../../bridge/mprocs/session-file.ts'
import { TYPED_KEYS } from '../../../bridge/mprocs/typed-keys.ts'
import { requestStop } from '../../../bridge/runner/end-attempts.ts'
import { unwrap } from '../../../shared/failure.ts'
import {
  ended,
  HOST_COMMAND,
  NODE,
  type PreparedAttempt,
  running,
  survivors,
  Workshop,
} from '../../support/attempts.ts'
import { tcpListeners } from '../../support/tcp-listeners.ts'
import { until } from '../../support/until.ts'

/** A tree that survives all but a sweep. */
const STUBBORN =
  'trap "" TERM HUP; setsid sh -c "trap \\"\\" TERM HUP; sleep 101; sleep 102" & while :; do sleep 103; done'
const TYPED_RUNNER = [
  NODE,
  fileURLToPath(new URL('../../support/typed-runner.ts', import.meta.url)),
]

let workshop: Workshop
let sessions: MprocsSession[]

beforeEach(() => {
  workshop = new Workshop()
  sessions = []
})

afterEach(async () => {
  const hosts = readSession(workshop.stateFolder)
  for (const session of sessions) await session.quit()
  if (hosts && isSameProcess(hosts.pid, hosts.pidStartedAt)) process.kill(hosts.pid, 'SIGKILL')
  await workshop.clear()
})

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** The two ways in which mprocs gets its orders, and how many ports each opens. */
const BACK_ENDS: readonly {
  readonly name: string
  readonly ports: number
  readonly server: () => Promise<Pick<SessionOptions, 'server'>>
}[] = [
  { name: 'the hidden terminal', ports: 0, server: async () => ({}) },
  {
    name: 'the control port',
    ports: 1,
    server: async () => ({ server: { host: '127.0.0.1', port: await freePort() } }),
  },
]

async function open(
  backEnd: (typeof BACK_ENDS)[number],
  more: Partial<SessionOptions> = {},
): Promise<MprocsSession> {
  const session = unwrap(
    await openSession({
      stateFolder: workshop.stateFolder,
      runnerCommand: TYPED_RUNNER,
      hostCommand: HOST_COMMAND,
      slots: 4,
      ...(await backEnd.server()),
      ...more,
    }),
  )
  sessions.push(session)
  return session
}

function record(): SessionRecord {
  const session = readSession(workshop.stateFolder)
  if (!session) throw new Error('no session is on record')
  return session
}

async function start(
  session: MprocsSession,
  script: string,
  name = 'step',
): Promise<PreparedAttempt> {
  const attempt = workshop.script(script, { graceMs: 200, name })
  unwrap(await session.start(attempt.folder))
  await running(attempt)
  return attempt
}

/** What was typed into each attempt's pane; attempts that got nothing are not there. */
function typedInto(): Record<string, string> {
  const slots = join(record().runtimeFolder, 'slots')
  const found = readdirSync(slots)
    .map((name) => join(slots, name))
    .filter((folder) => existsSync(join(folder, 'typed')))
    .map((folder) => [
      JSON.parse(readFileSync(join(folder, 'claimed.json'), 'utf8')).attemptFolder,
      readFileSync(join(folder, 'typed'), 'latin1'),
    ])
  return Object.fromEntries(found)
}

/** What is typed, and what a program at the terminal reads then: words, and every key that there is. */
const TYPED: readonly (readonly [keys: string, bytes: string])[] = [
  ['one two', 'one two'],
  ['three, four; quit? g u d c s q', 'three, four; quit? g u d c s q'],
  [
    TYPED_KEYS.map(({ name, bytes }) => (name.length > '<a>'.length ? name : bytes)).join(''),
    TYPED_KEYS.map(({ bytes }) => bytes).join(''),
  ],
]

describe.each(BACK_ENDS)('$name', (backEnd) => {
  test('starts, shows, and types into the pane that was meant, in order and into no other', async () => {
    const session = await open(backEnd)
    const { mprocsPid } = record()
    const [first, second] = await Promise.all([
      start(session, 'echo hello from the pane; exec sleep 60', 'first'),
      start(session, 'exec sleep 60', 'second'),
    ])
    unwrap(await session.select(first.folder))
    const rows = await until('the pane', async () => {
      const seen = await session.screen()
      return seen.some((row) => row.includes('hello from the pane')) && seen
    })
    for (const [keys] of TYPED) {
      unwrap(await session.type(second.folder, keys))
      unwrap(await session.type(first.folder, '.'))
    }
    const expected = {
      [first.folder]: '...',
      [second.folder]: TYPED.map(([, bytes]) => bytes).join(''),
    }
    await until('all is typed', () => {
      const typed = Object.values(typedInto()).join('')
      return typed.length === Object.values(expected).join('').length
    })
    const foreign = await session.type(second.folder, 'é')
    for (const attempt of [first, second]) requestStop(attempt.folder)
    const records = await Promise.all([first, second].map((attempt) => ended(attempt)))
    const late = await until('the slot is free', async () => {
      const typed = await session.type(first.folder, 'x')
      return !typed.ok && typed.failure.code
    })
    expect([
      typedInto(),
      foreign.ok || foreign.failure.code,
      late,
      rows.filter((row) => /^┃•first #1 +UP/.test(row)).length,
      records.map(({ reason }) => reason),
      tcpListeners([mprocsPid]).length,
    ]).toEqual([
      expected,
      'INVALID_PARAMETERS',
      'NOT_FOUND',
      1,
      ['stopped', 'stopped'],
      backEnd.ports,
    ])
  })

  test('when mprocs is killed every attempt is recorded as lost, nothing survives, and the next start works', async () => {
    const session = await open(backEnd)
    const attempts = [await start(session, STUBBORN), await start(session, STUBBORN)]
    await until('the trees', () => attempts.every((attempt) => survivors(attempt) >= 4))
    const before = record()
    process.kill(before.mprocsPid, 'SIGKILL')
    const records = await Promise.all(attempts.map((attempt) => ended(attempt)))
    await until('the loss is told', () => session.state().status === 'lost')
    await until('the host is gone', () => !isSameProcess(before.pid, before.pidStartedAt))
    const told = session.state()
    const after = workshop.script('echo again')
    const restarted = await session.start(after.folder)
    expect([
      records.map(({ status, reason }) => [status, reason]),
      attempts.map(survivors),
      told.message,
      existsSync(before.runtimeFolder),
      restarted,
      (await ended(after)).status,
      record().session === before.session,
    ]).toEqual([
      [
        ['FAILED', 'session_lost'],
        ['FAILED', 'session_lost'],
      ],
      [0, 0],
      'mprocs ended unexpectedly (signal 9); its attempts ended with it.',
      false,
      { ok: true, value: undefined },
      'DONE',
      false,
    ])
  })

  test('a frozen mprocs is noticed within the health interval and ended', async () => {
    const session = await open(backEnd, { healthMs: 100, healthPatienceMs: 400 })
    const attempt = await start(session, STUBBORN)
    const { pid, pidStartedAt, mprocsPid } = record()
    process.kill(mprocsPid, 'SIGSTOP')
    await until('the loss is told', () => session.state().status === 'lost')
    await until('the host is gone', () => !isSameProcess(pid, pidStartedAt))
    expect([
      session.state().message,
      (await ended(attempt)).reason,
      survivors(attempt),
      processStartTime(mprocsPid),
    ]).toEqual([
      'mprocs does not obey any more and was ended; its attempts ended with it.',
      'session_lost',
      0,
      undefined,
    ])
  })

  test('quitting ends attempts, mprocs and host, and leaves nothing of them', async () => {
    const session = await open(backEnd)
    const attempts = [await start(session, STUBBORN), await start(session, STUBBORN)]
    const before = record()
    await session.quit()
    await until('the host is gone', () => !isSameProcess(before.pid, before.pidStartedAt))
    const records = await Promise.all(attempts.map((attempt) => ended(attempt)))
    expect([
      records.map(({ reason }) => reason),
      attempts.map(survivors),
      processStartTime(before.mprocsPid),
      existsSync(before.runtimeFolder),
      readSession(workshop.stateFolder),
      session.state().status,
    ]).toEqual([['stopped', 'stopped'], [0, 0], undefined, false, undefined, 'none'])
  })
})

test('a control port that somebody has already is refused at once, with the reason', async () => {
  const taken = createServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  const opened = await openSession({
    stateFolder: workshop.stateFolder,
    runnerCommand: TYPED_RUNNER,
    hostCommand: HOST_COMMAND,
    server: { host: '127.0.0.1', port },
  })
  taken.close()
  expect([
    opened.ok || [opened.failure.code, opened.failure.message.includes('EADDRINUSE')],
    readSession(workshop.stateFolder),
  ]).toEqual([['RUNTIME_UNAVAILABLE', true], undefined])
})
