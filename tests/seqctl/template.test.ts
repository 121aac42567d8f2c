import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

const OWN = `name: pair
description: Two in a row
parameters:
  - {name: first, type: string, description: Id of the first step}
actions:
  - {action: step.add, id: "{{first}}", type: base, model: codex}
  - {action: step.add, id: "{{first}}-then", type: base, model: codex, dependsOn: ["{{first}}"]}
`

async function setUp(files: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init')
  writeFiles(root, files)
  if (Object.keys(files).length > 0) {
    await seqctlAtTerminal(root, dataFolder, ['trust', 'accept'], ['trust.accept'])
  }
  const steps = async () => {
    const listed: readonly { id: string }[] = (await seqctl('step', 'list')).json.data
    return listed.map(({ id }) => id)
  }
  return { root, seqctl, steps }
}

test('a built-in template is applied with its parameters, and a second time refused', async () => {
  const { seqctl, steps } = await setUp()
  const set = ['--set', 'candidates=2', '--set', 'models=codex,gemini', '--set', 'id=try']
  const applied = await seqctl('template', 'apply', 'fusion', ...set)
  const again = await seqctl('template', 'apply', 'fusion', ...set)
  expect(applied).toMatchObject({
    exit: 0,
    json: {
      data: {
        actions: [
          {
            action: 'template.apply',
            template: 'fusion',
            parameters: { candidates: 2, models: ['codex', 'gemini'], id: 'try' },
          },
        ],
      },
    },
  })
  expect(again).toMatchObject({ exit: 1, json: { code: 'ALREADY_EXISTS' } })
  expect(await steps()).toEqual(['try-1', 'try-2', 'try-synth'])
})

test("the repository's own templates are listed before the built-in ones and applied", async () => {
  const { seqctl, steps } = await setUp({ '.threados/templates/pair.yaml': OWN })
  const listed = await seqctl('template', 'list')
  const applied = await seqctl('template', 'apply', 'pair', '--set', 'first=a')
  const { templates } = listed.json.data as { templates: { name: string; source: string }[] }
  expect(templates.map(({ name, source }) => `${name} ${source}`)).toEqual([
    'pair repository',
    'base built-in',
    'parallel built-in',
    'chained built-in',
    'fusion built-in',
    'orchestrated built-in',
    'long-autonomy built-in',
  ])
  expect(applied.exit).toBe(0)
  expect(await steps()).toEqual(['a', 'a-then'])
})

test('a broken template is told with its place and keeps nothing else from working', async () => {
  const broken = OWN.replace('pair', 'base').replace('{{first}}-then', '{{firs}}-then')
  const file = '.threados/templates/base.yaml'
  const { seqctl } = await setUp({ [file]: broken })
  const results = [
    await seqctl('template', 'apply', 'base', '--set', 'first=a'),
    await seqctl('template', 'apply', 'chained'),
    await seqctl('step', 'add', 'x', '--type', 'base', '--model', 'codex'),
  ]
  const at = { file, line: 7, column: 28 }
  expect(results).toMatchObject([
    {
      exit: 1,
      json: {
        code: 'INVALID_SCHEMA',
        details: { at, hint: 'Did you mean first?' },
      },
    },
    { exit: 0 },
    { exit: 0 },
  ])
  expect((await seqctl('template', 'list')).json.data).toMatchObject({
    broken: [{ name: 'base', failure: { at } }],
  })
})

test('a link and a file under another name are no templates', async () => {
  const { root, seqctl } = await setUp({
    'elsewhere.yaml': OWN,
    '.threados/templates/other.yaml': OWN,
  })
  symlinkSync(join(root, 'elsewhere.yaml'), join(root, '.threados/templates/pair.yaml'))
  const codes = [
    (await seqctl('template', 'apply', 'pair')).json.code,
    (await seqctl('template', 'apply', 'other')).json.code,
  ]
  expect(codes).toEqual(['INVALID_PATH', 'INVALID_SCHEMA'])
})

test.each([
  [['ghost'], 6, 'TEMPLATE_NOT_FOUND'],
  [['parallel', '--set', 'workers'], 2, 'USAGE'],
  [['parallel', '--set', 'workers=many'], 2, 'USAGE'],
  [['parallel', '--set', 'merge=perhaps'], 2, 'USAGE'],
  [['parallel', '--set', 'id=a', '--set', 'id=b'], 2, 'USAGE'],
  [['parallel', '--set', 'worker=2'], 2, 'INVALID_PARAMETERS'],
  [['parallel', '--set', 'workers=11'], 1, 'LIMIT_EXCEEDED'],
  [[], 2, 'USAGE'],
])('seqctl template apply %j exits %i with %s', async (args, exit, code) => {
  const { seqctl } = await setUp()
  expect(await seqctl('template', 'apply', ...args)).toMatchObject({ exit, json: { code } })
})

test('a sequence begins with the steps of a template, or not at all when the template does not fit', async () => {
  const root = temporaryFolder()
  const seqctl = seqctlIn(root, temporaryFolder())
  const init = (...words: readonly string[]) => seqctl('init', '--repo', root, ...words)
  expect(await init('--template', 'paralel')).toMatchObject({ exit: 6 })
  expect(await init('--template', 'parallel', '--set', 'workers=0')).toMatchObject({ exit: 2 })
  expect(await init('--set', 'workers=2')).toMatchObject({ exit: 2 })
  expect(existsSync(join(root, '.threados'))).toBe(false)
  const begun = await init('--template', 'parallel', '--set', 'workers=2', '--name', 'Two')
  expect(begun).toMatchObject({ exit: 0, json: { data: { name: 'Two' } } })
  const listed = await seqctl('step', 'list', '--repo', root)
  const steps: readonly { id: string }[] = listed.json.data
  expect(steps.map(({ id }) => id)).toEqual(['work-1', 'work-2', 'work-merge'])
})
