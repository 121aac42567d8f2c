import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import {
  ended,
  left,
  NODE,
  type PreparedAttempt,
  RUNNER_COMMAND,
  STRICT_RUNNER_COMMAND,
  survivors,
  Workshop,
} from '../../support/attempts.ts'

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
afterAll(() => workshop.clear())

/** Runs an attempt to its end. */
async function run(attempt: PreparedAttempt) {
  const started = await host.start(attempt.folder)
  expect(started).toEqual({ ok: true, value: undefined })
  return ended(attempt)
}

function node(code: string, args: readonly string[] = [], more: Partial<AttemptCommand> = {}) {
  return workshop.prepare([NODE, '-e', code, '--', ...args], more)
}

test('a plain attempt leaves its output, its record and its last lines', async () => {
  const attempt = workshop.script('echo out; echo err >&2; cat', { stdin: 'the prompt\n' })
  const record = await run(attempt)
  expect([record, left(attempt, 'stdout.log'), left(attempt, 'stderr.log')]).toEqual([
    {
      runId: attempt.command.runId,
      stepId: 'step',
      attempt: 1,
      status: 'DONE',
      startTime: expect.stringMatching(/Z$/),
      endTime: expect.stringMatching(/Z$/),
      durationMs: expect.any(Number),
      exitCode: 0,
      pid: expect.any(Number),
      pidStartedAt: expect.any(String),
      agentPid: expect.any(Number),
      agentStartedAt: expect.any(String),
      model: 'shell',
      argv: attempt.command.argv,
      cwd: '.',
      workspace: 'shared',
      bytesOut: 15,
      bytesErr: 4,
      truncated: 0,
      redactions: 0,
      heartbeat: expect.stringMatching(/Z$/),
    },
    'out\nthe prompt\n',
    'err\n',
  ])
  expect([left(attempt, 'prompt.md'), left(attempt, 'summary.md')]).toEqual([
    'the prompt\n',
    'out\nthe prompt\n',
  ])
})

test('exit codes and signals are recorded as they were, with the last words', async () => {
  const scripts = [
    'exit 1',
    'echo a; echo b >&2; exit 7',
    'exit 255',
    'kill -SEGV $$',
    'kill -9 $$',
  ]
  const records = await Promise.all(scripts.map((script) => run(workshop.script(script))))
  expect(
    records.map(({ status, exitCode, signal, reason, message }) => ({
      status,
      exitCode,
      signal,
      reason,
      message,
    })),
  ).toEqual([
    { status: 'FAILED', exitCode: 1, reason: 'exit_code', message: 'exit 1' },
    { status: 'FAILED', exitCode: 7, reason: 'exit_code', message: 'exit 7: b' },
    { status: 'FAILED', exitCode: 255, reason: 'exit_code', message: 'exit 255' },
    { status: 'FAILED', signal: 'SIGSEGV', reason: 'signal', message: 'ended by SIGSEGV' },
    { status: 'FAILED', signal: 'SIGKILL', reason: 'signal', message: 'ended by SIGKILL' },
  ])
})

test('arguments and input reach the agent byte for byte', async () => {
  const args = [
    'two words',
    '"quoted"',
    "it's",
    'back\\slash\\',
    '\\"',
    '',
    'line\nbreak',
    '$HOME',
    '%PATH%',
    '`date`; rm -rf *',
    '😀 ünï',
    '--flag=*',
  ]
  const stdin = `${'prompt ü😀 '.repeat(20_000)}end`
  const code =
    'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(JSON.stringify([process.argv.slice(1),require("crypto").createHash("sha256").update(s).digest("hex")])))'
  const attempt = node(code, args, { stdin })
  await run(attempt)
  expect([JSON.parse(left(attempt, 'stdout.log') ?? ''), left(attempt, 'prompt.md')]).toEqual([
    [args, createHash('sha256').update(stdin).digest('hex')],
    stdin,
  ])
})

test('an agent that does not read its input is no trouble, nor is one that ends at once', async () => {
  const deaf = workshop.script('exec <&-; echo deaf', { stdin: 'x'.repeat(3_000_000) })
  const quick = workshop.prepare(['true'])
  const records = await Promise.all([run(deaf), run(quick)])
  expect(records.map(({ status }) => status)).toEqual(['DONE', 'DONE'])
})

test('five megabytes of characters of all lengths arrive byte for byte', async () => {
  const code =
    'const line="aä€😀".repeat(50)+"\\n";let n=0;const go=()=>{while(n<9500){n++;if(!process.stdout.write(n+line))return process.stdout.once("drain",go)}};go()'
  const attempt = node(code)
  const record = await run(attempt)
  const expected = Array.from({ length: 9500 }, (_, n) => `${n + 1}${'aä€😀'.repeat(50)}\n`).join(
    '',
  )
  const log = readFileSync(join(attempt.folder, 'stdout.log'))
  expect([record.status, record.bytesOut, log.equals(Buffer.from(expected))]).toEqual([
    'DONE',
    Buffer.byteLength(expected),
    true,
  ])
})

test('a log is kept under its cap, with head, tail and what is missing', async () => {
  const attempt = node('for(let n=0;n<200000;n++)console.log("line "+n)', [], {
    maxLogBytes: 65_536,
  })
  const record = await run(attempt)
  const log = left(attempt, 'stdout.log') ?? ''
  expect([
    record.status,
    log.length <= 65_536,
    log.startsWith('line 0\nline 1\n'),
    log.endsWith('line 199998\nline 199999\n'),
    log.includes(`\n[... ${record.truncated} bytes left out ...]\n`),
    record.bytesOut ===
      log.length - `\n[... ${record.truncated} bytes left out ...]\n`.length + record.truncated,
  ]).toEqual(['DONE', true, true, true, true, true])
})

test('an agent sees the folder, the variables and the marker it was given, and no other', async () => {
  mkdirSync(join(workshop.root, 'sub'), { recursive: true })
  process.env['THREADOS_TEST_PASSED'] = 'yes'
  process.env['THREADOS_TEST_SECRET'] = 'no'
  const attempt = node('console.log(JSON.stringify([process.cwd(), process.env]))', [], {
    cwd: 'sub',
    environment: ['THREADOS_TEST_PASSED'],
  })
  await run(attempt)
  const [cwd, env] = JSON.parse(left(attempt, 'stdout.log') ?? '')
  expect([cwd, env]).toEqual([
    join(workshop.root, 'sub'),
    expect.objectContaining({
      TERM: 'dumb',
      NO_COLOR: '1',
      PATH: process.env['PATH'],
      THREADOS_RUN: attempt.command.runId,
      THREADOS_STEP: 'step',
      THREADOS_ATTEMPT: '1',
      THREADOS_ACTOR: 'orchestrator',
      THREADOS_ROOT: workshop.root,
      THREADOS_MARKER: attempt.marker,
      THREADOS_TEST_PASSED: 'yes',
    }),
  ])
  expect(env).not.toHaveProperty('THREADOS_TEST_SECRET')
})

test('what can not be started is told apart, and says what to do', async () => {
  symlinkSync(tmpdir(), join(workshop.root, 'outside'))
  writeFileSync(join(workshop.root, 'broken'), '#!/no/such/interpreter\n', { mode: 0o755 })
  const attempts = [
    workshop.prepare(['no-such-agent']),
    workshop.prepare(['codex-missing/../claude']),
    workshop.prepare(['true'], { cwd: 'gone' }),
    workshop.prepare(['true'], { cwd: 'outside' }),
    workshop.prepare(['./broken']),
  ]
  const records = await Promise.all(attempts.map(run))
  const { root } = workshop
  expect(records.map(({ status, reason, message }) => [status, reason, message])).toEqual([
    [
      'FAILED',
      'spawn_failed',
      'The program "no-such-agent" was not found. Install no-such-agent, or correct the name, and see that PATH leads to it.',
    ],
    [
      'FAILED',
      'spawn_failed',
      expect.stringContaining('The program "codex-missing/../claude" was not found.'),
    ],
    ['FAILED', 'spawn_failed', `The working folder does not exist: ${root}/gone.`],
    ['FAILED', 'policy_denied', `The working folder lies outside the repository: ${tmpdir()}.`],
    [
      'FAILED',
      'spawn_failed',
      `${root}/broken could not be started: it, or the interpreter that it names, is missing.`,
    ],
  ])
})

test('the runner asks the policy again: what it does not allow is not run', async () => {
  process.env['THREADOS_DATA'] = join(workshop.root, 'no-data')
  const strict = createDirectHost({ runnerCommand: STRICT_RUNNER_COMMAND })
  const denied = workshop.prepare(['touch', 'ran-denied'])
  const allowed = workshop.prepare(['git', '--version'])
  await Promise.all([strict.start(denied.folder), strict.start(allowed.folder)])
  const records = await Promise.all([ended(denied), ended(allowed)])
  expect([
    records.map(({ status, reason, message }) => [status, reason, message?.includes('"touch"')]),
    existsSync(join(workshop.root, 'ran-denied')),
  ]).toEqual([
    [
      ['FAILED', 'policy_denied', true],
      ['DONE', undefined, undefined],
    ],
    false,
  ])
})

test('an attempt must leave its artifacts, and may wait for review', async () => {
  const left = workshop.script('mkdir -p out; echo x > out/a.txt', {
    artifacts: ['out/*.txt'],
    review: true,
  })
  const missing = workshop.script('true', { artifacts: ['none/*.txt', 'gone.md'] })
  const records = [await run(left), await run(missing)]
  expect(records.map(({ status, reason, message }) => [status, reason, message])).toEqual([
    ['NEEDS_REVIEW', undefined, undefined],
    ['FAILED', 'artifact_missing', 'The attempt did not leave what it must: none/*.txt, gone.md.'],
  ])
})

test('what an agent leaves behind at its own end is ended too, and its pipes are not waited for long', async () => {
  const attempt = workshop.script(
    '(trap "" TERM HUP; sleep 71) & setsid sh -c "trap \\"\\" TERM HUP; sleep 72" & echo started',
  )
  const record = await run(attempt)
  expect([record.status, left(attempt, 'stdout.log'), survivors(attempt)]).toEqual([
    'DONE',
    'started\n',
    0,
  ])
  expect(record.durationMs).toBeLessThan(8000)
})

test('an attempt whose folder was made for another repository or run is not run', async () => {
  const attempt = workshop.prepare(['touch', 'ran'])
  for (const change of [
    { root: tmpdir() },
    { runId: '01J00000000000000000000000' },
    { stepId: 'x' },
  ]) {
    const command = { ...attempt.command, ...change }
    writeFileSync(join(attempt.folder, 'command.json'), JSON.stringify(command))
    const started = await host.start(attempt.folder)
    expect(started.ok || started.failure.code).toBe('INVALID_STATE')
  }
  expect(existsSync(join(workshop.root, 'ran'))).toBe(false)
})
