import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import { AttemptStore } from '../../../bridge/scheduler/attempt-store.ts'
import { sendKeys } from '../../../bridge/scheduler/send-keys.ts'
import { unwrap } from '../../../shared/failure.ts'
import {
  ended,
  left,
  type PreparedAttempt,
  RUNNER_COMMAND,
  Workshop,
} from '../../support/attempts.ts'
import { until } from '../../support/until.ts'

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
afterAll(() => workshop.clear())

const ASKING = 'echo ready; read a; echo "got $a"; read b || echo "end, $b"'

/** Starts an attempt that has asked its question. */
async function start(attempt: PreparedAttempt): Promise<AttemptStore> {
  unwrap(await host.start(attempt.folder))
  await until('it asks', () => left(attempt, 'stdout.log')?.includes('ready') === true)
  return new AttemptStore(join(workshop.root, '.threados'))
}

test('keys reach the step that was meant, in their order, and stay nowhere', async () => {
  const [first, second] = ['first', 'second'].map((name) =>
    workshop.script(ASKING, { name, input: true }),
  )
  if (!(first && second)) throw new Error('two attempts were prepared')
  await start(first)
  const store = await start(second)
  unwrap(sendKeys(store, 'second', 'two<Enter>'))
  unwrap(sendKeys(store, 'first', 'hunter<GT>2<Enter>'))
  unwrap(sendKeys(store, 'first', 'rest<C-d>'))
  unwrap(sendKeys(store, 'second', '<C-d>'))
  const records = await Promise.all([ended(first), ended(second)])
  expect(records.map(({ status }) => status)).toEqual(['DONE', 'DONE'])
  expect([left(first, 'stdout.log'), left(second, 'stdout.log')]).toEqual([
    'ready\ngot hunter>2\nend, rest\n',
    'ready\ngot two\nend, \n',
  ])
  const names = [first, second].flatMap(({ folder }) => readdirSync(folder))
  expect(names.filter((name) => name.includes('keys'))).toEqual([])
  expect(sendKeys(store, 'first', 'late')).toMatchObject({
    failure: { code: 'ILLEGAL_TRANSITION', message: expect.stringContaining('no live attempt') },
  })
})

test('where the input was not left open it ends at once, and no key reaches the step', async () => {
  const attempt = workshop.script('cat; echo ready; sleep 30', { name: 'closed' })
  const store = await start(attempt)
  expect(sendKeys(store, 'closed', 'y<Enter>')).toMatchObject({
    failure: { code: 'ILLEGAL_TRANSITION', message: expect.stringContaining('input is closed') },
  })
  expect(readdirSync(attempt.folder).filter((name) => name.includes('keys'))).toEqual([])
})
