import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Confirmations } from '../../bridge/local/confirmations.ts'
import { findStepDoor } from '../../bridge/local/step-door-client.ts'
import { ROOT } from '../support/bridge.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { until } from '../support/until.ts'

/** What every script of an agent below can use: `seqctl` as an agent calls it, and `say` for its output. */
const PROLOGUE = `
  const { spawnSync } = require('node:child_process')
  const fs = require('node:fs')
  const say = (...words) => fs.writeSync(1, words.join(' ') + '\\n')
  const seqctl = (...args) => {
    const { status, stdout } = spawnSync(process.execPath, [${JSON.stringify(join(ROOT, 'dist/seqctl.js'))}, '--json', ...args], { encoding: 'utf8' })
    return { status, ...JSON.parse(stdout) }
  }
  const add = (id, ...more) => seqctl('step', 'add', id, '--type', 'base', '--model', 'shell', ...more, '--', 'node', 'child.js')
`

interface Setting {
  readonly script: string
  readonly policy?: string
  readonly isOrchestrator?: boolean
}

function setUp({ script, policy = 'mode: POWER\n', isOrchestrator = true }: Setting) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  const orchestrator = isOrchestrator ? ', orchestrator: true' : ''
  writeFiles(dataFolder, { 'policy.yaml': policy })
  writeFiles(root, {
    'lead.js': PROLOGUE + script,
    'child.js': "console.log('the child worked')",
    '.threados/sequence.yaml': `version: "1"
name: led
steps:
  - {id: lead, name: Lead, type: b, model: shell, command: [node, lead.js], timeout_ms: 90000${orchestrator}}
  - {id: other, name: Other, type: base, model: shell, command: [node, child.js]}
gates: []
`,
  })
  const seqctl = seqctlIn(root, dataFolder)
  const run = () => seqctl('run', 'step', 'lead', '--wait', '--executor', 'direct')
  const log = async () =>
    ((await seqctl('logs', 'lead')).json.data as { text: string } | undefined)?.text ?? ''
  const step = async (id: string) =>
    (await seqctl('step', 'show', id)).json.data as { step: Record<string, unknown> } | undefined
  const record = () => {
    const runs = join(root, '.threados/runs')
    const [first = ''] = readdirSync(runs).toSorted()
    return JSON.parse(readFileSync(join(runs, first, 'lead/status.json'), 'utf8'))
  }
  return { root, dataFolder, seqctl, run, log, step, record }
}

/** Every file below a folder, as one text. */
function allText(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

describe.runIf(process.platform === 'linux')('an orchestrator in the sandbox', () => {
  test('POWER: adds steps that are marked as its own, runs them and sees their end', async () => {
    const { run, log, step, record } = setUp({
      script: `
        try { fs.appendFileSync('.threados/sequence.yaml', '#') } catch (cause) { say('plan', cause.code) }
        say('add', add('piece', '--parent', 'other').status)
        say('run', JSON.stringify(seqctl('run', 'step', 'piece', '--wait').data.steps))
        say('wait', seqctl('wait', 'piece').status)
        say('log', seqctl('logs', 'piece').data.text.trim())
        say('policy', seqctl('policy', 'show').data.policy.mode, seqctl('policy', 'check', '--', 'git', 'log').data.allowed)`,
    })
    await run()
    expect((await log()).trim().split('\n')).toEqual([
      'plan EROFS',
      'add 0',
      'run [{"id":"piece","status":"DONE"}]',
      'wait 0',
      'log the child worked',
      'policy POWER true',
    ])
    expect(record()).toMatchObject({ status: 'DONE', sandbox: { by: 'bwrap' } })
    expect(await step('piece')).toMatchObject({ parent: 'lead', status: 'DONE' })
  })

  test('is held by fanout and depth, may not approve or loosen, and can not say whose child a step is', async () => {
    const { run, log } = setUp({
      policy: 'mode: POWER\nmax_fanout: 2\n',
      script: `
        const told = (name, { status, code }) => say(name, status, code ?? 'fine')
        for (const id of ['one', 'two', 'three']) told(id, add(id))
        told('adopt', seqctl('step', 'edit', 'other', '--parent', 'lead'))
        told('orphan', seqctl('step', 'edit', 'one', '--clear', 'parent'))
        fs.writeFileSync('mode.json', '[{"action":"policy.mode","mode":"POWER"}]')
        told('mode', seqctl('apply', 'mode.json'))
        told('remove', seqctl('step', 'rm', 'other'))
        told('accept', seqctl('step', 'accept', 'other'))`,
    })
    await run()
    expect((await log()).trim().split('\n')).toEqual([
      'one 0 fine',
      'two 0 fine',
      'three 3 DENIED',
      'adopt 3 DENIED',
      'orphan 3 DENIED',
      'mode 3 DENIED',
      'remove 4 CONFIRMATION_REQUIRED',
      expect.stringMatching(/^accept (3 DENIED|1 ILLEGAL_TRANSITION)$/),
    ])
  })

  test('SAFE: nothing happens before a person says yes, and then exactly what was asked for', async () => {
    const { root, dataFolder, run, log, step } = setUp({
      policy: 'mode: SAFE\n',
      script: `
        const asked = add('piece')
        say('asked', asked.status, asked.code)
        const id = asked.details.id
        say('self', seqctl('confirm', id).status !== 0)
        say('altered', add('evil', '--confirm', id).code)
        fs.writeFileSync('asked', '')
        let done
        do done = add('piece', '--confirm', id)
        while (done.status !== 0 && !fs.existsSync('stop'))
        say('done', done.status)
        say('again', add('piece', '--confirm', id).status !== 0)`,
    })
    onTestFinished(() => writeFiles(root, { stop: '' }))
    const running = run()
    const confirmations = new Confirmations(dataFolder)
    await until('the question', () => readdirSync(root).includes('asked'), 60_000)
    expect(await step('piece')).toBeUndefined()
    const [question] = confirmations.list(root).filter(({ covers }) => /piece/.test(covers.join()))
    expect(question?.actor).toBe('orchestrator')
    confirmations.grant(question?.id ?? '')
    await running
    expect((await log()).trim().split('\n')).toEqual([
      'asked 4 CONFIRMATION_REQUIRED',
      'self true',
      'altered CONFIRMATION_REQUIRED',
      'done 0',
      'again true',
    ])
    expect(await step('piece')).toMatchObject({ parent: 'lead' })
    expect(await step('evil')).toBeUndefined()
  })

  test('its token is hidden wherever it is printed and lies in no file of ThreadOS', async () => {
    const { root, dataFolder, run, log } = setUp({
      script: `
        const token = process.env.THREADOS_TOKEN
        say('token', token)
        fs.writeFileSync('proof', token.length + ' ' + process.env.THREADOS_DOOR)
        say('added', add('piece').status)`,
    })
    await run()
    expect(readFileSync(join(root, 'proof'), 'utf8')).toBe('57 /run/threados/door.sock')
    const printed = await log()
    expect(printed).toContain('added 0')
    for (const text of [printed, allText(join(root, '.threados')), allText(dataFolder)]) {
      expect(text).not.toMatch(/threados_step_[A-Za-z0-9_-]{20}/)
    }
  })

  test('a step that is no orchestrator has no door, and is told so', async () => {
    const { run, log } = setUp({
      isOrchestrator: false,
      script: `
        const { status, details } = add('piece')
        say('THREADOS_DOOR' in process.env, 'THREADOS_TOKEN' in process.env, status, /orchestrator: true/.test(details.hint))`,
    })
    await run()
    expect(await log()).toBe('false false 7 true\n')
  })
})

test('without a sandbox the same holds; a wrong token opens nothing, and the right one only while the attempt runs', async () => {
  const { root, run, log, step, record } = setUp({
    policy: 'mode: POWER\nsandbox: off\n',
    script: `
      const { THREADOS_TOKEN: token, THREADOS_DOOR: door } = process.env
      fs.writeFileSync('kept.json', JSON.stringify({ token, door }))
      process.env.THREADOS_TOKEN = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
      say('wrong', add('forged').code)
      process.env.THREADOS_TOKEN = token
      say('right', add('piece').status)`,
  })
  await run()
  expect(await log()).toBe('wrong UNAUTHORIZED\nright 0\n')
  expect(record().sandbox).toMatchObject({ by: 'none' })
  expect(await step('piece')).toMatchObject({ parent: 'lead' })
  const kept = JSON.parse(readFileSync(join(root, 'kept.json'), 'utf8'))
  const late = findStepDoor({ THREADOS_DOOR: kept.door, THREADOS_TOKEN: kept.token })
  expect(await late?.apply({ actions: [{ action: 'step.rm', id: 'piece' }] })).toMatchObject({
    failure: { code: 'RUNTIME_UNAVAILABLE' },
  })
})
