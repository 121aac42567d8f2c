import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT, testEnvironment } from '../support/bridge.ts'
import { temporaryFolder } from '../support/temporary.ts'

const run = promisify(execFile)

async function scriptFor(shell: string): Promise<string> {
  const argv = [join(ROOT, 'dist/seqctl.js'), 'completion', shell]
  const { stdout } = await run(process.execPath, argv, { env: testEnvironment(temporaryFolder()) })
  return stdout
}

const ASK = `
eval "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_seqctl
printf '%s\\n' "\${COMPREPLY[@]}"
`

test('bash completes commands, their verbs, flags and values', async () => {
  const script = await scriptFor('bash')
  const complete = async (...words: string[]) => {
    const { stdout } = await run('bash', ['-c', ASK, 'bash', script, 'seqctl', ...words])
    return stdout.split('\n').filter((word) => word !== '')
  }
  expect(await complete('sta')).toEqual(['status'])
  expect(await complete('gate', '')).toEqual(expect.arrayContaining(['approve', 'block', 'list']))
  expect(await complete('--repo', 'step', 'gate', 'ap')).toEqual(['approve'])
  expect(await complete('step', 'add', 'x', '--ty')).toEqual(['--type'])
  expect(await complete('step', 'add', 'x', '--type', '')).toEqual([
    'base',
    'p',
    'c',
    'f',
    'b',
    'l',
  ])
  expect(await complete('step', 'add', 'x', '--rep')).toEqual(['--repo'])
  expect(await complete('step', 'add', 'x', '--', 'no')).toEqual([])
})

test.each([
  ['zsh', "'gate') commands=("],
  [
    'fish',
    "complete -c seqctl -f -n \"test (string join ' ' (__seqctl_path)) = 'gate'\" -a 'approve'",
  ],
  ['powershell', "'gate approve' = @('--note'"],
])('%s gets the same table', async (shell, part) => {
  expect(await scriptFor(shell)).toContain(part)
})

test('an unknown shell is refused with the nearest', async () => {
  const failed = await scriptFor('bsh').catch((cause: { code: number; stdout: string }) => cause)
  expect(failed).toMatchObject({ code: 2, stdout: expect.stringContaining('Did you mean bash?') })
})
