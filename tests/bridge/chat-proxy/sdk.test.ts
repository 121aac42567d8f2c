import Anthropic, {
  AnthropicError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  InternalServerError,
  PermissionDeniedError,
} from '@anthropic-ai/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { Tokens } from '../../../bridge/server/tokens.ts'
import { startBridge } from '../../support/bridge.ts'
import { planOf } from '../../support/plans.ts'
import { repoWith, temporaryFolder } from '../../support/temporary.ts'
import { BEGINNING, ProviderServer, REST } from './provider-server.ts'

const ASK = {
  model: 'claude-opus-5-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
}

test("the provider's own SDK streams through the bridge and tells its errors apart", async () => {
  const provider = await ProviderServer.start()
  const repo = repoWith(planOf({ a: ['node', '--version'] }))
  const dataFolder = temporaryFolder()
  const tokens = new Tokens(dataFolder, repo)
  const [user, agent] = [tokens.issue('user', null), tokens.issueForAgent()]
  const env = { ANTHROPIC_API_KEY: 'sk-ant-made-up', ANTHROPIC_BASE_URL: provider.url }
  const bridge = await startBridge({ repo, dataFolder, env })
  onTestFinished(() => bridge.stop())

  const open = (apiKey: string) =>
    new Anthropic({
      apiKey,
      baseURL: bridge.url,
      maxRetries: 0,
      fetch: (_url, init) => fetch(`${bridge.url}/api/chat`, init),
    }).messages.stream(ASK)
  const trouble = async (apiKey = user) => {
    const error = await open(apiKey)
      .finalMessage()
      .catch((cause: unknown) => cause)
    if (!(error instanceof APIError)) throw new Error(`This is no error of the API: ${error}`)
    return error
  }

  provider.play((response) => {
    response.setHeader('request-id', 'req_1')
    response.end(BEGINNING + REST)
  })
  const whole = open(user)
  expect((await whole.finalMessage()).content).toMatchObject([
    { type: 'text', text: 'Hello there' },
  ])
  expect(whole.request_id).toBe('req_1')

  provider.play((response) => response.write(BEGINNING))
  const stopped = open(user)
  stopped.on('text', () => stopped.abort())
  await expect(stopped.finalMessage()).rejects.toBeInstanceOf(APIUserAbortError)

  const error = { type: 'overloaded_error', message: 'Overloaded' }
  provider.play((response) => {
    response.writeHead(529, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ type: 'error', error }))
  })
  const overloaded = await trouble()
  expect(overloaded).toMatchObject({ status: 529, type: 'overloaded_error', errorCode: null })

  const stranger = await trouble('nobody')
  expect(stranger).toBeInstanceOf(AuthenticationError)
  expect(stranger).toMatchObject({ type: 'authentication_error', errorCode: 'UNAUTHORIZED' })
  const denied = await trouble(agent)
  expect(denied).toBeInstanceOf(PermissionDeniedError)
  expect(denied).toMatchObject({ type: 'permission_error', errorCode: 'DENIED' })

  const heard = Promise.withResolvers<void>()
  provider.play((response) => {
    response.write(BEGINNING)
    void heard.promise.then(() => response.socket?.resetAndDestroy())
  })
  const cut = open(user)
  cut.on('text', () => heard.resolve())
  // What breaks off in the middle is an error of the SDK without a status, and no end.
  const broken = await cut.finalMessage().catch((cause: unknown) => cause)
  expect(broken).toBeInstanceOf(AnthropicError)
  expect(broken).not.toBeInstanceOf(APIError)

  await provider.close()
  const gone = await trouble()
  expect(gone).toBeInstanceOf(InternalServerError)
  expect(gone).toMatchObject({ status: 502, errorCode: 'PROVIDER_UNREACHABLE' })
  expect(gone.apiMessage).toContain('ECONNREFUSED')
})
