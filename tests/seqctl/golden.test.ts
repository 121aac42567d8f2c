import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/bridge.ts'
import { type CliResult, seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

const GOLDEN = join(ROOT, 'tests/fixtures/golden/seqctl')

/** Every line is one call. Programs that other machines lack are told apart by their own tests. */
const SCRIPT: Readonly<Record<string, readonly string[]>> = {
  'without-a-sequence': [
    'status',
    'step list',
    'undo',
    'no-such-command',
    'statsu',
    '--no-such-flag',
  ],
  steps: [
    'init --name demo',
    'init',
    'step add build --type base --model shell --prompt Build. -- node --version',
    'step add test --type base --model codex --depends-on build --lane checks',
    'step add build --type base --model codex',
    'step add x --type base --model codex --depends-on ghost',
    'step add ../x --type base --model codex',
    'step add con --type base --model codex',
    'step add x --type z --model codex',
    'step add x --type base --model codex --typo-flag v',
    'step add x --type base',
    'step edit test --name Tests --timeout 1000',
    'step edit test --clear lane',
    'step edit test --timeout -5',
    'step edit tset --name x',
    'step clone test test-2',
    'step move test-2 --before test',
    'step move build --after test',
    'step show test',
    'step show tset',
    'step list',
    'step accept test',
    'step reset test',
    'step rm build',
    'step rm ghost',
    'step rm test test-2',
    'step rm test -- ls',
    'step ad x',
    'undo',
    'undo',
    'redo',
    'status',
  ],
  graph: [
    'init --name demo',
    'step add a --type base --model codex',
    'step add b --type base --model codex',
    'step add c --type base --model codex',
    'dep add b a',
    'dep add a b',
    'dep add a a',
    'dep add b ghost',
    'dep list',
    'dep rm b a',
    'dep rm b a',
    'group parallelize a b --group pair',
    'group list',
    'group dissolve pair',
    'group dissolve pair',
    'fusion create --candidates a,b --synth best',
    'fusion create --candidates a,a --synth best',
    'gate insert review --depends-on a --before c',
    'gate list',
    'gate approve review',
    'gate approve ghost',
    'run step c',
    'run step a b --dry-run',
    'run step ghost',
    'run group ghost',
    'logs a',
    'diff a',
    'runs list',
    'runs show 01JZX3M5C8QK2V7T9YB4N6RDHE',
    'runs prune',
    'prompt show a',
    'prompt generate a --print',
    'apply missing.json',
    'template apply nothing',
    'template apply parallel --set workers=0',
    'policy check -- rm -rf /',
    'policy check -- git status',
    'schema nothing',
    'audit verify',
    'metrics',
  ],
}

/** What differs from run to run: times, hashes, ids, folders and names of this machine. */
function normalize(text: string, folders: readonly string[]): string {
  const hashes = new Map<string, string>()
  const named = (hash: string) => {
    const known = hashes.get(hash) ?? `<hash ${hashes.size + 1}>`
    hashes.set(hash, known)
    return known
  }
  return folders
    .reduce((all, folder) => all.replaceAll(folder, '<folder>'), text)
    .replaceAll(/\b[0-9a-f]{64}\b/g, named)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '<day>')
    .replaceAll(/"id":"[0-9a-f]{16}"/g, '"id":"<confirmation>"')
    .replaceAll(/(confirm |--confirm )[0-9a-f]{16}/g, '$1<confirmation>')
}

function shown(line: string, { exit, stdout }: CliResult): string {
  return `$ seqctl ${line}\nexit ${exit}\n${stdout}`
}

async function play(lines: readonly string[]): Promise<string> {
  const [root, dataFolder] = [temporaryFolder(), temporaryFolder()]
  writeFiles(root, { 'README.md': 'A repository.\n' })
  const seqctl = seqctlIn(root, dataFolder)
  const parts: string[] = []
  for (const line of lines) parts.push(shown(line, await seqctl(...line.split(' '))))
  return normalize(parts.join('\n'), [root, dataFolder])
}

test.each(Object.keys(SCRIPT))('JSON and exit codes: %s', { timeout: 240_000 }, async (name) => {
  const lines = SCRIPT[name] ?? []
  const [once, again] = await Promise.all([play(lines), play(lines)])
  expect(again).toBe(once)
  await expect(once).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`))
})

test('what people see at a terminal', { timeout: 120_000 }, async () => {
  const [root, dataFolder] = [temporaryFolder(), temporaryFolder()]
  const lines = [
    'init --name demo',
    'step add build --type base --model codex',
    'step add test --type base --model codex --depends-on build',
    'gate insert review --depends-on test',
    'status',
    'step list',
    'gate list',
    'dep list',
    'step show tset',
  ]
  const parts: string[] = []
  for (const line of lines) {
    const { exit, screen } = await seqctlAtTerminal(root, dataFolder, line.split(' '))
    parts.push(`$ seqctl ${line}\nexit ${exit}\n${screen.replaceAll('\r\n', '\n')}`)
  }
  const text = normalize(parts.join('\n'), [root, dataFolder]).replaceAll(
    /\b[0-9a-f]{12}\b/g,
    '<rev>',
  )
  await expect(text).toMatchFileSnapshot(join(GOLDEN, 'terminal.txt'))
})
