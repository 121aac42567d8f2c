import { type Failure, fail } from '../../shared/failure.ts'
import { ModelNameSchema } from '../../shared/protocol/chat-request.ts'
import { ok, type Result } from '../../shared/result.ts'

/** Where the chat's model is when no variable names another place. */
const DEFAULT_BASE = 'https://api.anthropic.com'
/** Names and IPv4 addresses: what a security policy can name too. */
const HOST = /^[a-z0-9.-]+$/
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3})$/
/** What a bearer token may be made of. Short ones are refused, since hiding them would hide ordinary words. */
const KEY = /^[A-Za-z0-9._~+/=-]{8,500}$/

/** What it takes to ask the provider. */
export interface ProviderAccess {
  readonly origin: string
  readonly messagesUrl: string
  readonly key: string
}

/** The model provider as the bridge's environment names it. */
export interface ModelProvider {
  /** How to ask it, or why it can't be asked. */
  readonly access: Result<ProviderAccess>
  /** Origin of ANTHROPIC_BASE_URL where that is set and usable: pages may talk to it. */
  readonly origin: string | undefined
  /** The model that ANTHROPIC_MODEL names. */
  readonly model: string | undefined
  /** What is set but unusable; a person is told of it when the bridge starts. */
  readonly complaint: Failure | undefined
}

function readBase(text: string): Result<URL> {
  const url = URL.parse(text)
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash
  const isPrivate =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
  if (isPlain && isPrivate && HOST.test(url.hostname)) return ok(url)
  return fail('RUNTIME_UNAVAILABLE', 'ANTHROPIC_BASE_URL is no usable address.', {
    hint: 'It must be https://host (http only on 127.0.0.1 or localhost), without a user, a query or a fragment. Change it and start the bridge again.',
  })
}

function readKey(key: string | undefined): Result<string> {
  if (!key) {
    return fail('RUNTIME_UNAVAILABLE', 'The bridge has no key for the model provider.', {
      hint: 'Set ANTHROPIC_API_KEY where you start the bridge, and start it again.',
    })
  }
  // The value itself is never said: it may be a key with a typing error.
  return KEY.test(key)
    ? ok(key)
    : fail('RUNTIME_UNAVAILABLE', 'ANTHROPIC_API_KEY is set, but is no key.', {
        hint: 'A key has 8 to 500 letters, digits and signs, without spaces or line ends. Change it and start the bridge again.',
      })
}

/** Reads ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL and ANTHROPIC_MODEL. An empty variable is one that is not set. */
export function readProvider(env: NodeJS.ProcessEnv): ModelProvider {
  const named = env['ANTHROPIC_BASE_URL'] || undefined
  const base = readBase(named ?? DEFAULT_BASE)
  const key = readKey(env['ANTHROPIC_API_KEY'])
  const model = ModelNameSchema.safeParse(env['ANTHROPIC_MODEL']).data
  if (!base.ok) return { access: base, origin: undefined, model, complaint: base.failure }
  const { origin, href } = base.value
  const known = { origin: named && origin, model }
  if (!key.ok) {
    return { ...known, access: key, complaint: env['ANTHROPIC_API_KEY'] ? key.failure : undefined }
  }
  const messagesUrl = `${href.replace(/\/+$/, '')}/v1/messages`
  return { ...known, access: ok({ origin, messagesUrl, key: key.value }), complaint: undefined }
}
