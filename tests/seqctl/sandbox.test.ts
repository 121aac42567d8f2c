import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../support/bridge.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'

const PLAN = `version: "1"
name: walls
steps:
  - {id: a, name: A, type: base, model: shell, command: [node, a.js], timeout_ms: 6000}
gates: []
`

function setUp(script: string, env: NodeJS.ProcessEnv = {}) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const seqctl = seqctlIn(root, dataFolder, env)
  writeFiles(root, { 'a.js': script })
  writeFiles(root, { '.threados/sequence.yaml': PLAN })
  const record = () => {
    const runs = join(root, '.threados/runs')
    const run = readdirSync(runs).at(-1) ?? ''
    return JSON.parse(readFileSync(join(runs, run, 'a/status.json'), 'utf8'))
  }
  return { root, dataFolder, seqctl, record }
}

const RUN = ['run', 'step', 'a', '--wait', '--executor', 'direct'] as const

describe.runIf(process.platform === 'linux')('a step in the sandbox', () => {
  test('works in the repository, keeps its exit code, and can not loosen its own policy', async () => {
    const script = `
      const fs = require('node:fs')
      fs.writeFileSync('made', process.env.THREADOS_STEP)
      try { fs.writeFileSync('.threados/policy.yaml', 'mode: POWER') } catch (cause) { console.log(cause.code) }
      process.exit(7)`
    const { root, seqctl, record } = setUp(script)
    await seqctl(...RUN)
    expect(record()).toMatchObject({ status: 'FAILED', exitCode: 7, sandbox: { by: 'bwrap' } })
    expect(readFileSync(join(root, 'made'), 'utf8')).toBe('a')
    expect((await seqctl('logs', 'a')).stdout).toContain('EROFS')
  })

  test('can read the plan from inside, and is told what it can not do or see there', async () => {
    const program = JSON.stringify(join(ROOT, 'dist/seqctl.js'))
    const script = `
      const { spawnSync } = require('node:child_process')
      const commands = [['status'], ['step', 'edit', 'a', '--name', 'x'], ['policy', 'show'], ['policy', 'check', '--', 'git', 'log']]
      for (const args of commands) {
        const { status, stdout } = spawnSync(process.execPath, [${program}, ...args], { encoding: 'utf8' })
        const { data, code } = JSON.parse(stdout)
        console.log(args[0], status, code ?? data.mode)
      }`
    const { seqctl } = setUp(script)
    await seqctl(...RUN)
    const { text } = (await seqctl('logs', 'a')).json.data as { text: string }
    expect(text.trim().split('\n')).toEqual([
      'status 0 unknown',
      'step 7 RUNTIME_UNAVAILABLE',
      'policy 7 RUNTIME_UNAVAILABLE',
      'policy 7 RUNTIME_UNAVAILABLE',
    ])
  })

  test('is asked to end before it is killed, and leaves no process', async () => {
    const script = `
      process.on('SIGTERM', () => { require('node:fs').writeFileSync('said-goodbye', ''); process.exit(0) })
      require('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
      require('node:fs').writeFileSync('up', '')
      setInterval(() => undefined, 1000)`
    const { root, seqctl, record } = setUp(script)
    await seqctl(...RUN)
    expect(record()).toMatchObject({ reason: 'timeout', sandbox: { by: 'bwrap' } })
    expect([existsSync(join(root, 'up')), existsSync(join(root, 'said-goodbye'))]).toEqual([
      true,
      true,
    ])
  })

  test('says on the step when there is no sandbox, and does not start where one is required', async () => {
    const noBwrap = temporaryFolder()
    const { root, dataFolder, record } = setUp("console.log('hello')")
    symlinkSync(process.execPath, join(noBwrap, 'node'))
    const seqctl = seqctlIn(root, dataFolder, { PATH: noBwrap })
    await seqctl(...RUN)
    expect(record()).toMatchObject({
      status: 'DONE',
      sandbox: { by: 'none', why: expect.stringContaining('not installed') },
    })
    const { json } = await seqctl('doctor')
    expect(json.data).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'sandbox', status: 'missing' }),
      ]),
    })
    writeFiles(root, { '.threados/policy.yaml': 'sandbox: require\n' })
    await seqctl('step', 'reset', 'a')
    await seqctl(...RUN)
    expect(record()).toMatchObject({
      status: 'FAILED',
      reason: 'policy_denied',
      message: expect.stringContaining('requires a sandbox'),
    })
  })
})
