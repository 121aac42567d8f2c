import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { ADAPTERS } from '../../bridge/agents/adapters.ts'
import { createDirectHost } from '../../bridge/runner/direct-host.ts'
import { requestStop } from '../../bridge/runner/end-attempts.ts'
import { composeDoor, composeRuntime } from '../../bridge/scheduler/compose.ts'
import { performEffects } from '../../bridge/scheduler/perform.ts'
import type { AttemptCommand } from '../../shared/schema/run.ts'
import { ended, left, RUNNER_COMMAND, recordOf, survivors, Workshop } from '../support/attempts.ts'
import { good, scriptedRuntime } from '../support/runtimes.ts'
import {
  type AgentScript,
  DIALECTS,
  type DialectName,
  scriptedAgent,
} from '../support/scripted-agent.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { until } from '../support/until.ts'

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
afterAll(() => workshop.clear())

let count = 0
async function begin(model: string, script: AgentScript, more: Partial<AttemptCommand> = {}) {
  count += 1
  const argv = scriptedAgent(workshop.root, `ends-${count}`, script)
  const attempt = workshop.prepare(argv, { model, stdin: 'Do it.\n', ...more })
  expect((await host.start(attempt.folder)).ok).toBe(true)
  return attempt
}

/** JavaScript that starts a tool as agents do: in a session of its own, and it ignores every request to end. */
const STUBBORN_TOOL = `require('node:child_process').spawn('setsid',
  ['sh', '-c', 'trap "" TERM HUP; sleep 91; sleep 92'], { stdio: 'ignore' });`
/** JavaScript that prints events at once. */
const say = (events: readonly object[]) =>
  `require('node:fs').writeSync(1, ${JSON.stringify(events.map((event) => `${JSON.stringify(event)}\n`).join(''))});`
/** JavaScript after which nothing more happens. */
const HANG = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);'

/** Longer than a stop or a timeout may take beside what was agreed, in milliseconds. */
const SLACK_MS = 2000

/** A folder for PATH with a program of this name that ends as a script says. */
function onPath(name: string, script: AgentScript): string {
  const bin = join(temporaryFolder(), 'bin')
  mkdirSync(bin)
  const [node = '', file = ''] = scriptedAgent(bin, 'agent', script)
  writeFiles(bin, { [name]: `#!/bin/sh\nexec '${node}' '${file}'\n` })
  chmodSync(join(bin, name), 0o755)
  return bin
}

/** Sets variables of this process until the test has ended. */
function useVariables(variables: Readonly<Record<string, string>>): void {
  const before = { ...process.env }
  onTestFinished(() => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  })
  Object.assign(process.env, variables)
}

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', (model) => {
  const dialect = DIALECTS[model]
  const [beginning = {}] = dialect.good('x')

  test('a provider that never answers, or is not there, ends at the timeout and not later, with all processes', async () => {
    const again = { type: 'error', severity: 'warning', message: 'Reconnecting... 1/5' }
    const code = `process.on('SIGTERM', () => undefined); ${STUBBORN_TOOL} ${say([beginning, again])} ${HANG}`
    const [timeoutMs, graceMs] = [800, 200]
    const attempt = await begin(model, { events: [], code }, { timeoutMs, graceMs })
    const record = await ended(attempt)
    expect([record.status, record.reason, survivors(attempt)]).toEqual(['FAILED', 'timeout', 0])
    expect(record.durationMs).toBeGreaterThanOrEqual(timeoutMs)
    expect(record.durationMs).toBeLessThan(timeoutMs + graceMs + 1.5 * SLACK_MS)
  })

  test('a stop is a stop though the agent then tells of success and exits with 0, and its tools go with it', async () => {
    const code = `process.on('SIGTERM', () => { ${say(dialect.good('All done.'))} process.exit(0) });
      ${STUBBORN_TOOL} ${say([beginning])} setInterval(() => undefined, 1000); return`
    const graceMs = 500
    const attempt = await begin(model, { events: [], code }, { graceMs })
    await until(
      'it is at work',
      () =>
        recordOf(attempt.folder)?.status === 'RUNNING' &&
        survivors(attempt) >= 3 &&
        Boolean(left(attempt, 'stdout.log')),
    )
    const asked = performance.now()
    requestStop(attempt.folder)
    const record = await ended(attempt)
    const tookMs = performance.now() - asked
    expect([record.status, record.reason, record.exitCode, survivors(attempt)]).toEqual([
      'FAILED',
      'stopped',
      0,
      0,
    ])
    expect(tookMs).toBeLessThan(graceMs + SLACK_MS)
  })
})

test('empty folders that a stopped codex leaves behind are removed; what holds work stays', async () => {
  const code = `const fs = require('node:fs');
    for (const name of ['.codex', '.agents', '.aws']) fs.mkdirSync(name);
    fs.writeFileSync('.agents/work.txt', 'kept'); ${HANG}`
  const attempt = await begin('codex', { events: [], code }, { graceMs: 200 })
  await until('it has made them', () => existsSync(join(workshop.root, '.agents/work.txt')))
  requestStop(attempt.folder)
  await ended(attempt)
  const there = ['.codex', '.aws', '.agents/work.txt'].map((name) =>
    existsSync(join(workshop.root, name)),
  )
  expect(there).toEqual([false, false, true])
})

test('a restart goes on in the session only when the attempt that has it has ended', async () => {
  const plan = `version: "1.0"\nname: test\nsteps:\n  - {id: a, name: a, type: base, model: codex, prompt_file: .threados/prompts/p.md}\ngates: []\n`
  const root = realpathSync(repoWith(plan, { '.threados/prompts/p.md': 'Do it.\n' }))
  const bin = onPath('codex', { events: [] })
  useVariables({ PATH: `${bin}${delimiter}${process.env['PATH']}` })
  const dataFolder = temporaryFolder()
  writeFiles(dataFolder, { 'policy.yaml': 'allowed_commands: [codex]\nsandbox: "off"\n' })
  const {
    act,
    runtime,
    host: scripted,
    statusOf,
  } = scriptedRuntime(root, () => undefined, dataFolder)
  const { store } = runtime
  await act({ action: 'run.step', ids: ['a'] })
  const first = await until('it runs', () => {
    const place = store.live('a')
    return statusOf('a') === 'RUNNING' && place.ok && place.value
  })
  const folder = store.folderOf(first)
  const restarted = act({ action: 'step.restart', id: 'a' })
  await until('it is asked to stop', () => existsSync(join(folder, 'stop')))
  // It takes its time; what goes on in its session waits.
  await runtime.advance()
  const startedMeanwhile = [...scripted.started]
  const record = good(store.read(first))
  const end = {
    status: 'FAILED',
    reason: 'stopped',
    sessionId: 't-1',
    endTime: record?.startTime,
    durationMs: 1,
  }
  writeFileSync(join(folder, 'status.json'), JSON.stringify({ ...record, ...end }))
  await restarted
  const second = await until('it goes on', () => {
    const place = store.live('a')
    return place.ok && place.value
  })
  expect([
    startedMeanwhile,
    scripted.started,
    good(store.readCommand(second))?.resume?.sessionId,
    good(store.readCommand(second))?.argv.includes('t-1'),
  ]).toEqual([['a#1'], ['a#1', 'a#1'], 't-1', true])
})

/** The most memory that an attempt's runner ever had, in bytes, and its record at the end. */
async function peakOf(script: AgentScript) {
  const attempt = await begin('claude-code', script)
  let peak = 0
  await until('the end', () => {
    const record = recordOf(attempt.folder)
    const path = `/proc/${record?.pid}/status`
    const text = record && existsSync(path) ? readFileSync(path, 'utf8') : ''
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024)
    return record?.endTime !== undefined
  })
  return { peak, record: await ended(attempt), summary: left(attempt, 'summary.md') }
}

test.runIf(process.platform === 'linux')(
  'an event of 5 MB and sixty of 1 MB are read, and the sixty cost the runner no memory that grows',
  async () => {
    const words = 'ü'.repeat(2_500_000)
    const [init = {}, ...rest] = DIALECTS['claude-code'].good(words)
    const output = {
      type: 'user',
      message: { content: [{ type: 'tool_result', content: 'x'.repeat(1_000_000) }] },
    }
    const code = `for (let n = 0; n < 60; n += 1) { ${say([output])} }`
    const quiet = await peakOf({ events: [init, ...rest] })
    const loud = await peakOf({ events: [init, ...rest], code })
    expect([loud.record.status, loud.summary === words]).toEqual(['DONE', true])
    expect(loud.record.bytesOut).toBeGreaterThan(65_000_000)
    expect(quiet.peak).toBeGreaterThan(0)
    expect(loud.peak - quiet.peak).toBeLessThan(55_000_000)
  },
)

test('what calls home is switched off for every agent', () => {
  const step = { id: 's', name: 's', type: 'base', model: 'x' } as const
  const told = Object.fromEntries(
    ADAPTERS.filter(({ takesPrompt }) => takesPrompt).map((adapter) => [
      adapter.model,
      [
        adapter.buildArgv({ step }).join(' '),
        JSON.stringify(adapter.settings ?? {}),
        JSON.stringify(adapter.home?.buildSettings({}, { mcp: undefined, environment: {} }) ?? {}),
      ].join(' '),
    ]),
  )
  expect(told).toEqual({
    'claude-code': expect.stringMatching(
      /(?=.*CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC":"1")(?=.*DISABLE_AUTOUPDATER":"1")/,
    ),
    codex: expect.stringMatching(
      /(?=.*analytics\.enabled=false)(?=.*check_for_update_on_startup=false)/,
    ),
    gemini: expect.stringMatching(
      /(?=.*"usageStatisticsEnabled":false)(?=.*"enableAutoUpdate":false)/,
    ),
  })
})

test('an exit code, a refusal and a missing program fail their steps alone: what waits for them does not start, other branches go on', async () => {
  const agent = (id: string, model: string) =>
    `  - {id: ${id}, name: ${id}, type: base, model: ${model}, prompt_file: .threados/prompts/p.md}\n`
  const shell = (id: string, program: string, after?: string) =>
    `  - {id: ${id}, name: ${id}, type: base, model: shell, command: [${program}]${after ? `, depends_on: [${after}]` : ''}}\n`
  const steps = [
    shell('seven', './seven.sh'),
    agent('refused', 'claude-code'),
    agent('missing', 'gemini'),
    shell('fine', './fine.sh'),
    ...['seven', 'refused', 'missing', 'fine'].map((id) => shell(`after-${id}`, './fine.sh', id)),
  ]
  const root = realpathSync(
    repoWith(`version: "1.0"\nname: test\nsteps:\n${steps.join('')}gates: []\n`, {
      '.threados/prompts/p.md': 'Do it.\n',
      'seven.sh': '#!/bin/sh\nexit 7\n',
      'fine.sh': '#!/bin/sh\nexit 0\n',
    }),
  )
  for (const name of ['seven.sh', 'fine.sh']) chmodSync(join(root, name), 0o755)
  const dataFolder = temporaryFolder()
  writeFiles(dataFolder, {
    'policy.yaml':
      'allowed_commands: [./seven.sh, ./fine.sh, claude, gemini]\nsandbox: "off"\nmax_concurrent: 8\n',
  })
  const refusal = DIALECTS['claude-code'].bad('API Error: 400 the request is refused', 400)
  const without = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, 'gemini')))
  const PATH = [onPath('claude', { events: refusal, exit: 1 }), ...without].join(delimiter)
  useVariables({ PATH, THREADOS_DATA: dataFolder })

  const door = composeDoor({ root, dataFolder })
  const runtime = composeRuntime(door, 'direct')
  const caller = { actor: 'user', name: 'Ada' } as const
  const applied = good(await door.apply({ actions: [{ action: 'run.runnable' }], caller }))
  const { runId = '' } = good(await performEffects(runtime, door, applied, caller))
  good(await runtime.finished(runId))
  await runtime.close()

  const statuses = Object.fromEntries(
    good(door.read()).sequence.steps.map(({ id, status }) => [id, status]),
  )
  const recordFor = (stepId: string) => good(runtime.store.read({ runId, stepId, attempt: 1 }))
  expect(statuses).toEqual({
    seven: 'FAILED',
    refused: 'FAILED',
    missing: 'FAILED',
    fine: 'DONE',
    'after-seven': 'BLOCKED',
    'after-refused': 'BLOCKED',
    'after-missing': 'BLOCKED',
    'after-fine': 'DONE',
  })
  expect(['seven', 'refused', 'missing'].map(recordFor)).toMatchObject([
    { reason: 'exit_code', exitCode: 7 },
    {
      exitCode: 1,
      errorClass: 'provider',
      message: expect.stringContaining('400 the request is refused'),
    },
    {
      reason: 'spawn_failed',
      message: expect.stringContaining('npm install -g @google/gemini-cli'),
    },
  ])
  expect(['after-seven', 'after-refused', 'after-missing'].map(recordFor)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
