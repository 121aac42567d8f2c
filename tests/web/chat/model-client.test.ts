import { APIConnectionTimeoutError } from '@anthropic-ai/sdk'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { anthropicClient } from '../../../apps/web/src/chat/anthropic-client.ts'
import type { ChatTrouble } from '../../../apps/web/src/chat/chat.ts'
import type { ModelRequest, ModelWay } from '../../../apps/web/src/chat/model-client.ts'
import { openModel } from '../../../apps/web/src/chat/open-model.ts'
import { troubleOf } from '../../../apps/web/src/chat/trouble.ts'
import { type ScriptedAnswer, scriptModel } from '../../support/scripted-model.ts'

const SECRET = 'sk-ant-api03-abcdefghijklmnopqrstuvwx'
const KEY: ModelWay = { answerer: 'key', key: SECRET, baseUrl: 'https://api.anthropic.com' }
const BRIDGE: ModelWay = {
  answerer: 'bridge',
  token: 'token-of-this-browser',
  origin: 'http://127.0.0.1:4870',
}
const REQUEST: ModelRequest = {
  model: 'claude-opus-5-5',
  system: [{ type: 'text', text: 'be good' }],
  tools: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
}

const model = scriptModel()

beforeEach(() => {
  model.play('down')
  vi.stubGlobal('fetch', model.fetch)
})

async function ask(way: ModelWay, answer: ScriptedAnswer, request: Partial<ModelRequest> = {}) {
  model.play(answer)
  const before = model.sent.length
  const pieces: string[] = []
  const client = await openModel(way)
  const stopper = new AbortController()
  const onText = (piece: string) => {
    pieces.push(piece)
    if (answer !== 'down' && 'end' in answer && answer.end === 'hang') stopper.abort()
  }
  const outcome = await client.stream({ ...REQUEST, ...request }, onText, stopper.signal)
  return { outcome, pieces, sent: model.sent.slice(before) }
}

async function troubleAfter(way: ModelWay, answer: ScriptedAnswer) {
  const { outcome } = await ask(way, answer)
  return outcome.kind === 'trouble' ? outcome.trouble : undefined
}

describe('the way with a key', () => {
  test('streams words, gives calls whole and counts all tokens', async () => {
    const call = { name: 'step_add', input: { id: 'x' } }
    const { outcome, pieces, sent } = await ask(KEY, { say: ['He', 'llo'], calls: [call] })
    expect(pieces).toEqual(['He', 'llo'])
    expect(outcome).toMatchObject({
      kind: 'reply',
      stopReason: 'tool_use',
      blocks: [
        { type: 'text', text: 'Hello' },
        { type: 'tool_use', ...call },
      ],
      tokens: { input: 100, output: 40, cacheRead: 1000, cacheWrite: 10 },
    })
    expect(sent[0]?.url).toBe('https://api.anthropic.com/v1/messages')
    expect(sent[0]?.headers['authorization']).toBe(`Bearer ${SECRET}`)
    expect(sent[0]?.body).toMatchObject({ stream: true, cache_control: { type: 'ephemeral' } })
  })

  test('a stopped answer is no trouble, and what it cost by then is counted', async () => {
    const { outcome, pieces } = await ask(KEY, { say: ['half'], end: 'hang' })
    expect([outcome.kind, outcome.tokens.input, pieces]).toEqual(['stopped', 100, ['half']])
  })

  test('tries an overloaded model once more and no oftener', async () => {
    const { sent } = await ask(KEY, { status: 529, type: 'overloaded_error' })
    expect(sent.length).toBe(2)
  })

  test.each([
    ['http://models.example', SECRET],
    ['no address', SECRET],
    ['https://api.anthropic.com', ''],
    ['https://api.anthropic.com', 'sk-with\u200bsomething'],
  ])('with the base URL %s and the key "%s" nothing is sent', async (baseUrl, key) => {
    const { outcome, sent } = await ask({ answerer: 'key', key, baseUrl }, { say: ['hi'] })
    expect([outcome.kind === 'trouble' && outcome.trouble.kind, sent]).toEqual(['setup', []])
  })
})

describe('the way over the bridge', () => {
  test("sends this browser's token to one path, and no header that nobody there needs", async () => {
    const { outcome, sent } = await ask(BRIDGE, { say: ['hi'] })
    expect(outcome.kind).toBe('reply')
    expect(sent[0]?.url).toBe('http://127.0.0.1:4870/api/chat')
    expect(Object.keys(sent[0]?.headers ?? {}).toSorted()).toEqual([
      'anthropic-version',
      'authorization',
      'content-type',
    ])
    expect(sent[0]?.headers['authorization']).toBe('Bearer token-of-this-browser')
  })

  test("tells a failure of the bridge in the bridge's own words, and asks once", async () => {
    const answer = {
      status: 503,
      type: 'api_error',
      message: 'The bridge has no key for the model provider.',
      details: { error_code: 'RUNTIME_UNAVAILABLE', hint: 'Set ANTHROPIC_API_KEY.' },
    }
    const { outcome, sent } = await ask(BRIDGE, answer)
    expect([outcome.kind === 'trouble' && outcome.trouble, sent.length]).toEqual([
      { kind: 'server', sentence: answer.message, wayOut: 'Set ANTHROPIC_API_KEY.' },
      1,
    ])
  })

  test('without a bridge says how to start it', async () => {
    const trouble = await troubleAfter(BRIDGE, 'down')
    expect([trouble?.kind, trouble?.wayOut]).toEqual([
      'connection',
      'Start it with "npm start" or "seqctl bridge start", then retry.',
    ])
  })
})

describe('trouble', () => {
  const CASES: readonly (readonly [ScriptedAnswer, string])[] = [
    ['down', 'connection'],
    [{ status: 400, type: 'invalid_request_error' }, 'request'],
    [{ status: 401, type: 'authentication_error' }, 'key'],
    [{ status: 403, type: 'permission_error' }, 'forbidden'],
    [{ status: 404, type: 'not_found_error' }, 'model'],
    [{ status: 413, type: 'request_too_large' }, 'too-large'],
    [{ status: 429, type: 'rate_limit_error' }, 'rate'],
    [{ status: 500, type: 'api_error' }, 'server'],
    [{ status: 529, type: 'overloaded_error' }, 'overloaded'],
    [{ page: '<html>hello</html>' }, 'setup'],
  ]

  test('each kind has a sentence and a way out of its own', async () => {
    const troubles: ChatTrouble[] = []
    for (const [answer] of CASES) {
      const trouble = await troubleAfter(KEY, answer)
      if (trouble) troubles.push(trouble)
    }
    expect(troubles.map(({ kind }) => kind)).toEqual(CASES.map(([, kind]) => kind))
    expect(new Set(troubles.map(({ sentence }) => sentence)).size).toBe(CASES.length)
    for (const { sentence, wayOut } of troubles) {
      expect(sentence).toMatch(/^[A-Za-z].*[^.]\.$/)
      expect(wayOut).toMatch(/^[A-Z].*\.$/)
    }
  })

  test('an overload in the middle of a stream, which has no status, is an overload', async () => {
    const { outcome, pieces } = await ask(KEY, { say: ['half'], end: 'overloaded' })
    expect([outcome.kind === 'trouble' && outcome.trouble.kind, pieces]).toEqual([
      'overloaded',
      ['half'],
    ])
    expect(outcome.tokens.cacheRead).toBe(1000)
  })

  test('an answer that breaks off is told apart from a connection that never was', async () => {
    const cut = await troubleAfter(KEY, { say: ['half'], end: 'cut' })
    const none = await troubleAfter(KEY, 'down')
    expect([cut?.kind, none?.kind]).toEqual(['connection', 'connection'])
    expect(cut?.sentence).toContain('middle of the answer')
    expect(none?.sentence).toContain('api.anthropic.com')
  })

  test('an answer that falls silent is not waited for without end', async () => {
    model.play({ say: ['half'], end: 'hang' })
    const client = anthropicClient(KEY, 20)
    const outcome = await client.stream(REQUEST, () => undefined, new AbortController().signal)
    expect(outcome).toMatchObject({ kind: 'trouble', trouble: { kind: 'connection' } })
  })

  test('a model that says nothing at all took too long', () => {
    const asked = { answerer: 'key', host: 'h', model: 'm', secret: '', hasBegun: false } as const
    expect(troubleOf(new APIConnectionTimeoutError(), asked).kind).toBe('timeout')
  })

  test('how long to wait is told where the provider says it', async () => {
    const answer = { status: 429, type: 'rate_limit_error', headers: { 'retry-after': '17' } }
    expect((await troubleAfter(KEY, answer))?.wayOut).toBe('Wait 17 s, then retry.')
  })

  test('the key is in no sentence, whoever repeats it', async () => {
    const message = `the key ${SECRET} may not do that`
    const echoed = await troubleAfter(KEY, { status: 400, type: 'invalid_request_error', message })
    const answer = { status: 404, type: 'not_found_error' }
    // Pasted into the wrong field.
    const { outcome } = await ask(KEY, answer, { model: SECRET })
    const text = JSON.stringify([echoed, outcome])
    expect(text).toContain('may not do that')
    expect(text).not.toContain('abcdefghijkl')
  })
})
