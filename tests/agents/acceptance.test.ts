import { lstatSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ADAPTERS, findAdapter } from '../../bridge/agents/adapters.ts'
import { prepareHome } from '../../bridge/runner/agent/private-home.ts'
import { createDirectHost } from '../../bridge/runner/direct-host.ts'
import { runAttempt } from '../../bridge/runner/run-attempt.ts'
import { StopRequests } from '../../bridge/runner/stop-requests.ts'
import { ok } from '../../shared/result.ts'
import type { AttemptCommand, SandboxReport } from '../../shared/schema/run.ts'
import { ended, RUNNER_COMMAND, Workshop } from '../support/attempts.ts'
import { good, scriptedRuntime } from '../support/runtimes.ts'
import { type AgentScript, DIALECTS, scriptedAgent } from '../support/scripted-agent.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'
import { writeFiles } from '../support/temporary-files.ts'
import { until } from '../support/until.ts'

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
afterAll(() => workshop.clear())

const stepOf = (id: string, more = '') =>
  `  - {id: ${id}, name: ${id}, type: base, model: shell, command: [node, --version]${more}}\n`
const planOf = (...steps: string[]) =>
  `version: "1.0"\nname: test\nsteps:\n${steps.join('')}gates: []\n`
const DONE = { status: 'DONE' } as const
const MCP = {
  name: 'seqctl',
  command: 'node',
  args: ['seqctl.js', 'mcp'],
  env: { THREADOS_RUN: 'r' },
}

let count = 0
function prepare(model: string, script: AgentScript, more: Partial<AttemptCommand> = {}) {
  count += 1
  const argv = scriptedAgent(workshop.root, `accept-${count}`, script)
  return workshop.prepare(argv, { model, stdin: 'Do it.\n', ...more })
}

test('a failure keeps what waits for it from starting, and no other branch', async () => {
  const root = repoWith(
    planOf(
      stepOf('a'),
      stepOf('after-a', ', depends_on: [a]'),
      stepOf('b'),
      stepOf('c', ', depends_on: [b]'),
    ),
  )
  const {
    act,
    runtime,
    host: scripted,
    statusOf,
  } = scriptedRuntime(root, (id) =>
    id === 'a' ? { status: 'FAILED', reason: 'exit_code', exitCode: 7 } : DONE,
  )
  const { runId = '' } = await act({ action: 'run.runnable' })
  good(await runtime.finished(runId))
  expect(scripted.started.toSorted()).toEqual(['a#1', 'b#1', 'c#1'])
  expect(['a', 'after-a', 'b', 'c'].map(statusOf)).toEqual(['FAILED', 'BLOCKED', 'DONE', 'DONE'])
})

test('what only a person can mend is not tried again, an outage is', async () => {
  const retry = ', retry: {max: 2, backoff_ms: 1}'
  const classes = ['authentication', 'configuration', 'provider', 'transient'] as const
  const root = repoWith(planOf(...classes.map((name) => stepOf(name, retry))))
  const {
    act,
    runtime,
    host: scripted,
  } = scriptedRuntime(root, (id) => ({
    status: 'FAILED',
    reason: 'agent_error',
    errorClass: classes.find((name) => name === id),
  }))
  const { runId = '' } = await act({ action: 'run.runnable' })
  good(await runtime.finished(runId))
  expect(scripted.started.toSorted()).toEqual([
    'authentication#1',
    'configuration#1',
    'provider#1',
    'transient#1',
    'transient#2',
    'transient#3',
  ])
})

test('a step that runs is not started a second time', async () => {
  const root = repoWith(planOf(stepOf('a')))
  const { act, door, host: scripted, statusOf } = scriptedRuntime(root, () => undefined)
  await act({ action: 'run.step', ids: ['a'] })
  await until('it runs', () => statusOf('a') === 'RUNNING')
  const again = await door.apply({
    actions: [{ action: 'run.step', ids: ['a'] }],
    caller: { actor: 'user', name: 'Ada' },
  })
  expect([again.ok, scripted.started]).toEqual([false, ['a#1']])
})

test('every agent is told of its tool server, by its command line or by its settings', () => {
  const step = { id: 's', name: 's', type: 'base', model: 'x', orchestrator: true } as const
  const told = ADAPTERS.filter(({ takesPrompt }) => takesPrompt).map((adapter) => {
    const line = adapter.buildArgv({ step, mcp: MCP }).join(' ')
    const settings = adapter.home?.buildSettings({}, { mcp: MCP, environment: {} })
    return [line, JSON.stringify(settings)].some(
      (text) => text?.includes('seqctl.js') && text.includes('THREADOS_RUN'),
    )
  })
  expect(told).toEqual([true, true, true])
})

test('a home of its own has the settings of the user, the tool server and links to the login; nobody else reads it', () => {
  const home = temporaryFolder()
  const dataFolder = temporaryFolder()
  writeFiles(home, {
    '.gemini/settings.json':
      '{"model":{"name":"flash"},"ui":{"theme":"x"},"mcpServers":{"mine":{}}}',
    '.gemini/oauth_creds.json': '{}',
    '.gemini/tmp/chats/old.json': '{}',
  })
  const { command } = prepare('gemini', { events: [] }, { mcp: MCP })
  const environment = { HOME: home, GEMINI_API_KEY: 'k' }
  const own = good(prepareHome(command, environment, dataFolder)).variables['GEMINI_CLI_HOME'] ?? ''
  // Twice is as good as once.
  good(prepareHome(command, environment, dataFolder))
  const door = { THREADOS_DOOR: '$THREADOS_DOOR', THREADOS_TOKEN: '$THREADOS_TOKEN' }
  expect(JSON.parse(readFileSync(join(own, '.gemini/settings.json'), 'utf8'))).toEqual({
    model: { name: 'flash' },
    ui: { theme: 'x' },
    privacy: { usageStatisticsEnabled: false },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    security: { auth: { selectedType: 'gemini-api-key' } },
    mcpServers: {
      seqctl: { command: 'node', args: MCP.args, env: { ...MCP.env, ...door }, trust: true },
    },
  })
  expect(lstatSync(join(own, '.gemini/oauth_creds.json')).isSymbolicLink()).toBe(true)
  expect(lstatSync(join(own, '.gemini/tmp'), { throwIfNoEntry: false })).toBeUndefined()
  expect(statSync(join(own, '.gemini')).mode & 0o077).toBe(0)
  writeFiles(home, { '.gemini/settings.json': '{ // mine\n}' })
  expect(prepareHome(command, environment, dataFolder)).toMatchObject({
    ok: false,
    failure: { code: 'INVALID_STATE' },
  })
})

test('a tool server that does not start is a remark, and fails the step that needs it', async () => {
  const [init, ...rest] = DIALECTS['claude-code'].good('ok')
  const failed = { ...init, mcp_servers: [{ name: 'seqctl', status: 'failed' }] }
  const claude = { events: [failed, ...rest] }
  const gemini = {
    events: DIALECTS.gemini.good('ok'),
    code: "console.error('MCP issues detected. Run /mcp list for status.')",
  }
  const attempts = [
    prepare('claude-code', claude),
    prepare('claude-code', claude, { mcp: MCP }),
    prepare('gemini', gemini),
    prepare('gemini', gemini, { mcp: MCP }),
  ]
  for (const { folder } of attempts) expect((await host.start(folder)).ok).toBe(true)
  const records = await Promise.all(attempts.map((attempt) => ended(attempt)))
  expect(
    records.map(({ status, errorClass, attention }) => [status, errorClass, attention]),
  ).toEqual([
    ['DONE', undefined, ['the MCP server seqctl did not start']],
    ['FAILED', 'configuration', ['the MCP server seqctl did not start']],
    ['DONE', undefined, ['an MCP server did not start']],
    ['FAILED', 'configuration', ['an MCP server did not start']],
  ])
})

test('claude is told that it is held only where a sandbox holds it and its step has full access', async () => {
  const told = async (by: SandboxReport['by'], access: AttemptCommand['access']) => {
    const file = join(workshop.root, `held-${count}.txt`)
    const code = `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.env.IS_SANDBOX))`
    const events = DIALECTS['claude-code'].good('ok')
    const { folder } = prepare('claude-code', { events, code }, { access })
    good(
      await runAttempt(folder, {
        checkCommand: () => ok(undefined),
        enterSandbox: (_, program) => ok({ program, report: { by } }),
        now: () => new Date(),
        stop: new StopRequests(),
      }),
    )
    return readFileSync(file, 'utf8')
  }
  expect(findAdapter('claude-code')?.environment).not.toContain('IS_SANDBOX')
  expect([
    await told('bwrap', 'full'),
    await told('bwrap', 'edit'),
    await told('none', 'full'),
  ]).toEqual(['1', 'undefined', 'undefined'])
})
