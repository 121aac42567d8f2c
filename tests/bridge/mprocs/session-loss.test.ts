import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isSameProcess, processStartTime } from '../../../bridge/local/processes.ts'
import {
  type MprocsSession,
  openSession,
  type SessionOptions,
} from '../../../bridge/mprocs/session.ts'
import { readSession, type SessionRecord } from '../../../bridge/mprocs/session-file.ts'
import { type Failure, unwrap } from '../../../shared/failure.ts'
import {
  ended,
  HOST_COMMAND,
  NODE,
  type PreparedAttempt,
  RUNNER_COMMAND,
  recordOf,
  running,
  survivors,
  Workshop,
} from '../../support/attempts.ts'
import { until } from '../../support/until.ts'

const SOURCE = resolve(import.meta.dirname, '../../../bridge/mprocs/session.ts')
/** A tree that survives all but a sweep. */
const STUBBORN =
  'trap "" TERM HUP; setsid sh -c "trap \\"\\" TERM HUP; sleep 101; sleep 102" & while :; do sleep 103; done'

let workshop: Workshop
let sessions: MprocsSession[]

beforeEach(() => {
  workshop = new Workshop()
  sessions = []
})

afterEach(async () => {
  delete process.env['THREADOS_MPROCS_PATH']
  const hosts = readSession(workshop.stateFolder)
  for (const session of sessions) await session.quit()
  if (hosts && isSameProcess(hosts.pid, hosts.pidStartedAt)) process.kill(hosts.pid, 'SIGKILL')
  await workshop.clear()
})

function options(more: Partial<SessionOptions> = {}): SessionOptions {
  return {
    stateFolder: workshop.stateFolder,
    runnerCommand: RUNNER_COMMAND,
    hostCommand: HOST_COMMAND,
    slots: 4,
    ...more,
  }
}

async function open(more: Partial<SessionOptions> = {}): Promise<MprocsSession> {
  const session = unwrap(await openSession(options(more)))
  sessions.push(session)
  return session
}

function record(): SessionRecord {
  const session = readSession(workshop.stateFolder)
  if (!session) throw new Error('no session is on record')
  return session
}

async function start(session: MprocsSession, script = STUBBORN): Promise<PreparedAttempt> {
  const attempt = workshop.script(script, { graceMs: 200 })
  unwrap(await session.start(attempt.folder))
  await running(attempt)
  return attempt
}

function gone(pid: number, startedAt: string | undefined): Promise<boolean> {
  return until(`${pid} is gone`, () => !isSameProcess(pid, startedAt))
}

test('when the host is killed its attempts are recorded as lost, and the next start works', async () => {
  const session = await open()
  const attempt = await start(session)
  const { pid, runtimeFolder } = record()
  process.kill(pid, 'SIGKILL')
  const lost = await ended(attempt)
  await until('the loss is told', () => session.state().status === 'lost')
  const after = workshop.script('echo again')
  const restarted = await session.start(after.folder)
  expect([
    lost.reason,
    survivors(attempt),
    restarted.ok,
    (await ended(after)).status,
    existsSync(runtimeFolder),
  ]).toEqual(['session_lost', 0, true, 'DONE', false])
})

test('a client that is killed leaves session and attempts alone; the next one finds them', async () => {
  const attempt = workshop.script('echo one; sleep 1; echo two')
  const { stateFolder } = workshop
  const code = `const { openSession } = await import(${JSON.stringify(SOURCE)})
    const opened = await openSession(${JSON.stringify(options())})
    await opened.value.start(${JSON.stringify(attempt.folder)})
    process.kill(process.pid, 'SIGKILL')`
  const client = spawn(NODE, ['--input-type=module', '-e', code], { stdio: 'ignore' })
  await new Promise((resolve) => client.once('exit', resolve))
  const { pid, pidStartedAt, session: name } = record()
  const session = await open()
  const adopted = session.state()
  const done = await ended(attempt)
  await until('the slot is free', () => session.state().busy === 0)
  expect([
    isSameProcess(pid, pidStartedAt),
    readSession(stateFolder)?.session,
    adopted,
    done.status,
    done.bytesOut,
  ]).toEqual([true, name, { executor: 'mprocs', status: 'ready', busy: 1, slots: 4 }, 'DONE', 8])
})

test('several clients that open at once share one session', async () => {
  const opened = await Promise.all([open(), open(), open()])
  const attempts = await Promise.all(opened.map((session) => start(session, 'exec sleep 60')))
  await until('all hear of it', () => opened.every((session) => session.state().busy === 3))
  await opened[0]?.quit()
  expect(attempts.map((attempt) => [recordOf(attempt.folder)?.reason, survivors(attempt)])).toEqual(
    [
      ['stopped', 0],
      ['stopped', 0],
      ['stopped', 0],
    ],
  )
})

test('a session that nobody uses ends by itself, one that has attempts does not', async () => {
  const session = await open({ idleMs: 100 })
  const attempt = workshop.script('sleep 0.6')
  unwrap(await session.start(attempt.folder))
  const { pid, pidStartedAt } = record()
  await session.close()
  const done = await ended(attempt)
  const lived = isSameProcess(pid, pidStartedAt)
  await gone(pid, pidStartedAt)
  expect([done.status, lived]).toEqual(['DONE', true])
})

test('starts that wait are dropped with the client that asked for them', async () => {
  const [first, second] = [await open({ slots: 1 }), await open()]
  const busy = workshop.script('sleep 0.5')
  const waiting = workshop.script('touch waited')
  unwrap(await first.start(busy.folder))
  const asked = second.start(waiting.folder)
  await second.close()
  const answer = await asked
  await ended(busy)
  const next = workshop.script('echo next')
  unwrap(await first.start(next.folder))
  await ended(next)
  expect([answer.ok, recordOf(waiting.folder), existsSync(join(workshop.root, 'waited'))]).toEqual([
    false,
    undefined,
    false,
  ])
})

/** A stand-in for mprocs that tells the right version and then does as the script says. */
function stubMprocs(script: string): void {
  const path = join(workshop.root, 'mprocs')
  writeFileSync(
    path,
    `#!/bin/sh\n[ "$1" = --version ] && { echo mprocs 0.9.6; exit; }\n${script}\n`,
  )
  chmodSync(path, 0o755)
  process.env['THREADOS_MPROCS_PATH'] = path
}

async function failureOfOpening(): Promise<Failure | undefined> {
  const opened = await openSession(options({ readyMs: 700 }))
  return opened.ok ? undefined : opened.failure
}

test('a mprocs that never gets ready, or ends at once, is a clear failure and leaves nothing', async () => {
  stubMprocs('echo $$ > "$(dirname "$0")/pid"; echo Error: bad config; exec sleep 104')
  const mute = await failureOfOpening()
  const pid = Number(readFileSync(join(workshop.root, 'pid'), 'utf8'))
  stubMprocs('echo Error: no luck today')
  const short = await failureOfOpening()
  process.env['THREADOS_MPROCS_PATH'] = join(workshop.root, 'nowhere')
  const missing = await failureOfOpening()
  expect([
    [mute?.code, mute?.message, processStartTime(pid)],
    [short?.code, short?.message],
    [missing?.code, missing?.hint?.includes('npm install -g mprocs')],
    readSession(workshop.stateFolder),
  ]).toEqual([
    ['RUNTIME_UNAVAILABLE', 'mprocs was not ready after 700 ms.', undefined],
    ['RUNTIME_UNAVAILABLE', 'mprocs ended at once: Error: no luck today'],
    ['RUNTIME_UNAVAILABLE', true],
    undefined,
  ])
})

test('a state folder that can not be written is a clear failure', async () => {
  mkdirSync(join(workshop.root, 'plain'))
  writeFileSync(join(workshop.root, 'plain/state'), '')
  const opened = await openSession(options({ stateFolder: join(workshop.root, 'plain/state') }))
  expect(opened.ok || opened.failure.code).toBe('IO')
})

/** A runner that may write files of at most so many blocks of 512 bytes. */
function limitedRunner(blocks: number): string[] {
  return ['/bin/sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...RUNNER_COMMAND]
}

test('a runner that can not record its attempt is a failure of the start, with its reason if it has one', async () => {
  const script = `touch unrecorded # ${'x'.repeat(600)}`
  const results: [number, unknown][] = []
  for (const blocks of [1, 0]) {
    const session = await open({ runnerCommand: limitedRunner(blocks) })
    const started = await session.start(workshop.script(script).folder)
    await until('the slot is free', () => session.state().busy === 0)
    await session.quit()
    results.push([blocks, started.ok || started.failure.message])
  }
  expect([results, existsSync(join(workshop.root, 'unrecorded'))]).toEqual([
    [
      [1, expect.stringMatching(/^The runner could not take the attempt: .*status\.json/)],
      [0, 'The runner ended without a record of its attempt.'],
    ],
    false,
  ])
})
