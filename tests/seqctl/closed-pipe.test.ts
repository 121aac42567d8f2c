import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, testEnvironment } from '../support/bridge.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'

const STEPS = Array.from(
  { length: 2000 },
  (_, at) => `  - { id: s${at}, name: Step ${at}, type: base, model: codex }\n`,
)

test.each([[['status', '--json']], [['status', '--watch', '--json']]])(
  'seqctl %j ends without a complaint when its reader has seen enough',
  async (argv) => {
    const repo = repoWith(`version: "1.0"\nname: Large\nsteps:\n${STEPS.join('')}`)
    const child = spawn(process.execPath, [join(ROOT, 'dist/seqctl.js'), ...argv], {
      cwd: repo,
      env: testEnvironment(temporaryFolder()),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaints = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    const closed = once(child, 'close')
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const [, signal] = await closed
    expect({ complaints, signal }).toEqual({ complaints: '', signal: null })
  },
  60_000,
)
