import { expect, test } from 'vitest'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

async function setUp(files: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  writeFiles(root, files)
  return { root, dataFolder, seqctl }
}

test('POWER needs a person and is kept for this repository alone; SAFE does not', async () => {
  const { root, dataFolder, seqctl } = await setUp()
  expect(await seqctl('policy', 'mode', 'POWER')).toMatchObject({ exit: 4 })
  const agent = seqctlIn(root, dataFolder, { THREADOS_ACTOR: 'orchestrator' })
  expect(await agent('policy', 'mode', 'POWER')).toMatchObject({ exit: 3 })
  expect(await agent('policy', 'mode', 'SAFE')).toMatchObject({ exit: 3 })
  const typed = await seqctlAtTerminal(
    root,
    dataFolder,
    ['policy', 'mode', 'POWER'],
    ['policy.mode'],
  )
  expect(typed.exit).toBe(0)
  const mode = async () => (await seqctl('policy', 'show')).json.data
  expect(await mode()).toMatchObject({ policy: { mode: 'POWER' } })
  const other = await setUp()
  expect((await seqctlIn(other.root, dataFolder)('policy', 'show')).json.data).toMatchObject({
    policy: { mode: 'SAFE' },
  })
  expect(await seqctl('policy', 'mode', 'SAFE')).toMatchObject({ exit: 0 })
  expect(await mode()).toMatchObject({ policy: { mode: 'SAFE' } })
  const audit = (await seqctl('audit', 'tail')).stdout
  expect(audit.match(/policy\.mode/g)?.length).toBeGreaterThanOrEqual(3)
})

test("a repository's SAFE wins over the user's POWER, and the command says so", async () => {
  const { root, dataFolder, seqctl } = await setUp({ '.threados/policy.yaml': 'mode: SAFE\n' })
  const args = ['policy', 'mode', 'POWER']
  const typed = await seqctlAtTerminal(root, dataFolder, args, ['policy.mode'])
  expect(typed.screen).toContain('keeps it SAFE')
  expect((await seqctl('policy', 'show')).json.data).toMatchObject({ policy: { mode: 'SAFE' } })
})

const CASES = `cases:
  - {argv: [git, status], expect: allow}
  - {argv: [git, status], actor: orchestrator, expect: ask}
  - {name: no inline code, argv: [node, -e, "1"], expect: deny, rule: command_options}
  - {argv: [curl, x], expect: deny, rule: allowed_commands}
  - {argv: [node, a.js], cwd: ../elsewhere, expect: deny}
`

test('the cases of a repository are answered as expected, and a wrong one is named', async () => {
  const { root, seqctl } = await setUp({ '.threados/policy.test.yaml': CASES })
  const right = await seqctl('policy', 'test')
  expect([right.json.data, right.exit]).toMatchObject([{ failed: 0, passed: 5 }, 0])
  writeFiles(root, { '.threados/policy.yaml': 'allowed_commands: [node]\n' })
  const wrong = await seqctl('policy', 'test')
  expect(wrong).toMatchObject({ exit: 1, json: { success: true, data: { failed: 2 } } })
  writeFiles(root, { 'other.yaml': 'cases:\n  - {argv: [git], expects: allow}\n' })
  expect(await seqctl('policy', 'test', 'other.yaml')).toMatchObject({
    exit: 1,
    json: { code: 'INVALID_SCHEMA' },
  })
})

test('a change of the policy holds from the next start on', async () => {
  const { root, seqctl } = await setUp()
  await seqctl('step', 'add', 'a', '--type', 'base', '--model', 'shell', '--', 'node', '--version')
  const run = ['run', 'step', 'a', '--wait', '--executor', 'direct']
  expect((await seqctl(...run)).exit).toBe(0)
  await seqctl('step', 'reset', 'a')
  writeFiles(root, { '.threados/policy.yaml': 'allowed_commands: [git]\n' })
  expect((await seqctl(...run)).exit).toBe(3)
})
