import { expect, test } from 'vitest'
import { agentEnvironment, withoutIdentity } from '../../../bridge/runner/agent/environment.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'

const COMMAND: AttemptCommand = {
  runId: '01J00000000000000000000000',
  stepId: 'build',
  attempt: 2,
  model: 'shell',
  access: 'edit',
  confirmed: false,
  argv: ['true'],
  root: '/repo',
  cwd: '.',
  workspace: 'shared',
  timeoutMs: 1000,
  graceMs: 0,
  maxLogBytes: 1024,
  environment: ['ANTHROPIC_API_KEY', 'NOT_SET'],
  artifacts: [],
  review: false,
}

const IDENTITY = {
  TERM: 'dumb',
  NO_COLOR: '1',
  THREADOS_RUN: COMMAND.runId,
  THREADOS_STEP: 'build',
  THREADOS_ATTEMPT: '2',
  THREADOS_ACTOR: 'orchestrator',
  THREADOS_ROOT: '/repo',
  THREADOS_MARKER: expect.stringMatching(/^[0-9a-f]{32}$/),
}

test('an agent gets the standard variables, those it is allowed, and who it is; nothing else', () => {
  const host = {
    PATH: '/bin',
    HOME: '/home/me',
    LC_ALL: 'C',
    XDG_CONFIG_HOME: '/x',
    ANTHROPIC_API_KEY: 'key',
    MY_SECRET: 'no',
    path: 'not the same name here',
    TERM: 'xterm',
    THREADOS_ACTOR: 'user',
    THREADOS_MARKER: 'of another attempt',
    NODE_OPTIONS: '--inspect',
  }
  expect(agentEnvironment(host, COMMAND, 'linux')).toEqual({
    PATH: '/bin',
    HOME: '/home/me',
    LC_ALL: 'C',
    XDG_CONFIG_HOME: '/x',
    ANTHROPIC_API_KEY: 'key',
    ...IDENTITY,
  })
})

test('on Windows names are the same in any case and keep their spelling', () => {
  const host = {
    Path: 'C:\\Windows',
    SystemRoot: 'C:\\Windows',
    ComSpec: 'C:\\Windows\\cmd.exe',
    anthropic_api_key: 'key',
    Secret: 'no',
  }
  expect(agentEnvironment(host, COMMAND, 'win32')).toEqual({
    Path: 'C:\\Windows',
    SystemRoot: 'C:\\Windows',
    ComSpec: 'C:\\Windows\\cmd.exe',
    anthropic_api_key: 'key',
    ...IDENTITY,
  })
})

test('two attempts have two markers', () => {
  const marker = (attempt: number) =>
    agentEnvironment({}, { ...COMMAND, attempt }, 'linux')['THREADOS_MARKER']
  expect(new Set([marker(1), marker(2), marker(3)]).size).toBe(3)
})

test('what outlives an attempt is started without its identity', () => {
  const host = {
    PATH: '/bin',
    THREADOS_MARKER: 'm',
    THREADOS_RUN: 'r',
    THREADOS_ACTOR: 'orchestrator',
    THREADOS_MPROCS_PATH: '/m',
    UNSET: undefined,
  }
  expect(withoutIdentity(host)).toEqual({ PATH: '/bin', THREADOS_MPROCS_PATH: '/m' })
})
