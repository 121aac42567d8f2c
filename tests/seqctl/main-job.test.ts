import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findMarked, sweepMarked } from '../../bridge/local/processes.ts'
import { markerOf } from '../../bridge/runner/marker.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

function setUp(files: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  writeFiles(root, files)
  const seqctl = seqctlIn(root, dataFolder)
  onTestFinished(async () => {
    await seqctl('mprocs', 'quit')
  })
  return { root, dataFolder, seqctl, plan: join(root, '.threados/sequence.yaml') }
}

const HELLO = { 'hello.mjs': 'console.log("hello from", process.argv[2])\n' }

test('two shell steps run one after the other under mprocs, from the shell alone', async () => {
  const { seqctl } = setUp(HELLO)
  const add = ['--type', 'base', '--model', 'shell']
  const exits = [
    await seqctl('init', '--name', 'Try'),
    await seqctl('step', 'add', 'one', ...add, '--', 'node', 'hello.mjs', 'one'),
    await seqctl('step', 'add', 'two', ...add, '--', 'node', 'hello.mjs', 'two'),
    await seqctl('dep', 'add', 'two', 'one'),
    await seqctl('run', 'runnable', '--wait'),
  ].map((result) => result.exit)
  const status = await seqctl('status', '--json')
  const logs = await seqctl('logs', 'two')
  const audit = await seqctl('audit', 'verify')
  expect(exits).toEqual([0, 0, 0, 0, 0])
  expect(status.json.data).toMatchObject({
    name: 'Try',
    counts: { DONE: 2 },
    steps: [
      { id: 'one', status: 'DONE', attempt: { status: 'DONE', exitCode: 0 } },
      { id: 'two', status: 'DONE', attempt: { status: 'DONE', exitCode: 0 } },
    ],
  })
  expect(logs.json.data).toMatchObject({ text: 'hello from two\n' })
  // Four of the person's edits, their run, the start of one, its end with the start of two, the end of two.
  expect(audit).toMatchObject({ exit: 0, json: { data: { entries: 8 } } })
})

test('without --wait the run goes on in the background and the command answers at once', async () => {
  const { seqctl } = setUp(HELLO)
  await seqctl('init')
  await seqctl(
    'step',
    'add',
    'one',
    '--type',
    'base',
    '--model',
    'shell',
    '--',
    'node',
    'hello.mjs',
  )
  const run = await seqctl('run', 'step', 'one', '--executor', 'direct')
  expect(run).toMatchObject({ exit: 0, json: { success: true, data: { started: ['one'] } } })
  await expect
    .poll(async () => (await seqctl('status')).json.data, { timeout: 15_000 })
    .toMatchObject({ counts: { DONE: 1 } })
})

test('a step that fails makes the waited run exit 1 and says why', async () => {
  const { root, dataFolder, seqctl } = setUp({
    'fail.mjs': 'console.error("no luck"); process.exit(3)\n',
  })
  await seqctl('init')
  await seqctl('step', 'add', 'one', '--type', 'base', '--model', 'shell', '--', 'node', 'fail.mjs')
  const run = await seqctl('run', 'runnable', '--wait', '--executor', 'direct')
  const waited = await seqctl('wait', 'one')
  const status = await seqctl('status')
  const end = { reason: 'exit_code', exitCode: 3, message: 'exit 3: no luck' }
  const answer = { exit: 1, json: { data: { steps: [{ id: 'one', status: 'FAILED', ...end }] } } }
  expect([run, waited]).toMatchObject([answer, answer])
  expect(status.json.data).toMatchObject({ steps: [{ status: 'FAILED', attempt: end }] })
  const { exit, screen } = await seqctlAtTerminal(root, dataFolder, ['wait', 'one'])
  expect([exit, screen]).toEqual([1, 'one  FAILED  exit 3: no luck\r\n'])
})

test('a program that is missing is named with the way to install it, and nothing else stops', async () => {
  const { seqctl } = setUp(HELLO)
  await seqctl('init')
  await seqctl('step', 'add', 'a', '--type', 'base', '--model', 'gemini', '--prompt', 'Say hello')
  await seqctl('step', 'add', 'b', '--type', 'base', '--model', 'shell', '--', 'node', 'hello.mjs')
  const run = await seqctl('run', 'runnable', '--wait', '--executor', 'direct')
  const status = await seqctl('status')
  expect(run.exit).toBe(1)
  expect(status.json.data).toMatchObject({
    steps: [
      {
        id: 'a',
        status: 'FAILED',
        attempt: { message: expect.stringContaining('@google/gemini-cli') },
      },
      { id: 'b', status: 'DONE' },
    ],
  })
})

test('an invalid sequence.yaml is told with file, line, column and path, and never overwritten', async () => {
  const { seqctl, plan } = setUp()
  await seqctl('init')
  const broken = `${readFileSync(plan, 'utf8').replace('steps: []', 'steps:\n  - id: a\n    name: A\n    type: base\n    model: codex\n    statsu: READY')}`
  writeFileSync(plan, broken)
  const results = [
    await seqctl('status'),
    await seqctl('step', 'add', 'b', '--type', 'base', '--model', 'codex'),
    await seqctl('run', 'runnable', '--wait', '--executor', 'direct'),
  ]
  const line = broken.split('\n').findIndex((text) => text.includes('statsu')) + 1
  for (const result of results) {
    expect(result).toMatchObject({
      exit: 1,
      json: {
        success: false,
        code: 'INVALID_SCHEMA',
        details: {
          at: { file: '.threados/sequence.yaml', line, column: 5, path: ['steps', 0, 'statsu'] },
          hint: expect.stringContaining('status'),
        },
      },
    })
  }
  expect(readFileSync(plan, 'utf8')).toBe(broken)
})

test('what destroys something needs a person, and a confirmation works once', async () => {
  const { seqctl } = setUp(HELLO)
  await seqctl('init')
  await seqctl(
    'step',
    'add',
    'one',
    '--type',
    'base',
    '--model',
    'shell',
    '--',
    'node',
    'hello.mjs',
  )
  const asked = await seqctl('step', 'rm', 'one')
  const id = String(asked.json.details?.['id'])
  const invented = await seqctl('step', 'rm', 'one', '--confirm', 'aaaaaaaaaaaaaaaa')
  const unasked = await seqctl('step', 'rm', 'one', '--confirm', id)
  const byMachine = await seqctl('confirm', id)
  expect([asked, invented, unasked, byMachine].map(({ exit, json }) => [exit, json.code])).toEqual([
    [4, 'CONFIRMATION_REQUIRED'],
    [6, 'NOT_FOUND'],
    [4, 'CONFIRMATION_REQUIRED'],
    [3, 'DENIED'],
  ])
  expect((await seqctl('step', 'list')).json.data).toHaveLength(1)
})

test('inside a step a caller is the orchestrator, whatever it says', async () => {
  const { root, dataFolder, seqctl } = setUp(HELLO)
  await seqctl('init')
  const inside = seqctlIn(root, dataFolder, { THREADOS_STEP: 'other' })
  const asked = await inside('step', 'add', 'x', '--type', 'base', '--model', 'codex')
  expect(asked).toMatchObject({ exit: 4, json: { code: 'CONFIRMATION_REQUIRED' } })
})

test.each([
  [['step', 'ad'], 2, 'USAGE'],
  [['step', 'add', 'x', '--typ', 'base'], 2, 'USAGE'],
  [['step', 'add', 'X', '--type', 'base', '--model', 'codex'], 1, 'INVALID_ID'],
  [['step', 'show', 'ghost'], 6, 'STEP_NOT_FOUND'],
  [['dep', 'add', 'ghost', 'ghost2'], 6, 'STEP_NOT_FOUND'],
  [['run', 'step', 'ghost', '--wait'], 6, 'STEP_NOT_FOUND'],
  [['gate', 'approve', 'ghost'], 6, 'GATE_NOT_FOUND'],
  [['logs', 'ghost'], 6, 'STEP_NOT_FOUND'],
  [['nonsense'], 2, 'USAGE'],
])('seqctl %j exits %i with %s', async (args, exit, code) => {
  const { seqctl } = setUp()
  await seqctl('init')
  expect(await seqctl(...args)).toMatchObject({ exit, json: { success: false, code } })
})

test('outside a repository the way in is named', async () => {
  const { seqctl } = setUp()
  expect(await seqctl('status')).toMatchObject({
    exit: 6,
    json: { code: 'NOT_A_WORKSPACE', details: { hint: expect.stringContaining('seqctl init') } },
  })
})

test('while it runs mprocs shows the attempt as a process with its output', async () => {
  const script = 'console.log("hello pane"); setInterval(() => undefined, 1000)\n'
  const { seqctl } = setUp({ 'stay.mjs': script })
  await seqctl('init')
  await seqctl('step', 'add', 'one', '--type', 'base', '--model', 'shell', '--', 'node', 'stay.mjs')
  await seqctl('run', 'step', 'one')
  await expect
    .poll(async () => JSON.stringify((await seqctl('mprocs', 'select', 'one')).json), {
      timeout: 20_000,
    })
    .toMatch(/one #1.*UP.*hello pane|hello pane.*one #1.*UP/s)
  expect(await seqctl('stop', 'one')).toMatchObject({
    exit: 0,
    json: { data: { status: 'FAILED' } },
  })
}, 60_000)

/** A step that runs until it is stopped, and the command that waits for it. */
async function runningStep() {
  const { root, seqctl } = setUp({ 'stay.mjs': 'setInterval(() => undefined, 1000)\n' })
  await seqctl('init')
  await seqctl('step', 'add', 'one', '--type', 'base', '--model', 'shell', '--', 'node', 'stay.mjs')
  const run = seqctl('run', 'runnable', '--wait', '--executor', 'direct')
  await expect
    .poll(async () => (await seqctl('status')).json.data, { timeout: 15_000 })
    .toMatchObject({ steps: [{ attempt: { status: 'RUNNING' } }] })
  const [runId = ''] = readdirSync(join(root, '.threados/runs'))
  return { root, seqctl, run, runId }
}

test('a run whose repository is removed ends instead of waiting for ever', async () => {
  const { root, run, runId } = await runningStep()
  rmSync(join(root, '.threados'), { recursive: true, force: true })
  const ended = await run
  expect(ended, ended.stderr).toMatchObject({ exit: 6, json: { code: 'NOT_A_WORKSPACE' } })
  await sweepMarked(markerOf({ runId, stepId: 'one', attempt: 1 }), { graceMs: 0 })
}, 60_000)

test('an attempt whose folder is removed is ended with all its processes, and its step fails', async () => {
  const { root, seqctl, run, runId } = await runningStep()
  rmSync(join(root, '.threados/runs'), { recursive: true, force: true })
  const ended = await run
  expect(ended, ended.stderr).toMatchObject({ exit: 1 })
  expect((await seqctl('status')).json.data).toMatchObject({ steps: [{ status: 'FAILED' }] })
  expect(findMarked(markerOf({ runId, stepId: 'one', attempt: 1 }))).toEqual([])
}, 60_000)
