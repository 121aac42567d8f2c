import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MprocsSession, openSession } from '../../../bridge/mprocs/session.ts'
import { readSession } from '../../../bridge/mprocs/session-file.ts'
import { unwrap } from '../../../shared/failure.ts'
import {
  ended,
  HOST_COMMAND,
  type PreparedAttempt,
  RUNNER_COMMAND,
  survivors,
  Workshop,
} from '../../support/attempts.ts'

const PATIENCE_MS = 60_000

let workshop: Workshop
let sessions: MprocsSession[]

beforeEach(() => {
  workshop = new Workshop()
  sessions = []
})

afterEach(async () => {
  for (const session of sessions) await session.quit()
  await workshop.clear()
})

async function open(): Promise<MprocsSession> {
  const session = unwrap(
    await openSession({
      stateFolder: workshop.stateFolder,
      runnerCommand: RUNNER_COMMAND,
      hostCommand: HOST_COMMAND,
      slots: 4,
    }),
  )
  sessions.push(session)
  return session
}

/** Attempts that each leave one line when they run. */
function marked(names: readonly string[]): PreparedAttempt[] {
  return names.map((name) => workshop.script(`echo ${name} >> ran`, { name }))
}

/** The names of the attempts that ran, once for each time. */
function ran(): string[] {
  return readFileSync(join(workshop.root, 'ran'), 'utf8').trim().split('\n').toSorted()
}

test('a start right after a session has begun is not lost, and is done once', async () => {
  const names = ['a', 'b', 'c']
  const attempts = marked(names)
  for (const attempt of attempts) {
    const session = await open()
    unwrap(await session.start(attempt.folder))
    await ended(attempt, PATIENCE_MS)
    await session.quit()
  }
  expect(ran()).toEqual(names)
  expect(attempts.map(survivors)).toEqual([0, 0, 0])
})

test('what is asked of a session that stands still is done once each as soon as it goes on', async () => {
  const session = await open()
  const host = readSession(workshop.stateFolder)
  if (!host) throw new Error('no session is on record')
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const attempts = marked(names)
  process.kill(host.pid, 'SIGSTOP')
  const asked = attempts.map((attempt) => session.start(attempt.folder))
  // Long enough for whoever would ask again.
  await delay(3500)
  process.kill(host.pid, 'SIGCONT')
  const answers = await Promise.all(asked)
  for (const attempt of attempts) await ended(attempt, PATIENCE_MS)
  expect(answers.map(({ ok }) => ok)).toEqual(names.map(() => true))
  expect([ran(), session.state().status]).toEqual([names, 'ready'])
})
