import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findAdapter } from '../../bridge/agents/adapters.ts'
import { ended, left, recordOf, survivors } from '../support/attempts.ts'
import { until } from '../support/until.ts'
import { AGENTS, fullAccess, KEY, PATIENCE_MS, SECRET, useWorkbench } from './workbench.ts'

const bench = useWorkbench()
/** Longer than an end may take beside the grace, in milliseconds: looking for processes takes a busy machine a while. */
const SLACK_MS = 5000
const CODE_MODE = ['-c', 'model="gpt-6.1-sol"']

/** The most memory that a process ever had, in bytes; 0 when it is gone, or where nobody tells. */
function peakBytes(pid: number | undefined): number {
  const path = `/proc/${pid}/status`
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024
}

describe.each(AGENTS)('%s', (model) => {
  const isClaude = model === 'claude-code'
  const only = (...models: readonly string[]) => test.runIf(models.includes(model))

  test('[1] [2] [4] creates a file, and its words, tokens and session are kept', async () => {
    const file = `made-by-${model}.txt`
    const path = join(bench.workshop.root, file)
    bench.turns({ write: path, text: 'hello\n' }, { say: 'Done, Grüße 🦆.' })
    const { attempt, record } = await bench.run(model, `Make ${file}.`)
    expect(record).toMatchObject({
      status: 'DONE',
      exitCode: 0,
      sessionId: expect.any(String),
      agentVersion: expect.stringMatching(/^\d+\.\d+/),
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    })
    expect(record.usage?.outputTokens).toBeGreaterThan(0)
    expect(readFileSync(path, 'utf8')).toBe('hello\n')
    expect(left(attempt, 'summary.md')?.trim()).toBe('Done, Grüße 🦆.')
    // An unknown cost is absent, never 0.
    if (isClaude) expect(record.costUsd).toBeGreaterThan(0)
    else expect(record.costUsd).toBeUndefined()
  })

  only('codex')('[3] creates a file with a model that writes programs', async () => {
    const path = join(bench.workshop.root, 'made-by-code.txt')
    bench.turns({ write: path, text: 'hello\n' }, { say: 'Done.' })
    const { record } = await bench.run(model, 'Make it.', { extra: CODE_MODE })
    expect(bench.heard()).toContain('additional_tools')
    expect([record.status, readFileSync(path, 'utf8')]).toEqual(['DONE', 'hello\n'])
  })

  test('[6] [7] [8] a prompt of 300 KB that begins like an option arrives as it is', async () => {
    const prompt = `--help -x "q" $(id) \`x\`\nnext 🦆 ${model} ${'0123456789 '.repeat(27_300)}end`
    const { record } = await bench.run(model, prompt)
    expect(record.status).toBe('DONE')
    const asJson = JSON.stringify(prompt).slice(1, -1)
    expect(bench.stub.requests.some(({ text }) => text.includes(asJson))).toBe(true)
  })

  test("[9] [10] a refusal of the provider is FAILED with the provider's words", async () => {
    bench.stub.play({ kind: 'status', status: 400 })
    const { record } = await bench.run(model, 'x')
    expect([record.status, record.errorClass]).toEqual([
      'FAILED',
      model === 'codex' ? 'permanent' : 'provider',
    ])
    expect(record.message).toContain('400')
  })

  only('gemini')('[11] an empty answer is no success', async () => {
    bench.turns({ say: '' })
    const { record } = await bench.run(model, 'x')
    expect([record.status, record.exitCode]).toEqual(['FAILED', 0])
  })

  test('[13] [14] a provider that hangs or is not there ends at the timeout and not later, without a survivor', async () => {
    bench.stub.play({ kind: 'hang' })
    const timeoutMs = 20_000
    const longestMs = timeoutMs + (findAdapter(model)?.graceMs ?? 0) + SLACK_MS
    const hung = await bench.run(model, 'x', { timeoutMs })
    expect([hung.record.reason, survivors(hung.attempt)]).toEqual(['timeout', 0])
    expect(hung.record.durationMs).toBeLessThan(longestMs)
    if (model !== 'codex') return
    const nowhere = ['-c', 'model_providers.stub.base_url="http://127.0.0.1:9/v1"']
    const lost = await bench.run(model, 'x', { timeoutMs, extra: nowhere })
    expect([lost.record.status, survivors(lost.attempt)]).toEqual(['FAILED', 0])
    expect(['timeout', 'exit_code', 'agent_error']).toContain(lost.record.reason)
    expect(lost.record.durationMs).toBeLessThan(longestMs)
  })

  test('[16] what a tool leaves in the background is gone at the end', async () => {
    const run = 'nohup setsid sleep 444 >/dev/null 2>&1 & echo begun'
    bench.turns({ run }, { say: 'x' })
    const { attempt, record } = await bench.run(model, 'x', fullAccess(model))
    expect([record.status, survivors(attempt)]).toEqual(['DONE', 0])
  })

  only('claude-code')('[22] a denied tool is said although it exits with 0', async () => {
    bench.turns({ run: 'touch /etc/threados-must-not-be' }, { say: 'x' })
    const { record } = await bench.run(model, 'x')
    expect([record.status, record.exitCode]).toEqual(['DONE', 0])
    expect(record.attention).toContain('1 permission denied')
  })

  test('[23] a result that is missing or wrong fails the step, a right one is kept', async () => {
    const outputs = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
    bench.turns({ say: '{"n":"one"}' })
    const wrong = await bench.run(model, 'x', { outputs })
    bench.turns({ say: 'Here:\n```json\n{"n":1}\n```' })
    const right = await bench.run(model, 'x', { outputs })
    expect([wrong, right].map(({ record }) => [record.status, record.reason])).toEqual([
      ['FAILED', 'result_invalid'],
      ['DONE', undefined],
    ])
    expect(JSON.parse(left(right.attempt, 'result.json') ?? '')).toEqual({ n: 1 })
  })

  const asRoot = test.runIf(model === 'claude-code' && process.getuid?.() === 0)
  asRoot('[42] full access as root is refused where nothing holds the step', async () => {
    delete process.env['IS_SANDBOX']
    const refused = await bench.run(model, 'x', { access: 'full' })
    const held = await bench.run(model, 'x', fullAccess(model))
    expect([refused, held].map(({ record }) => [record.status, record.errorClass])).toEqual([
      ['FAILED', 'configuration'],
      ['DONE', undefined],
    ])
  })

  only('codex')('[24] a model that it does not know is a remark, not a failure', async () => {
    const { record } = await bench.run(model, 'x', { extra: ['-c', 'model="no-such-model"'] })
    expect(record.status).toBe('DONE')
    expect(record.attention?.join(' ')).toContain('no-such-model')
  })

  test('[25] [26] tools see no secret of ours, and nothing that is kept holds a key', async () => {
    bench.turns({ run: 'env > seen-env.txt; env' }, { say: 'x' })
    const { attempt } = await bench.run(model, 'x', fullAccess(model))
    const seen = readFileSync(join(bench.workshop.root, 'seen-env.txt'), 'utf8')
    rmSync(join(bench.workshop.root, 'seen-env.txt'))
    expect([seen.includes('THREADOS_MARKER='), seen.includes(SECRET)]).toEqual([true, false])
    const kept = readdirSync(attempt.folder).map((name) =>
      readFileSync(join(attempt.folder, name), 'utf8'),
    )
    expect(kept.filter((text) => text.includes(KEY))).toEqual([])
  })

  test('[27] [28] [29] a tool that prints a megabyte, and five of letters of all kinds with escape sequences, are read', async () => {
    // gemini exits before a longer answer, or output of a tool, has left it: that is an end without a result, and told as one.
    const length = model === 'gemini' ? 1500 : 175_000
    const words = Array.from({ length }, (_, index) => `Wörter ${index} 🦆 über alles,`)
    const text = `\u001b[31mred\u001b[0m \u001b]0;title\u0007 ${words.join(' ')} end.`
    const print = { run: "head -c 1000000 /dev/zero | tr '\\0' x" }
    bench.turns(...(model === 'gemini' ? [] : [print]), { say: text })
    const attempt = bench.prepare(model, 'x', fullAccess(model))
    expect((await bench.host.start(attempt.folder)).ok).toBe(true)
    let peak = 0
    const atEnd = await until(
      'the end',
      () => {
        const now = recordOf(attempt.folder)
        peak = Math.max(peak, peakBytes(now?.pid))
        return now?.endTime !== undefined && now
      },
      PATIENCE_MS,
    )
    expect(atEnd.status).toBe('DONE')
    expect([peak > 0, peak < 400_000_000]).toEqual([true, true])
    const summary = left(attempt, 'summary.md') ?? ''
    expect([summary.includes('\uFFFD'), summary.trim().endsWith('alles, end.')]).toEqual([
      false,
      true,
    ])
  })

  test('[32] a missing login and a wrong option are told apart from failures of the work', async () => {
    const environment = ['ANTHROPIC_BASE_URL', 'CODEX_HOME', 'GOOGLE_GEMINI_BASE_URL']
    const login = await bench.run(model, 'x', { environment })
    const option = await bench.run(model, 'x', { extra: ['--no-such-option'] })
    expect([login, option].map(({ record }) => [record.status, record.errorClass])).toEqual([
      ['FAILED', 'authentication'],
      ['FAILED', 'configuration'],
    ])
  })

  test('[33] four at once with one home all succeed, each with its own answer', async () => {
    bench.turns({ repeat: /word-\d/g })
    const attempts = Array.from({ length: 4 }, (_, index) =>
      bench.prepare(model, `Say word-${index}.`, { stepId: `four-${index}-${model}` }),
    )
    await Promise.all(attempts.map(({ folder }) => bench.host.start(folder)))
    const records = await Promise.all(attempts.map((attempt) => ended(attempt, 280_000)))
    expect(records.map(({ status }) => status)).toEqual(['DONE', 'DONE', 'DONE', 'DONE'])
    expect(new Set(records.map(({ sessionId }) => sessionId)).size).toBe(4)
    const answers = attempts.map((attempt) => left(attempt, 'summary.md')?.trim())
    expect(answers).toEqual(['word-0', 'word-1', 'word-2', 'word-3'])
  })
})
