import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import type { AttemptCommand } from '../../../shared/schema/run.ts'
import { ended, left, RUNNER_COMMAND, survivors, Workshop } from '../../support/attempts.ts'
import {
  type AgentScript,
  DIALECTS,
  type DialectName,
  scriptedAgent,
} from '../../support/scripted-agent.ts'

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
afterAll(() => workshop.clear())

let count = 0

/** Runs a scripted agent of one dialect under the real runner; gives its record and its folder. */
async function play(model: DialectName, script: AgentScript, more: Partial<AttemptCommand> = {}) {
  count += 1
  const argv = scriptedAgent(workshop.root, `agent-${count}`, script)
  const attempt = workshop.prepare(argv, { model, stdin: 'Do it.\n', ...more })
  expect((await host.start(attempt.folder)).ok).toBe(true)
  return { attempt, record: await ended(attempt) }
}

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', (model) => {
  const { good, bad } = DIALECTS[model]

  test('a good run is DONE, with the final message as summary, its tokens and its conversation', async () => {
    const { attempt, record } = await play(model, { events: good('All done.') })
    expect([record, left(attempt, 'summary.md')]).toMatchObject([
      {
        status: 'DONE',
        sessionId: expect.any(String),
        usage: { inputTokens: 15, cachedTokens: 5, outputTokens: 7 },
      },
      'All done.',
    ])
    // Only claude says what it cost; the others' cost is unknown, which is not 0.
    expect(record.costUsd).toBe(model === 'claude-code' ? 0.003 : undefined)
  })

  test('exit 0 with an error is FAILED, and so is exit 0 without a last event', async () => {
    const failed = await play(model, { events: bad('The file is locked') })
    const silent = await play(model, { events: good('x').slice(0, -1) })
    expect([failed.record, silent.record]).toMatchObject([
      { status: 'FAILED', reason: 'agent_error', errorClass: 'permanent', exitCode: 0 },
      { status: 'FAILED', reason: 'no_result', exitCode: 0 },
    ])
    expect(failed.record.message).toBe('the agent failed: The file is locked')
  })

  test('a used-up quota is told apart from a failure, with the time that the provider named', async () => {
    const message = 'Usage limit reached. Try again in 2h 5m.'
    const { record } = await play(model, { events: bad(message), exit: 1 })
    expect(record).toMatchObject({ reason: 'waiting_quota', errorClass: 'quota' })
    const waitMs = Date.parse(record.retryAt ?? '') - Date.parse(record.startTime)
    expect(waitMs / 60_000).toBeCloseTo(125, -0.5)
  })

  test('a step that must leave a result fails without one, and leaves result.json with one', async () => {
    const outputs = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
    const none = await play(model, { events: good('I am done.') }, { outputs })
    const wrong = await play(model, { events: good('{"n":"one"}') }, { outputs })
    const right = await play(model, { events: good('Here:\n```json\n{"n":1}\n```') }, { outputs })
    expect([none, wrong, right].map(({ record }) => [record.status, record.reason])).toEqual([
      ['FAILED', 'result_invalid'],
      ['FAILED', 'result_invalid'],
      ['DONE', undefined],
    ])
    expect(JSON.parse(left(right.attempt, 'result.json') ?? '')).toEqual({ n: 1 })
    expect(existsSync(join(wrong.attempt.folder, 'result.json'))).toBe(false)
  })
})

test('the prompt arrives byte for byte: quotes, dollars, leading dashes, emoji, 300 KB', async () => {
  const stdin = `--help -x "q" $(id) \`ls\`\r\n😀 ${'x'.repeat(300_000)}\n`
  const code = `require('node:fs').writeFileSync('got.txt', stdin)`
  await play('codex', { events: DIALECTS.codex.good('ok'), code }, { stdin })
  expect(readFileSync(join(workshop.root, 'got.txt'), 'utf8') === stdin).toBe(true)
})

test('an event of 5 MB on one line is read, and so is one whose letters are cut by chunks', async () => {
  const text = `é${'ü'.repeat(2_500_000)}`
  const { attempt, record } = await play('claude-code', {
    events: DIALECTS['claude-code'].good(text),
  })
  expect([record.status, left(attempt, 'summary.md') === text]).toEqual(['DONE', true])
})

test('an agent that uses up its tokens is ended from outside, with all its processes', async () => {
  const result = DIALECTS['claude-code'].good('half')
  const code = `
    process.stdout.write(${JSON.stringify(`${JSON.stringify(result.at(-1))}\n`)})
    require('node:child_process').spawnSync('sleep', ['600'])`
  const { attempt, record } = await play(
    'claude-code',
    { events: [], code },
    { budget: { tokens: 20 } },
  )
  expect([record.status, record.reason, record.message]).toEqual([
    'FAILED',
    'budget',
    'The budget of 20 tokens is used up: 22 were used.',
  ])
  expect(survivors(attempt)).toBe(0)
})

test("the agent's fixed settings are in its environment", async () => {
  const code = `require('node:fs').writeFileSync('env.txt', String(process.env.DISABLE_AUTOUPDATER))`
  await play('claude-code', { events: DIALECTS['claude-code'].good('ok'), code })
  expect(readFileSync(join(workshop.root, 'env.txt'), 'utf8')).toBe('1')
})

test('empty folders that an ended codex leaves behind are removed; what was there or holds work stays', async () => {
  const code = `
    const fs = require('node:fs')
    fs.mkdirSync('.codex')
    fs.mkdirSync('.agents')
    fs.writeFileSync('.agents/work.txt', 'kept')`
  mkdirSync(join(workshop.root, '.aws'))
  await play('codex', { events: DIALECTS.codex.good('ok'), code })
  const there = ['.codex', '.agents/work.txt', '.aws'].map((name) =>
    existsSync(join(workshop.root, name)),
  )
  expect(there).toEqual([false, true, true])
})

test('an attempt that goes on in a session counts only what was used since', async () => {
  const usedBefore = { inputTokens: 5, cachedTokens: 5, outputTokens: 2 }
  const { record } = await play(
    'codex',
    { events: DIALECTS.codex.good('ok') },
    { resume: { sessionId: 't-1', usedBefore } },
  )
  expect([record.usage, record.sessionUsage]).toEqual([
    { inputTokens: 10, cachedTokens: 0, outputTokens: 5 },
    { inputTokens: 15, cachedTokens: 5, outputTokens: 7 },
  ])
})
