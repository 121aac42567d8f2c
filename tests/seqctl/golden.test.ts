import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandTable } from '../../apps/seqctl/command-table.ts'
import { wholeProgram } from '../../apps/seqctl/run-cli.ts'
import { ROOT } from '../support/bridge.ts'
import { commitAll } from '../support/git-repo.ts'
import {
  DAMAGED_FILES,
  GOLDEN_FILES,
  GOLDEN_SCRIPT,
  POWER_FILES,
  POWER_POLICY,
  WORKTREE_FILES,
} from '../support/golden-script.ts'
import { type CliResult, seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

const GOLDEN = join(ROOT, 'tests/fixtures/golden/seqctl')

/** What differs from run to run: times, hashes, ids, folders and names of this machine. */
function normalize(text: string, folders: readonly string[]): string {
  const hashes = new Map<string, string>()
  const named = (hash: string) => {
    const known = hashes.get(hash) ?? `<hash ${hashes.size + 1}>`
    hashes.set(hash, known)
    return known
  }
  const runs = new Map<string, string>()
  const numbered = (id: string) => {
    const known = runs.get(id) ?? `<run ${runs.size + 1}>`
    runs.set(id, known)
    return known
  }
  return (
    folders
      .reduce((all, folder) => all.replaceAll(folder, '<folder>'), text)
      .replaceAll(ROOT, '<install>')
      // YAML quotes a hash that reads like a number, and leaves the others plain.
      .replaceAll(/\\"([0-9a-f]{64})\\"/g, '$1')
      .replaceAll(/\b[0-9a-f]{64}\b/g, named)
      .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
      .replaceAll(`approved_by: ${userInfo().username}`, 'approved_by: <user>')
      .replaceAll(/\b01(?!JZX3)[0-9A-HJKMNP-TV-Z]{24}\b/g, numbered)
      .replaceAll(/"(durationMs|pid|agentPid|average|p95|bytes)":[\d.]+/g, '"$1":"<number>"')
      .replaceAll(/"(pidStartedAt|agentStartedAt)":"[^"]*"/g, '"$1":"<time>"')
      .replaceAll(/\bmprocs-[\w.-]+\/mprocs/g, '<mprocs>')
      .replaceAll(process.versions.node, '<version>')
      .replaceAll(/git version [\w.]+/g, 'git version <version>')
      .replaceAll(/\{"name":"port"[^}]*\}/g, '"<port>"')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/\d{4}-\d\d-\d\d/g, '<day>')
      .replaceAll(/"id":"[0-9a-f]{16}"/g, '"id":"<confirmation>"')
      .replaceAll(/(confirm |--confirm )[0-9a-f]{16}/g, '$1<confirmation>')
  )
}

/** The scripts of completion list every flag there is; their own tests run them in real shells. */
function shown(line: string, { exit, stdout }: CliResult): string {
  const isLong = line.startsWith('completion') && exit === 0
  return `$ seqctl ${line}\nexit ${exit}\n${isLong ? `${stdout.slice(0, 40)}…\n` : stdout}`
}

/** A folder with the programs that every machine has, so that the answers are the same on all. */
function knownPrograms(): string {
  const folder = temporaryFolder()
  symlinkSync(process.execPath, join(folder, 'node'))
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim()
  symlinkSync(git, join(folder, 'git'))
  return folder
}

function newestRun(root: string): string {
  const folder = join(root, '.threados/runs')
  return existsSync(folder) ? (readdirSync(folder).sort().at(-1) ?? '') : ''
}

async function play(name: string): Promise<string> {
  const [root, dataFolder, programs] = [temporaryFolder(), temporaryFolder(), knownPrograms()]
  writeFiles(root, { ...GOLDEN_FILES, ...(name === 'damaged' ? DAMAGED_FILES : {}) })
  // A repository of its own, whatever stands in the folders above it.
  execFileSync('git', ['init', '-q', '--initial-branch=main', root])
  // npm names an editor of its own to what it runs.
  const seqctl = seqctlIn(root, dataFolder, { PATH: programs, EDITOR: '', VISUAL: '' })
  if (name === 'power') writeFiles(root, POWER_FILES)
  if (name === 'worktree') commitAll(root, WORKTREE_FILES)
  if (name === 'power' || name === 'worktree')
    writeFiles(dataFolder, { 'policy.yaml': POWER_POLICY })
  const lines = GOLDEN_SCRIPT[name] ?? []
  const parts: string[] = []
  for (const line of lines) {
    const words = line.replace('{run}', newestRun(root)).split(' ')
    parts.push(shown(line, await seqctl(...words)))
  }
  return normalize(parts.join('\n'), [root, dataFolder, programs])
}

test.each(Object.keys(GOLDEN_SCRIPT))(
  'JSON and exit codes: %s',
  { timeout: 600_000 },
  async (name) => {
    await expect(await play(name)).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`))
  },
)

/** The exit codes that the golden files have of each command line, by its first words. */
function goldenExits(path: readonly string[]): number[] {
  const words = `$ seqctl ${path.join(' ')}`
  return readdirSync(GOLDEN)
    .filter((file) => file !== 'terminal.txt')
    .flatMap((file) => readFileSync(join(GOLDEN, file), 'utf8').split('\n\n'))
    .filter(
      (part) => part === words || part.startsWith(`${words} `) || part.startsWith(`${words}\n`),
    )
    .map((part) => Number(/^exit (\d+)$/m.exec(part)?.[1]))
}

/** What succeeds only with a person or a session: here is how it refuses, and the test that shows the rest. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'prompt edit': 'tests/seqctl/prompt.test.ts',
  stop: 'tests/seqctl/runs.test.ts',
  'step send-key': 'tests/seqctl/send-key.test.ts',
  restart: 'tests/seqctl/runs.test.ts',
  confirm: 'tests/bridge/local/confirmations.test.ts',
  'trust accept': 'tests/seqctl/trust.test.ts',
  'mprocs open': 'tests/seqctl/mprocs-open.test.ts',
  'mprocs status': 'tests/bridge/mprocs/session.test.ts',
  'mprocs select': 'tests/bridge/mprocs/session.test.ts',
  'mprocs quit': 'tests/bridge/mprocs/session.test.ts',
  'bridge start': 'tests/bridge/server/http.test.ts',
  mcp: 'tests/bridge/mcp/mcp.test.ts',
}

test('every command has its answer and its errors among the golden files', async () => {
  const commands = commandTable(await wholeProgram()).filter(({ isParent }) => !isParent)
  const golden = commands.map(({ path }) => ({ name: path.join(' '), exits: goldenExits(path) }))
  const unanswered = golden.filter(({ exits }) => !exits.includes(0)).map(({ name }) => name)
  const unrefused = golden.filter(({ exits }) => !exits.some((exit) => exit > 0))
  expect(unanswered.filter((name) => !(name in ELSEWHERE))).toEqual([])
  expect(unrefused.map(({ name }) => name)).toEqual([])
  expect(Object.values(ELSEWHERE).filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
})

test('the same command twice gives the same bytes', async () => {
  const [root, dataFolder] = [temporaryFolder(), temporaryFolder()]
  const seqctl = seqctlIn(root, dataFolder)
  await seqctl('init', '--repo', root, '--template', 'parallel')
  for (const line of ['status', 'step list', 'audit list', 'policy show', 'schema step.add']) {
    const words = [...line.split(' '), '--repo', root]
    const [once, again] = [await seqctl(...words), await seqctl(...words)]
    expect(again.stdout, line).toBe(once.stdout)
    expect(once.exit, line).toBe(0)
  }
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
    'metrics',
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
