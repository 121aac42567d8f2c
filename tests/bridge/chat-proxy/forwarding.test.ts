import { once } from 'node:events'
import { type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningBridge, startBridge } from '../../support/bridge.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { makeTokenRepo, type TokenRepo } from '../../support/token-repo.ts'
import { until } from '../../support/until.ts'
import { BEGINNING, ProviderServer, REST } from './provider-server.ts'

const KEY = 'sk-ant-made-up-0123456789abcdef'
const ASK = {
  model: 'claude-opus-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
}
const STREAM = { ...ASK, stream: true }

let made: TokenRepo
let bridge: RunningBridge
let provider: ProviderServer
let user: string
let agent: string
let scoped: string

beforeAll(async () => {
  made = makeTokenRepo(planOf({ a: ['node', '--version'] }))
  const { repo, dataFolder } = made
  user = made.user
  agent = made.agent
  scoped = made.tokens.issueForAgent('01ARZ3NDEKTSV4RRFFQ69G5FAV')
  provider = await ProviderServer.start()
  const env = {
    ANTHROPIC_API_KEY: KEY,
    ANTHROPIC_BASE_URL: `${provider.url}/gateway/`,
    ANTHROPIC_MODEL: 'claude-opus-5-5',
  }
  bridge = await startBridge({ repo, dataFolder, env })
}, 60_000)

afterAll(async () => {
  await bridge.stop()
  await provider.close()
  made.remove()
})

/** Asks as a program does. */
function post(body: unknown = STREAM, headers: Record<string, string> = {}, signal?: AbortSignal) {
  return fetch(`${bridge.url}/api/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${user}`, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  })
}

/** An error as it comes: its status, and the provider's words for it. */
async function trouble(token = user) {
  const answer = await post(STREAM, { Authorization: `Bearer ${token}` })
  const { type, error } = await answer.json()
  return { status: answer.status, headers: answer.headers, is: type, ...error }
}

test("an answer's first words come before the provider has said the last", async () => {
  const heard = Promise.withResolvers<void>()
  provider.play((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_1' })
    response.write(BEGINNING)
    void heard.promise.then(() => response.end(REST))
  })
  const answer = await post()
  const reader = answer.body?.getReader()
  let text = ''
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) break
    text += Buffer.from(part.value).toString()
    if (text === BEGINNING) heard.resolve()
  }
  expect(text).toBe(BEGINNING + REST)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  expect(answer.headers.get('request-id')).toBe('req_1')
})

test('the provider gets the request and its own key, and nothing else that the client sent', async () => {
  provider.play((response) => response.end(BEGINNING))
  const whole = {
    ...STREAM,
    system: [{ type: 'text', text: 'Be short.', cache_control: { type: 'ephemeral' } }],
    tools: [{ name: 'step_add', description: 'Adds.', input_schema: { type: 'object' } }],
    tool_choice: { type: 'auto' },
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'medium' },
    cache_control: { type: 'ephemeral' },
  }
  const headers = {
    Cookie: 'a=b',
    'X-Api-Key': 'mine',
    'X-Forwarded-For': '1.2.3.4',
    'anthropic-version': '2026-10-21',
    'anthropic-beta': 'one-2026-01-01,two',
  }
  await (await post(whole, headers)).text()
  await (await post(STREAM, { 'anthropic-version': 'new', 'anthropic-beta': 'a; b=c' })).text()
  const [first, second] = provider.asked
  expect(first?.url).toBe('/gateway/v1/messages')
  expect(JSON.parse(first?.body ?? '')).toEqual(whole)
  expect(first?.request.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    'content-type': 'application/json',
    'anthropic-version': '2026-10-21',
    'anthropic-beta': 'one-2026-01-01,two',
  })
  const told = JSON.stringify([first?.request.rawHeaders, second?.request.rawHeaders])
  for (const own of [user, 'a=b', 'mine', '1.2.3.4', bridge.url, 'new', 'b=c']) {
    expect(told).not.toContain(own)
  }
})

test('an error of the provider comes with its status, its body and when to try again', async () => {
  const error = { type: 'overloaded_error', message: 'Overloaded' }
  provider.play((response) => {
    response.writeHead(529, {
      'content-type': 'application/json',
      'retry-after': '7',
      'request-id': 'req_2',
      'set-cookie': 'a=b',
    })
    response.end(JSON.stringify({ type: 'error', error }))
  })
  const known = await trouble()
  expect(known).toMatchObject({ status: 529, is: 'error', ...error })
  expect(known.headers.get('retry-after')).toBe('7')
  expect(known.headers.get('request-id')).toBe('req_2')
  expect(known.headers.get('set-cookie')).toBe(null)
})

test('a provider that repeats what it was sent gives the key away to nobody', async () => {
  provider.play((response, { request }) => {
    const text = JSON.stringify(request.headers)
    const middle = text.indexOf(KEY) + 9
    response.writeHead(400, { 'content-type': 'application/json', 'request-id': `req ${KEY}` })
    response.write(text.slice(0, middle))
    setImmediate(() => response.end(text.slice(middle)))
  })
  const answer = await post()
  const text = await answer.text()
  expect(answer.status).toBe(400)
  expect(JSON.parse(text).authorization).toBe(`Bearer ${'*'.repeat(KEY.length)}`)
  expect(JSON.stringify([...answer.headers])).not.toContain(KEY)
  expect(bridge.said()).not.toContain(KEY)
})

test('who stops reading stops the provider, before and after its first word', async () => {
  provider.play((response) => response.write(BEGINNING))
  const leave = new AbortController()
  const answer = await post(STREAM, {}, leave.signal)
  leave.abort()
  await expect(answer.text()).rejects.toThrow()
  const [first] = provider.asked
  await until('the provider is left', () => first?.request.socket.destroyed)

  provider.play(() => {})
  const stop = new AbortController()
  const silent = post(STREAM, {}, stop.signal)
  const second = await until('the provider is asked', () => provider.asked[0])
  stop.abort()
  await expect(silent).rejects.toThrow()
  await until('the provider is left', () => second.request.socket.destroyed)
})

test('an answer that breaks off is no end: the reader is cut off too', async () => {
  const heard = Promise.withResolvers<void>()
  provider.play((response) => {
    response.write(BEGINNING)
    void heard.promise.then(() => response.socket?.resetAndDestroy())
  })
  const answer = await post()
  heard.resolve()
  await expect(answer.text()).rejects.toThrow('terminated')
})

test('a slow reader holds the provider back, and the bridge keeps nothing for it', async () => {
  const piece = Buffer.alloc(64 * 1024, 'x')
  const pieces = 1600
  const written = { count: 0 }
  provider.play(async (response) => {
    for (; written.count < pieces; written.count += 1) {
      if (!response.write(piece)) await once(response, 'drain')
    }
    response.end()
  })
  const request = openRequest(`${bridge.url}/api/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${user}`, 'Content-Type': 'application/json' },
  }).end(JSON.stringify(STREAM))
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.pause()
  const others = await RpcClient.connect(bridge.url, user, null)
  let before = -1
  await until('the provider waits', async () => {
    const isStill = before === written.count
    before = written.count
    for (let call = 0; call < 20; call += 1) await others.call('chat.info', {})
    return isStill && before > 0
  })
  others.close()
  expect(written.count).toBeLessThan(pieces / 2)
  let bytes = 0
  for await (const chunk of answer) bytes += chunk.length
  expect(bytes).toBe(pieces * piece.length)
})

test('a redirect is not followed', async () => {
  provider.play((response, { url }) => {
    if (url.endsWith('/elsewhere')) response.end('{}')
    else response.writeHead(307, { Location: `${provider.url}/elsewhere` }).end()
  })
  const answer = await trouble()
  expect(answer).toMatchObject({ status: 502, details: { error_code: 'PROVIDER_UNREACHABLE' } })
  expect(answer.message).toContain('redirects')
  expect(provider.asked.map(({ url }) => url)).toEqual(['/gateway/v1/messages'])
})

test('four answers are under way at most; when one has ended there is room again', async () => {
  const open: ServerResponse[] = []
  provider.play((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    open.push(response)
  })
  const answers = await Promise.all([1, 2, 3, 4].map(() => post()))
  expect(await trouble()).toMatchObject({
    status: 429,
    details: { error_code: 'TOO_MANY_REQUESTS' },
  })
  for (const response of open) response.end(BEGINNING + REST)
  await Promise.all(answers.map((answer) => answer.text()))
  provider.play((response) => response.end('{}'))
  await until('there is room', async () => (await post()).status === 200)
})

test('agents, strangers and pages of other origins are refused before anything is read', async () => {
  provider.play((response) => response.end('{}'))
  expect(await trouble(agent)).toMatchObject({ status: 403, details: { error_code: 'DENIED' } })
  expect(await trouble(scoped)).toMatchObject({ status: 403, details: { error_code: 'DENIED' } })
  expect(await trouble('nobody')).toMatchObject({
    status: 401,
    details: { error_code: 'UNAUTHORIZED' },
  })
  const answers = await Promise.all([
    post(STREAM, { Authorization: '' }),
    post(STREAM, { Origin: 'https://evil.example' }),
    // The token of a program, shown by a page.
    post(STREAM, { Origin: bridge.url }),
    post(STREAM, { 'Sec-Fetch-Site': 'cross-site' }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([401, 403, 401, 403])
  expect(provider.asked).toEqual([])
})

test('what is no request of the chat is refused', async () => {
  provider.play((response) => response.end('{}'))
  const bodies = [
    ASK,
    { ...STREAM, temperature: 1 },
    { ...STREAM, max_tokens: 1_000_000 },
    { ...STREAM, messages: [] },
    { ...STREAM, messages: [{ role: 'system', content: 'x' }] },
    { ...STREAM, tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    { ...STREAM, mcp_servers: [{ type: 'url', url: 'https://evil.example', name: 'x' }] },
    [STREAM],
  ]
  const answers = await Promise.all(bodies.map((body) => post(body)))
  expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 400))
  const long = { role: 'user', content: 'x'.repeat(1024 * 1024) }
  expect((await post({ ...STREAM, messages: [long] })).status).toBe(413)
  expect((await post(STREAM, { 'Content-Type': 'text/plain' })).status).toBe(400)
  expect(provider.asked).toEqual([])
})

test('a person is told that the chat works and with which model; pages may talk to the provider', async () => {
  const person = await RpcClient.connect(bridge.url, user, null)
  expect(await person.call('chat.info', {})).toEqual({ available: true, model: 'claude-opus-5-5' })
  person.close()
  const asAgent = await RpcClient.connect(bridge.url, agent, null)
  await expect(asAgent.call('chat.info', {})).rejects.toThrow('DENIED')
  asAgent.close()
  const page = await fetch(`${bridge.url}/`)
  expect(page.headers.get('content-security-policy')).toContain(
    `connect-src 'self' https://api.anthropic.com ${provider.url};`,
  )
})
