import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findAdapter } from '../../bridge/agents/adapters.ts'
import { createDirectHost } from '../../bridge/runner/direct-host.ts'
import { requestStop } from '../../bridge/runner/end-attempts.ts'
import type { AttemptCommand } from '../../shared/schema/run.ts'
import type { Step } from '../../shared/schema/step.ts'
import { ended, left, RUNNER_COMMAND, running, survivors, Workshop } from '../support/attempts.ts'
import { type ModelStub, type ModelTurn, startModelStub } from '../support/model-stub.ts'
import { until } from '../support/until.ts'

/** Where `npm run test:agents` has installed the programs. */
const CACHE = process.env['THREADOS_AGENTS_CACHE'] ?? ''
const WITH = (process.env['THREADOS_AGENTS'] ?? '').split(',').filter(Boolean)

const workshop = new Workshop()
const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
let stub: ModelStub
const saved = { ...process.env }

beforeAll(async () => {
  stub = await startModelStub()
  // A home of its own, outside the temporary folder: codex can't make its helper links below that one.
  const home = join(CACHE || homedir(), `home-${process.pid}`)
  mkdirSync(join(home, '.gemini'), { recursive: true, mode: 0o700 })
  mkdirSync(join(home, '.codex'), { mode: 0o700 })
  const auth = { security: { auth: { selectedType: 'gemini-api-key' } } }
  writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(auth))
  writeFileSync(
    join(home, '.codex/config.toml'),
    `model = "gpt-5.5"\nmodel_provider = "stub"\n[model_providers.stub]\nname = "stub"
base_url = "${stub.url}/v1"\nwire_api = "responses"\nenv_key = "OPENAI_API_KEY"
request_max_retries = 0\nstream_max_retries = 0\n`,
  )
  Object.assign(process.env, {
    HOME: home,
    GEMINI_CLI_HOME: home,
    CODEX_HOME: join(home, '.codex'),
    PATH: `${join(CACHE, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
    ANTHROPIC_BASE_URL: stub.url,
    ANTHROPIC_API_KEY: 'dummy-key-for-the-stub',
    CLAUDE_CODE_MAX_RETRIES: '1',
    OPENAI_API_KEY: 'dummy-key-for-the-stub',
    GEMINI_API_KEY: 'dummy-key-for-the-stub',
    GOOGLE_GEMINI_BASE_URL: stub.url,
    IS_SANDBOX: '1',
    DB_PASSWORD: 'never-for-agents',
  })
})

beforeEach(() => stub.play({ kind: 'turns', turns: [{ say: 'Done, Grüße 🦆.' }] }))

afterAll(async () => {
  await workshop.clear()
  await stub.close()
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, saved)
})

let count = 0
function prepare(model: string, prompt: string, more: Partial<AttemptCommand> = {}) {
  const adapter = findAdapter(model)
  if (!adapter) throw new Error(`no adapter ${model}`)
  count += 1
  const step: Step = { id: 's', name: 's', type: 'base', model, access: more.access ?? 'edit' }
  return workshop.prepare(adapter.buildArgv({ step, resume: more.resume?.sessionId }), {
    name: `step-${count}`,
    model,
    stdin: prompt,
    graceMs: adapter.graceMs,
    environment: [...adapter.environment, 'CLAUDE_CODE_MAX_RETRIES'],
    timeoutMs: 240_000,
    ...more,
  })
}

async function run(model: string, prompt: string, more: Partial<AttemptCommand> = {}) {
  const attempt = prepare(model, prompt, more)
  expect((await host.start(attempt.folder)).ok).toBe(true)
  return { attempt, record: await ended(attempt, 250_000) }
}

function turns(...list: readonly ModelTurn[]): void {
  stub.play({ kind: 'turns', turns: list })
}

describe.each(WITH)('%s', (model) => {
  test('answers: summary, tokens and session are kept, and the prompt arrives as it is', async () => {
    const prompt = `--help "q" $(id) \`x\` 🦆 marker-${model}`
    const { attempt, record } = await run(model, prompt)
    expect(record).toMatchObject({
      status: 'DONE',
      exitCode: 0,
      sessionId: expect.any(String),
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    })
    expect(left(attempt, 'summary.md')?.trim()).toBe('Done, Grüße 🦆.')
    const asJson = JSON.stringify(prompt).slice(1, -1)
    expect(stub.requests.some(({ text }) => text.includes(asJson))).toBe(true)
    if (model === 'claude-code') expect(record.costUsd).toBeGreaterThan(0)
    else expect(record.costUsd).toBeUndefined()
    expect(JSON.stringify(record)).not.toContain('dummy-key')
  })

  test("a refusal of the provider is FAILED with the provider's words", async () => {
    stub.play({ kind: 'status', status: 400 })
    const { record } = await run(model, 'x')
    expect([record.status, record.errorClass]).toEqual(['FAILED', 'permanent'])
    expect(record.message).toContain('400')
  })

  test('a provider that hangs ends at the timeout, without a survivor', async () => {
    stub.play({ kind: 'hang' })
    const { attempt, record } = await run(model, 'x', { timeoutMs: 15_000 })
    expect([record.status, record.reason, survivors(attempt)]).toEqual(['FAILED', 'timeout', 0])
  })

  test('a stop in the middle of a tool leaves nothing, and the session goes on', async () => {
    turns(
      { run: 'trap "" TERM; echo begun > begun.txt; sleep 333 & wait; sleep 334' },
      { say: 'x' },
    )
    // As root claude takes full access only where somebody says that it is in a sandbox.
    const environment = [...(findAdapter(model)?.environment ?? []), 'IS_SANDBOX']
    const attempt = prepare(model, `unforgettable-${model}`, { access: 'full', environment })
    expect((await host.start(attempt.folder)).ok).toBe(true)
    await running(attempt)
    await until('the tool runs', () => survivors(attempt) >= 3 && stub.requests.length > 0, 120_000)
    requestStop(attempt.folder)
    const stopped = await ended(attempt, 60_000)
    expect([stopped.reason, survivors(attempt)]).toEqual(['stopped', 0])
    if (stopped.sessionId === undefined) throw new Error('no session id was kept')
    turns({ say: 'I went on.' })
    const from = stub.requests.length
    const { record } = await run(model, 'go on', {
      resume: { sessionId: stopped.sessionId },
    })
    expect([record.status, record.sessionId]).toEqual(['DONE', stopped.sessionId])
    const heard = stub.requests.slice(from).map(({ text }) => text)
    expect(heard.some((text) => text.includes(`unforgettable-${model}`))).toBe(true)
  })

  test('a secret of ours is not in the environment of its tools', async () => {
    turns({ run: 'env > seen-env.txt' }, { say: 'x' })
    const environment = [...(findAdapter(model)?.environment ?? []), 'IS_SANDBOX']
    await run(model, 'x', { access: 'full', environment })
    const seen = readFileSync(join(workshop.root, 'seen-env.txt'), 'utf8')
    rmSync(join(workshop.root, 'seen-env.txt'))
    expect([seen.includes('THREADOS_MARKER='), seen.includes('never-for-agents')]).toEqual([
      true,
      false,
    ])
  })
})
