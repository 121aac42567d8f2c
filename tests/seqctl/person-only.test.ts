import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT, testEnvironment } from '../support/bridge.ts'
import { planOf } from '../support/plans.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'

const AGENT = { THREADOS_ACTOR: 'orchestrator', THREADOS_STEP: 'lead' }

test.each([
  // Whoever reads the output of a bridge can pair with it, and is a person from then on.
  [['bridge', 'start', '--port', '0'], 'start a bridge'],
  [['mprocs', 'quit'], 'end a session'],
  [['mprocs', 'open', '--headless'], 'open a session'],
  [['init', '--repo', 'fresh'], 'begin a sequence'],
  [['undo'], 'undo a commit'],
  [['runs', 'prune', '--keep', '1'], 'remove records of runs'],
])('an agent is refused %j, which no policy can grant it', async (argv, deed) => {
  const root = repoWith(planOf({ a: ['node', '--version'] }))
  mkdirSync(join(root, 'fresh/.git'), { recursive: true })
  const agent = seqctlIn(root, temporaryFolder(), AGENT)
  const { exit, json, stdout } = await agent(...argv)
  expect({ exit, code: json.code, error: json.error }).toEqual({
    exit: 3,
    code: 'DENIED',
    error: expect.stringContaining(`Only a person may ${deed}`),
  })
  expect(stdout).not.toMatch(/pair|[A-Z2-9]{4}-[A-Z2-9]{4}/)
  expect(existsSync(join(root, 'fresh/.threados'))).toBe(false)
})

test('what an agent tried in place of a person stands in the audit log', async () => {
  const root = repoWith(planOf({ a: ['node', '--version'] }))
  const dataFolder = temporaryFolder()
  const agent = seqctlIn(root, dataFolder, AGENT)
  const tried = [
    ['undo'],
    ['redo'],
    ['runs', 'prune', '--keep', '1'],
    ['confirm', 'a1b2c3d4e5f6a7b8'],
  ]
  for (const argv of tried) expect((await agent(...argv)).exit).toBe(3)
  const log = await agent('audit', 'list')
  const { entries } = log.json.data as {
    entries: { actor: string; action: string; result: string }[]
  }
  expect(entries.map(({ actor, action, result }) => `${actor} ${action} ${result}`)).toEqual([
    'orchestrator undo denied',
    'orchestrator redo denied',
    'orchestrator runs.prune denied',
    'orchestrator confirmation.answer denied',
  ])
})

test('nor does the bridge itself start for an agent', async () => {
  const root = repoWith(planOf({ a: ['node', '--version'] }))
  const argv = [join(ROOT, 'dist/bridge.js'), '--repo', root, '--port', '0', '--no-open']
  const env = { ...testEnvironment(temporaryFolder()), ...AGENT }
  const failed = await promisify(execFile)(process.execPath, argv, { env, timeout: 20_000 }).catch(
    (cause: { code: number; stdout: string; stderr: string }) => cause,
  )
  expect(failed).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('Only a person may start a bridge'),
  })
})
