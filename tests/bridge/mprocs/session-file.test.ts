import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processStartTime } from '../../../bridge/local/processes.ts'
import {
  claimSession,
  isClaimed,
  isHosted,
  publishSession,
  readSession,
  releaseClaim,
  retractSession,
} from '../../../bridge/mprocs/session-file.ts'
import { NODE } from '../../support/attempts.ts'

let folder: string
const SELF = { pid: process.pid, startedAt: processStartTime(process.pid) ?? '' }
const DEAD = { pid: 4_000_000, startedAt: 'long ago' }
const RECORD = {
  pid: SELF.pid,
  pidStartedAt: SELF.startedAt,
  socket: '/tmp/x/host.sock',
  runtimeFolder: '/tmp/x',
  session: 'threados-1',
  mprocsPid: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threados-claims-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a living claim keeps others out; a dead or released one does not', () => {
  const steps = [
    isClaimed(folder),
    claimSession(folder, DEAD),
    isClaimed(folder),
    claimSession(folder, SELF),
    isClaimed(folder),
    claimSession(folder, SELF),
  ]
  releaseClaim(folder, DEAD)
  steps.push(isClaimed(folder))
  releaseClaim(folder, SELF)
  steps.push(isClaimed(folder), claimSession(folder, SELF))
  expect([steps, readdirSync(folder)]).toEqual([
    [false, true, false, true, true, false, true, false, true],
    ['session-3.claim'],
  ])
})

test('of many processes that claim at once exactly one gets it', async () => {
  claimSession(folder, DEAD)
  const source = (path: string) => JSON.stringify(resolve(import.meta.dirname, '../../..', path))
  const code = `
    const { claimSession } = await import(${source('bridge/mprocs/session-file.ts')})
    const { processStartTime } = await import(${source('bridge/local/processes.ts')})
    const self = { pid: process.pid, startedAt: processStartTime(process.pid) }
    process.stdin.once('data', () => process.stdout.write(claimSession(${JSON.stringify(folder)}, self) ? 'yes' : 'no'))
    process.stdout.write('ready ')`
  const children = Array.from({ length: 6 }, () => {
    const child = spawn(NODE, ['--input-type=module', '-e', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdout.setEncoding('utf8')
    return child
  })
  await Promise.all(children.map((child) => new Promise((done) => child.stdout.once('data', done))))
  const answers = children.map(
    (child) => new Promise((done) => child.stdout.once('data', (text: string) => done(text))),
  )
  for (const child of children) child.stdin.write('go')
  const told = await Promise.all(answers)
  for (const child of children) child.kill('SIGKILL')
  expect(told.filter((answer) => answer === 'yes').length).toBe(1)
})

test('a session is on record until its own host takes it back', () => {
  publishSession(folder, RECORD)
  const read = readSession(folder)
  retractSession(folder, 'threados-2')
  const kept = readSession(folder)
  retractSession(folder, 'threados-1')
  expect([read, read && isHosted(read), kept, readSession(folder)]).toEqual([
    RECORD,
    true,
    RECORD,
    undefined,
  ])
})

test('a record of a dead host, and a damaged one, name no living session', () => {
  publishSession(folder, { ...RECORD, pidStartedAt: 'before this boot' })
  const dead = readSession(folder)
  writeFileSync(join(folder, 'session.json'), '{"pid":')
  expect([dead && isHosted(dead), readSession(folder)]).toEqual([false, undefined])
})
