import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutKey } from '../../../bridge/chat-proxy/hide-key.ts'
import { readProvider } from '../../../bridge/chat-proxy/provider.ts'

const KEY = 'sk-ant-made-up-0123456789abcdef'

function addressOf(base: string | undefined) {
  const { access, origin } = readProvider({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: base })
  return { asks: access.ok ? access.value.messagesUrl : undefined, origin }
}

test.each([
  ['', 'https://api.anthropic.com/v1/messages', undefined],
  ['https://gate.example', 'https://gate.example/v1/messages', 'https://gate.example'],
  [
    'https://gate.example:8443/a//',
    'https://gate.example:8443/a/v1/messages',
    'https://gate.example:8443',
  ],
  ['http://localhost:4000', 'http://localhost:4000/v1/messages', 'http://localhost:4000'],
  ['http://127.0.0.9:1/x', 'http://127.0.0.9:1/x/v1/messages', 'http://127.0.0.9:1'],
])('the address "%s" is asked at %s', (base, asks, origin) => {
  expect(addressOf(base)).toEqual({ asks, origin })
})

test.each([
  'http://gate.example',
  'http://127.0.0.1.gate.example',
  'http://localhost.gate.example',
  'https://me:secret@gate.example',
  'https://gate.example/?a=b',
  'https://gate.example/#a',
  "https://gate.example;script-src'unsafe-inline'",
  'file:///etc/passwd',
  'ws://127.0.0.1:1',
  'gate.example',
])('the address "%s" is refused, and a person told', (base) => {
  expect(addressOf(base)).toEqual({ asks: undefined, origin: undefined })
  expect(readProvider({ ANTHROPIC_BASE_URL: base }).complaint?.message).toContain(
    'ANTHROPIC_BASE_URL',
  )
})

test.each([`${KEY}\n`, `"${KEY}"`, 'short', 'k'.repeat(501)])(
  '%j is no key, and is not said',
  (key) => {
    const { access, complaint } = readProvider({ ANTHROPIC_API_KEY: key })
    expect(access.ok).toBe(false)
    expect(complaint?.message).toContain('ANTHROPIC_API_KEY')
    expect(JSON.stringify([access, complaint])).not.toContain(key.trim())
  },
)

test('nothing is said about variables that are not set', () => {
  expect(readProvider({}).complaint).toBeUndefined()
})

test('however an answer is cut into pieces, the key is not in it and all else is', async () => {
  const secret = 'abcabcab'
  const word = fc.constantFrom(secret, 'abcab', 'abc', 'a', 'x', '\n', 'ä')
  const pieces = fc.array(fc.array(word, { maxLength: 4 }).map((words) => words.join('')))
  await fc.assert(
    fc.asyncProperty(pieces, async (texts) => {
      const bytes = Readable.from(texts.map((text) => Buffer.from(text)))
      const got: Buffer[] = []
      for await (const piece of withoutKey(bytes, secret)) got.push(piece)
      expect(Buffer.concat(got).toString()).toBe(texts.join('').replaceAll(secret, '********'))
    }),
  )
})

test('an event of a stream passes at once', async () => {
  const bytes = (async function* () {
    yield Buffer.from('data: sk-ant\n\n')
    await new Promise(() => {})
  })()
  const first = await withoutKey(bytes, KEY).next()
  expect(first.value?.toString()).toBe('data: sk-ant\n\n')
})
