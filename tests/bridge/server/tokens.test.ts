import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { unwrap } from '../../../shared/failure.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const ORIGIN = 'http://127.0.0.1:4870'

function outcome(result: { ok: boolean; failure?: { code: string } }): string {
  return result.ok ? 'ok' : (result.failure?.code ?? '')
}

test('a pairing code gives one token and no second one', () => {
  const tokens = new Tokens(temporaryFolder(), '/repo')
  const code = tokens.newCode()
  const token = unwrap(tokens.pair(code, ORIGIN))
  expect([outcome(tokens.check(token, ORIGIN)), outcome(tokens.pair(code, ORIGIN))]).toEqual([
    'ok',
    'UNAUTHORIZED',
  ])
})

test('a code may be typed in lower case and with a hyphen', () => {
  const tokens = new Tokens(temporaryFolder(), '/repo')
  const code = tokens.newCode().toLowerCase()
  expect(tokens.pair(`${code.slice(0, 4)}-${code.slice(4)}`, ORIGIN).ok).toBe(true)
})

test('a token is good for its own origin only, and a page token not for programs', () => {
  const tokens = new Tokens(temporaryFolder(), '/repo')
  const page = unwrap(tokens.pair(tokens.newCode(), ORIGIN))
  const agent = tokens.issue('orchestrator', null)
  expect([
    outcome(tokens.check(page, 'http://127.0.0.1:9999')),
    outcome(tokens.check(page, undefined)),
    outcome(tokens.check(agent, ORIGIN)),
    tokens.check(agent, undefined),
  ]).toEqual([
    'UNAUTHORIZED',
    'UNAUTHORIZED',
    'UNAUTHORIZED',
    { ok: true, value: { actor: 'orchestrator' } },
  ])
})

test('a paired browser stays paired when the bridge starts again', () => {
  const folder = temporaryFolder()
  const token = new Tokens(folder, '/repo').issue('user', ORIGIN)
  expect(new Tokens(folder, '/repo').check(token, ORIGIN).ok).toBe(true)
  expect(new Tokens(folder, '/other').check(token, ORIGIN).ok).toBe(false)
})

test('a token expires, and a code after ten minutes', () => {
  let now = 0
  const tokens = new Tokens(temporaryFolder(), '/repo', () => now)
  const token = tokens.issue('user', ORIGIN)
  const code = tokens.newCode()
  now = 11 * 60_000
  expect([outcome(tokens.pair(code, ORIGIN)), outcome(tokens.check(token, ORIGIN))]).toEqual([
    'UNAUTHORIZED',
    'ok',
  ])
  now = 31 * 24 * 3600_000
  expect(outcome(tokens.check(token, ORIGIN))).toBe('UNAUTHORIZED')
})

test('guessing codes is slowed down', () => {
  let now = 0
  const tokens = new Tokens(temporaryFolder(), '/repo', () => now)
  const code = tokens.newCode()
  const guesses = Array.from({ length: 6 }, () => outcome(tokens.pair('WRONGCOD', ORIGIN)))
  expect(guesses).toEqual([...Array(5).fill('UNAUTHORIZED'), 'TOO_MANY_REQUESTS'])
  expect(outcome(tokens.pair(code, ORIGIN))).toBe('TOO_MANY_REQUESTS')
  now = 61_000
  expect(outcome(tokens.pair(code, ORIGIN))).toBe('ok')
})

test('no token stands in a file', () => {
  const folder = temporaryFolder()
  const token = new Tokens(folder, '/repo').issue('user', ORIGIN)
  const files = readdirSync(join(folder, 'bridges')).map((name) =>
    readFileSync(join(folder, 'bridges', name), 'utf8'),
  )
  expect(files).toHaveLength(1)
  expect(files.join('').includes(token)).toBe(false)
})

test('a token can be renewed: the new one works, the old one no longer', () => {
  const tokens = new Tokens(temporaryFolder(), '/repo')
  const old = tokens.issue('user', ORIGIN)
  const fresh = unwrap(tokens.rotate(old, ORIGIN))
  expect([
    outcome(tokens.check(old, ORIGIN)),
    outcome(tokens.check(fresh, ORIGIN)),
    outcome(tokens.rotate(old, ORIGIN)),
    outcome(tokens.rotate(fresh, 'http://127.0.0.1:9999')),
  ]).toEqual(['UNAUTHORIZED', 'ok', 'UNAUTHORIZED', 'UNAUTHORIZED'])
})

test("an agent's token stays an orchestrator's, keeps its run, and does not live longer by being renewed", () => {
  let now = 0
  const tokens = new Tokens(temporaryFolder(), '/repo', () => now)
  const runId = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
  const first = tokens.issueForAgent(runId)
  now = 23 * 3600_000
  const second = unwrap(tokens.rotate(first, undefined))
  expect(tokens.check(second, undefined)).toEqual({
    ok: true,
    value: { actor: 'orchestrator', runId },
  })
  now = 25 * 3600_000
  expect(outcome(tokens.check(second, undefined))).toBe('UNAUTHORIZED')
})

test("tokens lie in a file and a folder of the owner's alone", () => {
  const folder = temporaryFolder()
  new Tokens(folder, '/repo').issue('user', ORIGIN)
  const place = join(folder, 'bridges')
  const [file = ''] = readdirSync(place)
  const modes = [place, join(place, file)].map((path) => statSync(path).mode & 0o777)
  expect(modes).toEqual([0o700, 0o600])
})
