import { expect, onTestFinished, test } from 'vitest'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { startBridge } from '../../support/bridge.ts'
import { planOf } from '../../support/plans.ts'
import { RpcClient } from '../../support/rpc-client.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { ProviderServer } from './provider-server.ts'

const KEY = 'sk-ant-made-up-0123456789abcdef'

/** What a person sees of a bridge with these variables: chat.info, an error of the chat, the policy of pages. */
async function look(env: NodeJS.ProcessEnv) {
  const repo = repoWith(planOf({ a: ['node', '--version'] }))
  const dataFolder = temporaryFolder()
  const user = new Tokens(dataFolder, repo).issue('user', null)
  const bridge = await startBridge({ repo, dataFolder, env })
  onTestFinished(() => bridge.stop())
  const person = await RpcClient.connect(bridge.url, user, null)
  const info = await person.call('chat.info', {})
  person.close()
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const answer = await fetch(`${bridge.url}/api/chat`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${user}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'm', max_tokens: 1, messages, stream: true }),
  })
  const error = { status: answer.status, ...(await answer.json()).error }
  const { headers } = await fetch(`${bridge.url}/`)
  return { info, error, policy: headers.get('content-security-policy'), said: bridge.said() }
}

test('without a key the chat says which variable to set', async () => {
  const { info, error, policy } = await look({})
  expect(info).toEqual({ available: false, hint: expect.stringContaining('ANTHROPIC_API_KEY') })
  expect(error).toMatchObject({ status: 503, details: { error_code: 'RUNTIME_UNAVAILABLE' } })
  expect(policy).toContain("connect-src 'self' https://api.anthropic.com;")
})

test('a key never goes over an open line: the bridge says so when it starts, and where it is asked', async () => {
  const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: 'http://models.example' }
  const { info, error, policy, said } = await look(env)
  expect(info).toEqual({ available: false, hint: expect.stringContaining('ANTHROPIC_BASE_URL') })
  expect(error.message).toContain('ANTHROPIC_BASE_URL')
  expect(error.details).toMatchObject({ hint: expect.stringContaining('https://') })
  expect(policy).not.toContain('models.example')
  expect(said).toContain('ANTHROPIC_BASE_URL')
  expect(said).not.toContain(KEY)
})

test('a provider that is not there is an error of its own', async () => {
  const gone = await ProviderServer.start()
  await gone.close()
  const { info, error } = await look({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: gone.url })
  expect(info).toEqual({ available: true })
  expect(error).toMatchObject({
    status: 502,
    type: 'api_error',
    details: { error_code: 'PROVIDER_UNREACHABLE' },
    message: `The bridge can't reach the model provider at ${gone.url}: ECONNREFUSED.`,
  })
})
