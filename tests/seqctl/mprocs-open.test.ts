import { chmodSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'
import { expect, onTestFinished, test } from 'vitest'
import { processStartTime } from '../../bridge/local/processes.ts'
import { readSession } from '../../bridge/mprocs/session-file.ts'
import { AttemptStore } from '../../bridge/scheduler/attempt-store.ts'
import { ROOT, testEnvironment } from '../support/bridge.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { tcpListeners } from '../support/tcp-listeners.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'

const PLAN = `version: "1.0"
name: watch me
steps:
  - id: one
    name: One
    type: base
    model: shell
    command: [./one.sh]
gates: []
`
const policy = (allow: boolean) =>
  `mode: POWER\nallow_send_key: ${allow}\nallowed_commands: [./one.sh]\n`

function setUp() {
  const root = temporaryFolder()
  const dataFolder = temporaryFolder()
  writeFiles(root, {
    '.threados/sequence.yaml': PLAN,
    'one.sh':
      '#!/bin/sh\necho hello from one\nwhile read -r word; do echo "read: $word"; done\nsleep 60\n',
    'type.json': JSON.stringify([{ action: 'step.sendKey', id: 'one', key: 'typed<Enter>' }]),
  })
  chmodSync(join(root, 'one.sh'), 0o755)
  writeFiles(dataFolder, { 'policy.yaml': policy(true) })
  const seqctl = seqctlIn(root, dataFolder)
  onTestFinished(async () => {
    await seqctl('mprocs', 'quit')
  })
  /** Starts the step; resolves when its agent runs. */
  const begin = async () => {
    const ran = await seqctl('run', 'step', 'one', '--executor', 'mprocs')
    const store = new AttemptStore(join(root, '.threados'))
    await until('one runs', () => {
      const place = store.live('one')
      const record = place.ok ? store.read(place.value) : place
      return record.ok && record.value?.status === 'RUNNING'
    })
    return ran.exit
  }
  return { root, dataFolder, seqctl, begin, stateFolder: join(root, '.threados/state') }
}

/** `seqctl mprocs open` at a terminal whose picture can be read. */
function openView(cwd: string, dataFolder: string) {
  const size = { cols: 150, rows: 40 }
  const screen = new headless.Terminal({ ...size, allowProposedApi: true })
  const program = spawn(process.execPath, [join(ROOT, 'dist/seqctl.js'), 'mprocs', 'open'], {
    ...size,
    cwd,
    env: testEnvironment(dataFolder),
  })
  program.onData((data) => screen.write(data))
  const exited = new Promise<number>((resolve) => {
    program.onExit(({ exitCode }) => resolve(exitCode))
  })
  const text = () =>
    Array.from(
      { length: screen.rows },
      (_, row) => screen.buffer.active.getLine(row)?.translateToString(true) ?? '',
    ).join('\n')
  return {
    exited,
    press: (keys: string) => program.write(keys),
    shows: (words: string) => until(`"${words}" on the screen`, () => text().includes(words)),
    text,
    resize: (cols: number, rows: number) => {
      program.resize(cols, rows)
      screen.resize(cols, rows)
    },
  }
}

test('a session can be watched, its panes chosen and typed into; no size of the terminal harms it', async () => {
  const { root, dataFolder, seqctl, begin, stateFolder } = setUp()
  expect(await begin()).toBe(0)
  const before = readSession(stateFolder)
  const view = openView(root, dataFolder)
  await view.shows('choose a step')
  view.press('\u001b[B')
  await view.shows('hello from one')
  view.press('\r')
  await view.shows('to one> ')
  view.press('is it, you\u007f\u007f\u007fme? <q>\r')
  await view.shows('read: is it, me? <q>')
  for (const [cols, rows] of [
    [1, 1],
    [300, 100],
    [20, 5],
    [150, 40],
  ] as const) {
    view.resize(cols, rows)
    view.press('.')
  }
  view.press('\r')
  await view.shows('read: ....')
  const pane = view
    .text()
    .split('\n')
    .filter((row) => row.includes('is it, me?'))
  writeFiles(dataFolder, { 'policy.yaml': policy(false) })
  view.press('secret\r')
  await view.shows('The policy does not allow sending keys to a step.')
  const isTyped = view.text().includes('secret')
  view.press('q')
  const exit = await view.exited
  const status = await seqctl('mprocs', 'status')
  const lines = readFileSync(join(root, '.threados/audit.log'), 'utf8').trim().split('\n')
  const typed = lines
    .map((line) => JSON.parse(line))
    .filter(({ action }) => action === 'step.sendKey')
  const results = [...new Set(typed.map(({ result }) => result))].toSorted()
  expect([
    exit,
    isTyped,
    pane.length,
    readSession(stateFolder)?.mprocsPid,
    processStartTime(before?.mprocsPid ?? 0) !== undefined,
    status.json.data,
    results,
  ]).toMatchObject([
    0,
    false,
    // What was typed stands in the pane, and below it what the step read.
    2,
    before?.mprocsPid,
    true,
    { status: 'ready', busy: 1 },
    ['denied', 'success'],
  ])
})

test('the control port is opened only for a person who has read what it means, and only on this machine', async () => {
  const { root, dataFolder, seqctl, begin, stateFolder } = setUp()
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
  const open = ['mprocs', 'open', '--headless', '--server']
  const address = `127.0.0.1:${port}`
  const refused = [
    (await seqctl(...open, '0.0.0.0:4050')).json.code,
    (await seqctl(...open, address)).json.code,
    (await seqctlAtTerminal(root, dataFolder, [...open, address], ['yes'])).exit,
    readSession(stateFolder),
  ]
  const opened = await seqctlAtTerminal(root, dataFolder, [...open, address], ['open'])
  const record = readSession(stateFolder)
  const ran = await begin()
  const typed = await seqctl('step', 'send-key', 'one', 'typed<Enter>')
  const shown = await until('what was typed', async () => {
    const { json } = await seqctl('mprocs', 'select', 'one')
    return JSON.stringify(json.data).includes('read: typed') && json.data
  })
  expect([
    refused,
    [opened.exit, opened.screen.includes('can make mprocs run any command as you')],
    tcpListeners([record?.mprocsPid ?? 0]).length,
    [ran, typed.exit],
    shown,
  ]).toMatchObject([
    ['USAGE', 'DENIED', 3, undefined],
    [0, true],
    1,
    [0, 0],
    { status: 'ready', server: address },
  ])
})
