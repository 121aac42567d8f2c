import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { editorWords } from '../../apps/seqctl/editor.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'

/** An editor that a person might name: it adds a line to the file that it is given last. */
const EDITOR = 'require("fs").appendFileSync(process.argv.at(-1), process.argv[2] + "\\n")'

async function setUp(env: NodeJS.ProcessEnv = {}) {
  const root = temporaryFolder()
  const seqctl = seqctlIn(root, temporaryFolder(), { VISUAL: '', ...env })
  await seqctl('init')
  writeFiles(root, { 'my editor.cjs': EDITOR })
  const add = ['step', 'add', 'build', '--type', 'base', '--model', 'codex', '--name', 'Build it']
  return { root, seqctl, add: (...more: string[]) => seqctl(...add, ...more) }
}

test('the editor is started with its own arguments, and what it leaves becomes the prompt', async () => {
  const root = temporaryFolder()
  writeFiles(root, { 'my editor.cjs': EDITOR })
  const line = `"${process.execPath}" "${join(root, 'my editor.cjs')}" $(id);`
  const { seqctl, add } = await setUp({ EDITOR: line })
  await add('--prompt', 'First.\n')
  const edited = await seqctl('prompt', 'edit', 'build')
  const shown = await seqctl('prompt', 'show', 'build')
  expect(edited).toMatchObject({
    exit: 0,
    json: { data: { actions: [{ action: 'prompt.write' }] } },
  })
  expect(shown.json.data).toMatchObject({ text: 'First.\n$(id);\n' })
})

test('an editor that fails or is not there changes nothing', async () => {
  const fails = await setUp({ EDITOR: `"${process.execPath}" --eval "process.exit(3)" --` })
  await fails.add('--prompt', 'First.\n')
  expect(await fails.seqctl('prompt', 'edit', 'build')).toMatchObject({ exit: 130 })
  const missing = await setUp({ EDITOR: 'no-such-editor' })
  await missing.add('--prompt', 'First.\n')
  expect(await missing.seqctl('prompt', 'edit', 'build')).toMatchObject({
    exit: 7,
    json: { code: 'COMMAND_NOT_FOUND' },
  })
  // Nobody sits at a terminal: an editor that wants one would wait for ever.
  const none = await setUp({ EDITOR: '' })
  await none.add('--prompt', 'First.\n')
  expect(await none.seqctl('prompt', 'edit', 'build')).toMatchObject({
    exit: 2,
    json: { code: 'USAGE' },
  })
  expect(readFileSync(join(missing.root, '.threados/prompts/build.md'), 'utf8')).toBe('First.\n')
})

test('a prompt is generated from the template of the thread type, and replaces one only when asked', async () => {
  const { root, seqctl, add } = await setUp()
  await add()
  rmSync(join(root, '.threados/prompts/build.md'))
  const missing = await seqctl('prompt', 'show', 'build')
  const printed = await seqctl('prompt', 'generate', 'build', '--print')
  const made = await seqctl('prompt', 'generate', 'build', '--task', 'Make {{it}} fast.')
  const again = await seqctl('prompt', 'generate', 'build')
  const shown = await seqctl('prompt', 'show', 'build')
  expect(missing).toMatchObject({ exit: 6, json: { code: 'NOT_FOUND' } })
  expect(printed.json.data['text']).toMatch(/^# Build it\n\nBuild it\n/)
  expect(made.exit).toBe(0)
  expect(again).toMatchObject({ exit: 1, json: { code: 'ALREADY_EXISTS' } })
  expect(shown.json.data['text']).toMatch(/^# Build it\n\nMake \{\{it\}\} fast\.\n/)
})

test('every thread type has a prompt that knows its place in the plan', async () => {
  const { seqctl } = await setUp()
  const set = (...values: string[]) => values.flatMap((value) => ['--set', value])
  const of = async (id: string): Promise<string> =>
    (await seqctl('prompt', 'generate', id, '--print')).json.data['text']
  await seqctl('template', 'apply', 'fusion', ...set('candidates=2', 'id=try'))
  await seqctl('template', 'apply', 'chained', ...set('phases=3', 'id=phase'))
  expect(await of('try-1')).toContain('one of 2 candidates')
  expect(await of('try-synth')).toContain('try-1, try-2')
  expect(await of('phase-2')).toContain('this is number 2')
})

test('an unknown step is refused with the nearest one', async () => {
  const { seqctl, add } = await setUp()
  await add()
  expect(await seqctl('prompt', 'show', 'biuld')).toMatchObject({
    exit: 6,
    json: { code: 'STEP_NOT_FOUND', details: { hint: 'Did you mean build?' } },
  })
})

test.each([
  ['vim', ['vim']],
  ['code --wait', ['code', '--wait']],
  ['"C:\\Program Files\\vim.exe" -f', ['C:\\Program Files\\vim.exe', '-f']],
  ["'my editor'  -n", ['my editor', '-n']],
])('%s as an argument list', (line, words) => {
  expect(editorWords(line)).toEqual(words)
})

test('a prompt that nobody has written is told when the step is added, and keeps it from starting', async () => {
  const { root, seqctl, add } = await setUp()
  const file = '.threados/prompts/later.md'
  const added = await add('--prompt-file', file)
  const note = `The prompt of build is not there yet: ${file}. Until it is, the step can't run.`
  expect(added).toMatchObject({ exit: 0, json: { data: { notes: [note] } } })
  const renamed = await seqctl('step', 'edit', 'build', '--name', 'Another name')
  expect(renamed.json.data).toMatchObject({ notes: [] })

  const run = await seqctl('run', 'step', 'build', '--wait', '--executor', 'direct')
  expect(run).toMatchObject({
    exit: 1,
    json: {
      data: {
        runId: expect.any(String),
        steps: [{ reason: 'spawn_failed', message: expect.stringContaining(`missing: ${file}.`) }],
      },
    },
  })
  const { runId } = run.json.data as { runId: string }
  expect(readdirSync(join(root, '.threados/runs', runId, 'build'))).not.toContain('stdout.log')

  writeFiles(root, { [file]: 'Do it.' })
  const other = await seqctl(
    ...['step', 'add', 'next', '--type', 'base', '--model', 'codex', '--prompt-file', file],
  )
  expect(other.json.data).toMatchObject({ notes: [] })
})

test("a prompt outside the prompts' folder is refused, also behind a link that was made later", async () => {
  const { root, seqctl, add } = await setUp()
  writeFiles(root, { 'elsewhere.md': 'Not meant for a model.' })
  await add('--prompt', 'Do it.')
  const plan = readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')
  for (const promptFile of ['../../etc/passwd', '.threados/prompts/../../elsewhere.md']) {
    const actions = [{ action: 'step.add', id: 'x', type: 'base', model: 'codex', promptFile }]
    writeFiles(root, { 'actions.json': JSON.stringify(actions) })
    const refused = await seqctl('apply', 'actions.json')
    expect(refused).toMatchObject({ exit: 1, json: { code: 'INVALID_PATH' } })
  }
  expect(readFileSync(join(root, '.threados/sequence.yaml'), 'utf8')).toBe(plan)

  rmSync(join(root, '.threados/prompts/build.md'))
  symlinkSync(join(root, 'elsewhere.md'), join(root, '.threados/prompts/build.md'))
  const run = await seqctl('run', 'step', 'build', '--wait', '--executor', 'direct')
  expect(run).toMatchObject({
    exit: 1,
    json: { data: { steps: [{ message: expect.stringContaining('symbolic link') }] } },
  })
})
