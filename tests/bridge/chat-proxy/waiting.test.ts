import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ChatProxy } from '../../../bridge/chat-proxy/chat-proxy.ts'
import { readProvider } from '../../../bridge/chat-proxy/provider.ts'
import { readJsonBody } from '../../../bridge/local/json-body.ts'
import { BEGINNING, ProviderServer } from './provider-server.ts'

const KEY = 'sk-ant-made-up-0123456789abcdef'
const BODY = JSON.stringify({
  model: 'm',
  max_tokens: 1,
  messages: [{ role: 'user', content: 'Hi' }],
  stream: true,
})

/** A proxy that waits this long, and a provider behind it. */
async function startProxy(limits: { headersMs: number; silenceMs: number }) {
  const provider = await ProviderServer.start()
  const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: provider.url }
  const proxy = new ChatProxy(readProvider(env).access, { atOnce: 1, ...limits })
  const server = createServer(async (request, response) => {
    const served = await proxy.serve(request, response, () => readJsonBody(request, 'body'))
    if (!served.ok) response.end(served.failure.code)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await provider.close()
  })
  const { port } = server.address() as AddressInfo
  const ask = () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: BODY })
  return { provider, ask }
}

test('a provider that never begins to answer is given up', async () => {
  const { provider, ask } = await startProxy({ headersMs: 50, silenceMs: 60_000 })
  provider.play(() => {})
  expect(await (await ask()).text()).toBe('TIMEOUT')
  expect(await (await ask()).text()).toBe('TIMEOUT')
})

test('a provider that falls silent is given up, but not one that goes on slowly', async () => {
  const { provider, ask } = await startProxy({ headersMs: 60_000, silenceMs: 600 })
  provider.play((response) => response.write(BEGINNING))
  const answer = await ask()
  await expect(answer.text()).rejects.toThrow('terminated')
  provider.play((response) => {
    let left = 6
    const beat = setInterval(() => {
      left -= 1
      if (left > 0) response.write('.')
      else response.end('.')
      if (left === 0) clearInterval(beat)
    }, 200)
  })
  expect(await (await ask()).text()).toBe('......')
})
