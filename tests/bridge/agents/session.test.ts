import { describe, expect, test } from 'vitest'
import type { McpServer } from '../../../bridge/agents/adapter.ts'
import { ADAPTERS, findAdapter } from '../../../bridge/agents/adapters.ts'
import { adapterOf } from '../../../bridge/agents/alias.ts'
import { sessionToResume, usageOfAttempt } from '../../../bridge/agents/session.ts'
import { evaluateCommand } from '../../../shared/policy/command.ts'
import type { AgentAlias } from '../../../shared/schema/agents.ts'
import { SAFE_DEFAULTS } from '../../../shared/schema/policy.ts'
import type { AttemptRecord } from '../../../shared/schema/run.ts'
import type { Step } from '../../../shared/schema/step.ts'

const MCP: McpServer = {
  name: 'seqctl',
  command: '/opt/node',
  args: ['/opt/a "quoted" path/seqctl.js', 'mcp'],
  env: { THREADOS_RUN: 'r', THREADOS_STEP: 's' },
}

function argvOf(model: string, more: Partial<Step> = {}, resume?: string, mcp?: McpServer) {
  const step: Step = {
    id: 's',
    name: 's',
    type: 'base',
    model,
    command: ['git', 'status'],
    ...more,
  }
  return findAdapter(model)?.buildArgv({ step, resume, mcp }) ?? []
}

const NOW = { model: 'codex', cwd: '.', promptSha256: 'p' }
const used = { inputTokens: 100, cachedTokens: 40, outputTokens: 9 }

function earlier(more: Partial<AttemptRecord>): AttemptRecord {
  return {
    runId: '01TEST00000000000000000001',
    stepId: 's',
    attempt: 1,
    status: 'FAILED',
    reason: 'stopped',
    startTime: '2026-01-01T00:00:00Z',
    pid: 1,
    argv: ['codex'],
    workspace: 'shared',
    bytesOut: 0,
    bytesErr: 0,
    truncated: 0,
    redactions: 0,
    sessionId: 't-1',
    sessionUsage: used,
    ...NOW,
    ...more,
  }
}

describe('the session of an attempt', () => {
  test('goes on after a stop, a lost session and a used-up quota, with what it had used', () => {
    const reasons = ['stopped', 'session_lost', 'orphaned_process', 'waiting_quota'] as const
    expect(reasons.map((reason) => sessionToResume(earlier({ reason }), NOW))).toEqual(
      reasons.map(() => ({ sessionId: 't-1', usedBefore: used })),
    )
  })

  test('begins anew after a failure of its own, and with another prompt, agent or folder', () => {
    expect([
      sessionToResume(earlier({ reason: 'agent_error', errorClass: 'permanent' }), NOW),
      sessionToResume(earlier({}), { ...NOW, promptSha256: 'q' }),
      sessionToResume(earlier({}), { ...NOW, model: 'gemini' }),
      sessionToResume(earlier({}), { ...NOW, cwd: 'src' }),
      sessionToResume(earlier({ sessionId: '--help' }), NOW),
      sessionToResume(undefined, NOW),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined])
  })

  test('three resumed attempts of codex add up to the last total; others report each for itself', () => {
    const totals = [1150, 2300, 3450].map((inputTokens) => ({
      inputTokens,
      cachedTokens: 0,
      outputTokens: inputTokens / 10,
    }))
    const sum = totals.reduce((tokens, total, index) => {
      const usedBefore = totals[index - 1]
      const resume = usedBefore && { sessionId: 't', usedBefore }
      return tokens + usageOfAttempt(total, { model: 'codex', resume }).inputTokens
    }, 0)
    const resume = { sessionId: 't', usedBefore: used }
    expect([sum, usageOfAttempt(used, { model: 'claude-code', resume })]).toEqual([3450, used])
  })

  test('is named on each command line where the program takes it', () => {
    expect(
      ['claude-code', 'codex', 'gemini'].map((model) => argvOf(model, {}, 'id-1').slice(-3)),
    ).toEqual([
      ['none', '--resume', 'id-1'],
      ['resume', 'id-1', '-'],
      ['auto_edit', '--resume', 'id-1'],
    ])
  })
})

test('an alias is an agent with a model of its own, or another program, which goes on in its session as it says', () => {
  const step: Step = { id: 's', name: 's', type: 'base', model: 'mine' }
  const line = (alias: AgentAlias, resume?: string) =>
    adapterOf({ model: 'mine', alias })?.buildArgv({ step, resume, prompt: 'P $& P' }).join(' ')
  for (const agent of ['claude-code', 'codex', 'gemini'] as const) {
    const option = agent === 'claude-code' ? '--model' : '-m'
    const found = line({ agent, model: 'gpt-5.5' }, 'id-1') ?? ''
    expect(found).toContain(` ${option} gpt-5.5`)
    // codex takes its options before `resume` alone.
    expect(found.indexOf(option)).toBeLessThan(found.indexOf('resume'))
    const question = { argv: found.split(' '), cwd: '.', root: '/repo', policy: SAFE_DEFAULTS }
    const judged = { platform: 'posix', origin: 'adapter', access: 'edit' } as const
    expect(evaluateCommand({ ...question, ...judged }).allowed).toBe(true)
  }
  const args = ['--ask={prompt}']
  const resume = ['--go-on', '{session}']
  expect([
    line({ command: 'mine', args, prompt: 'arg' }),
    line({ command: 'mine', prompt: 'file' }),
    line({ command: 'mine', output: 'jsonl', resume }, 'id-1'),
    line({ command: 'mine', output: 'jsonl' }, 'id-1'),
  ]).toEqual(['mine --ask=P $& P', 'mine P $& P', 'mine --go-on id-1', 'mine'])
})

test('the policy allows every command line that an adapter builds, and none of them as plain text with full access', () => {
  const judge = (argv: readonly string[], origin: 'adapter' | 'text', access: Step['access']) =>
    evaluateCommand({
      argv: [...argv],
      cwd: '.',
      root: '/repo',
      policy: { ...SAFE_DEFAULTS, mode: 'POWER' },
      platform: 'posix',
      origin,
      access,
    }).allowed
  const agents = ADAPTERS.map(({ model }) => model).filter((model) => model !== 'shell')
  const lines = agents.flatMap((model) =>
    (['read', 'edit', 'full'] as const).flatMap((access) => [
      { access, argv: argvOf(model, { access, effort: 'high' }) },
      { access, argv: argvOf(model, { access }, 'id-1', MCP) },
    ]),
  )
  expect(lines.filter(({ argv, access }) => !judge(argv, 'adapter', access))).toEqual([])
  expect(
    lines.filter(({ argv, access }) => access === 'full' && judge(argv, 'text', access)),
  ).toEqual([])
})
