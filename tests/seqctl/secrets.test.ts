import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'

// In two pieces, so that no scanner of this repository takes them for real ones.
const TOKEN = ['ghp', '_0123456789abcdefghijABCDEFGHIJ456789'].join('')
const OWN = 'tango-4711'

function everyFile(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, string] => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
}

test('a secret that a step prints, writes and fails with is in none of its files, nor in the audit', async () => {
  const root = temporaryFolder()
  const seqctl = seqctlIn(root, temporaryFolder())
  const script = `
    const secret = ['ghp', process.argv[2]].join('_')
    require('node:fs').writeFileSync('config.env', 'TOKEN=' + secret + '\\ncode ${OWN}\\n')
    console.log('using', secret, 'and ${OWN}')
    console.error('Error: ' + secret + ' was refused')
    process.exit(1)`
  writeFiles(root, { 'a.js': script, '.threados/policy.yaml': 'redact: ["tango-[0-9]+"]\n' })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root })
  git('init', '--quiet')
  git('add', 'a.js')
  git('commit', '--quiet', '-m', 'first')
  await seqctl('init')
  const command = ['node', 'a.js', TOKEN.slice(4), `--api-key=${TOKEN}`]
  await seqctl('step', 'add', 'a', '--type', 'base', '--model', 'shell', '--', ...command)
  await seqctl('run', 'step', 'a', '--wait', '--executor', 'direct')
  const runs = everyFile(join(root, '.threados/runs'))
  const audit = readFileSync(join(root, '.threados/audit.log'), 'utf8')
  const told = [...runs.filter(([path]) => !path.endsWith('command.json')), ['audit.log', audit]]
  const leaking = told.filter(([, text]) => text?.includes(TOKEN) || text?.includes(OWN))
  expect(leaking.map(([path]) => path)).toEqual([])
  const names = runs.map(([path]) => path.split('/').at(-1))
  expect(names).toEqual(
    expect.arrayContaining(['status.json', 'stdout.log', 'stderr.log', 'diff.patch', 'summary.md']),
  )
  const status = JSON.parse(runs.find(([path]) => path.endsWith('status.json'))?.[1] ?? '{}')
  expect(status).toMatchObject({
    status: 'FAILED',
    message: expect.stringContaining('[redacted] was refused'),
    argv: ['node', 'a.js', TOKEN.slice(4), '--api-key=[redacted]'],
  })
  // Two on standard output, one on standard error, two in the diff, at least.
  expect(status.redactions).toBeGreaterThanOrEqual(5)
  const notes = runs.find(([path]) => path.endsWith('runner.log'))?.[1]
  expect(notes).toContain('2 secrets were hidden in diff.patch')
})
