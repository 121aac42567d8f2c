import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'

async function setUp(actions: unknown) {
  const root = temporaryFolder()
  const seqctl = seqctlIn(root, temporaryFolder())
  await seqctl('init', '--name', 'demo')
  const text = typeof actions === 'string' ? actions : JSON.stringify(actions)
  writeFiles(root, { 'actions.json': text })
  return { seqctl, plan: () => readFileSync(join(root, '.threados/sequence.yaml'), 'utf8'), root }
}

const ADD = { action: 'step.add', id: 'build', type: 'base', model: 'codex' }
const DEPENDENT = { ...ADD, id: 'test', dependsOn: ['build'], prompt: 'Test it.' }

test('a dry run shows the whole proposal and writes nothing; the same file is then applied in one commit', async () => {
  const { seqctl, plan, root } = await setUp([ADD, DEPENDENT])
  const before = plan()
  const shown = await seqctl('apply', 'actions.json', '--dry-run')
  expect(shown).toMatchObject({
    exit: 0,
    json: {
      data: {
        items: [{ command: expect.stringContaining('seqctl step add build') }, {}],
        prompts: [
          { path: '.threados/prompts/build.md', change: 'write' },
          { path: '.threados/prompts/test.md', change: 'write' },
        ],
        verdict: { allowed: true, confirmation: 'none' },
      },
    },
  })
  expect([plan(), existsSync(join(root, '.threados/prompts/test.md'))]).toEqual([before, false])
  const applied = await seqctl('apply', 'actions.json')
  const entries: readonly { action: string }[] = (await seqctl('audit', 'tail')).json.data
  expect(applied).toMatchObject({ exit: 0, json: { data: { actions: [ADD, DEPENDENT] } } })
  expect(entries.map(({ action }) => action).sort()).toEqual(['apply', 'init'])
  expect(readFileSync(join(root, '.threados/prompts/test.md'), 'utf8')).toBe('Test it.')
})

test('one bad action, and nothing of the file is applied', async () => {
  const { seqctl, plan } = await setUp([ADD, { ...DEPENDENT, dependsOn: ['ghost'] }])
  const before = plan()
  const refused = await seqctl('apply', 'actions.json')
  expect(refused).toMatchObject({ exit: 1, json: { code: 'DANGLING_DEPENDENCY' } })
  expect(refused.json.error).toContain('ghost')
  expect(plan()).toBe(before)
})

test('a file made for another revision is a conflict', async () => {
  const { seqctl } = await setUp({ actions: [ADD], baseRevision: 'f'.repeat(64) })
  expect(await seqctl('apply', 'actions.json')).toMatchObject({
    exit: 5,
    json: { code: 'CONFLICT' },
  })
})

test.each([
  ['no JSON', '{', 'is not JSON'],
  ['no list', '{"action":"step.add"}', 'no list of 1 to 1,000 actions'],
  ['an empty list', '[]', 'no list of 1 to 1,000 actions'],
  ['a run', '[{"action":"run.all"}]', 'Action 0 is run.all'],
])('%s is refused as wrong use', async (_name, text, message) => {
  const { seqctl } = await setUp(text)
  const refused = await seqctl('apply', 'actions.json')
  expect(refused).toMatchObject({ exit: 2, json: { code: 'USAGE' } })
  expect(refused.json.error).toContain(message)
})
