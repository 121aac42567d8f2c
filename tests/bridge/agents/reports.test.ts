import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ADAPTERS, findAdapter } from '../../../bridge/agents/adapters.ts'
import type { AgentReport } from '../../../bridge/agents/reports/report.ts'
import { structuredResult } from '../../../bridge/agents/reports/structured.ts'
import { quotaReturns, troubleClass } from '../../../bridge/agents/reports/trouble.ts'
import { DIALECTS, type DialectName } from '../../support/scripted-agent.ts'

const NAMES = Object.keys(DIALECTS) as DialectName[]

function read(model: string, events: readonly (object | string)[]): AgentReport {
  const reader = findAdapter(model)?.readOutput?.()
  for (const event of events)
    reader?.line(typeof event === 'string' ? event : JSON.stringify(event))
  return reader?.report() ?? { outcome: 'none', attention: [] }
}

describe.each(NAMES)('%s', (model) => {
  const { good, bad } = DIALECTS[model]

  test('a good end gives final text, conversation and tokens', () => {
    expect(read(model, good('All done.'))).toMatchObject({
      outcome: 'ok',
      finalText: 'All done.',
      sessionId: expect.stringMatching(/^[stg]-1$/),
      usage: { inputTokens: 15, cachedTokens: 5, outputTokens: 7 },
      attention: [],
    })
  })

  test('an error is never taken for success, whatever else the event says', () => {
    const report = read(model, bad('The model is overloaded'))
    expect([report.outcome, report.error?.message]).toEqual(['error', 'The model is overloaded'])
  })

  test('output that breaks off before the last event is no success', () => {
    const events = good('All done.').slice(0, -1)
    expect(read(model, events).outcome).toBe('none')
  })

  test('noise between the events changes nothing', () => {
    const noisy = good('All done.').flatMap((event) => [
      '{broken',
      JSON.stringify(event),
      'words',
      '[]',
    ])
    expect(read(model, noisy)).toEqual(read(model, good('All done.')))
  })

  test('no line at all can break the reader', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (lines) => {
        expect(['ok', 'error', 'none']).toContain(read(model, lines).outcome)
      }),
      { numRuns: 300 },
    )
  })
})

test('claude counts the dollars of this run, not of the whole conversation, and tells denied permissions', () => {
  const [first = {}, , last = {}] = DIALECTS['claude-code'].good('x')
  const denied = { ...last, permission_denials: [{}, {}] }
  const report = read('claude-code', [first, denied])
  expect([report.costUsd, report.attention]).toEqual([0.003, ['2 permissions denied']])
})

test('claude: what three resumed runs cost adds up to the last total of their conversation', () => {
  const [first = {}, , last = {}] = DIALECTS['claude-code'].good('x')
  const costs = [0.00167, 0.00167, 0.00167]
  const reports = costs.map((cost, run) =>
    read('claude-code', [
      first,
      {
        ...last,
        total_cost_usd: cost * (run + 1),
        model_usage_since_last_result: { m: { costUSD: cost / 2 }, n: { costUSD: cost / 2 } },
      },
    ]),
  )
  const sum = reports.reduce((dollars, { costUsd = 0 }) => dollars + costUsd, 0)
  expect(sum).toBeCloseTo(0.00501, 8)
})

test("claude ended while it tried again tells the provider's status", () => {
  const retry = { type: 'system', subtype: 'api_retry', error_status: 429, error: 'rate_limit' }
  expect(read('claude-code', [retry])).toMatchObject({ outcome: 'none', error: { status: 429 } })
})

test('a model that codex does not know is a warning, and the last message counts', () => {
  const item = (fields: object) => ({ type: 'item.completed', item: fields })
  const report = read('codex', [
    item({ type: 'error', message: 'Model metadata not found' }),
    item({ type: 'agent_message', text: 'first' }),
    item({ type: 'agent_message', text: 'last' }),
    { type: 'turn.completed', usage: {} },
  ])
  expect([report.outcome, report.finalText, report.attention]).toEqual([
    'ok',
    'last',
    ['Model metadata not found'],
  ])
})

test('gemini: a detected loop needs a look, an empty answer with an error event is no success', () => {
  const result = { type: 'result', status: 'success', stats: {} }
  const loop = { type: 'error', severity: 'warning', message: 'Loop detected' }
  const empty = { type: 'error', severity: 'error', message: 'INVALID_STREAM' }
  expect([
    read('gemini', [{ type: 'message', role: 'assistant', content: 'x' }, loop, result]).attention,
    read('gemini', [empty, result]).outcome,
  ]).toEqual([['Loop detected'], 'error'])
})

test("gemini's exit codes are the provider's status modulo 256", () => {
  const gemini = findAdapter('gemini')
  expect([144, 145, 173, 244, 247, 1].map((code) => gemini?.statusOfExit?.(code))).toEqual([
    400,
    401,
    429,
    500,
    503,
    undefined,
  ])
})

test('each kind of trouble is told from its status or its words', () => {
  const kinds = [
    { message: 'x', status: 429 },
    { message: 'x', status: 529 },
    { message: 'x', status: 401 },
    { message: 'x', status: 400 },
    { message: 'x', status: 404 },
    { message: 'You hit your usage limit.' },
    { message: 'Not logged in · Please run /login' },
    { message: 'stream disconnected: connection reset' },
    { message: "error: unknown option '--nonsense'" },
    { message: 'The file is not there' },
  ].map(troubleClass)
  expect(kinds).toEqual([
    'quota',
    'transient',
    'authentication',
    'provider',
    'configuration',
    'quota',
    'authentication',
    'transient',
    'configuration',
    'permanent',
  ])
})

test('the time at which quota returns is read in the three ways in which providers name it', () => {
  const now = Date.parse('2026-02-07T12:00:00Z')
  const at = (message: string) => quotaReturns(message, now)
  expect([
    at('usage limit reached|1770469200'),
    at('try again at 2026-02-07T14:05:00Z'),
    at('Please try again in 1h 5m 30s.'),
    at('retry after 20 seconds'),
    at('try again later'),
    at('usage limit reached|1000000000'),
    at('try again in 400 ms'),
  ]).toEqual([
    1_770_469_200_000,
    Date.parse('2026-02-07T14:05:00Z'),
    now + 3_930_000,
    now + 20_000,
    undefined,
    undefined,
    undefined,
  ])
})

describe('the structured result', () => {
  const schema = {
    type: 'object',
    properties: { outcome: { enum: ['yes', 'no'] }, score: { type: 'number' } },
    required: ['outcome'],
    additionalProperties: false,
  }
  const of = (finalText: string, structured?: unknown) => {
    const result = structuredResult({ outcome: 'ok', attention: [], finalText, structured }, schema)
    return result.ok ? result.value : result.failure.message
  }

  test('is the last block of JSON, the answer itself, or what the program took out of it', () => {
    const blocks =
      'So:\n```json\n{"outcome":"no"}\n```\nNo, rather:\n```json\n{"outcome":"yes","score":2}\n```\n'
    expect([of(blocks), of('{"outcome":"no"}'), of('words', { outcome: 'yes' })]).toEqual([
      { outcome: 'yes', score: 2 },
      { outcome: 'no' },
      { outcome: 'yes' },
    ])
  })

  test('is refused with the reason when it is missing or breaks the schema', () => {
    expect([of('I could not do it.'), of('{"outcome":"perhaps"}'), of('')]).toEqual([
      'The answer holds no JSON result, which the step asks for.',
      expect.stringContaining('outcome'),
      'The answer holds no JSON result, which the step asks for.',
    ])
  })
})

test('every agent but the shell reads its output', () => {
  expect(ADAPTERS.filter(({ readOutput }) => !readOutput).map(({ model }) => model)).toEqual([
    'shell',
  ])
})
