import { expect, test } from 'vitest'
import { type SignInFacts, signInOf } from '../../../bridge/agents/sign-in.ts'

function facts(files: Readonly<Record<string, string>>, rest: Partial<SignInFacts> = {}) {
  return {
    env: {},
    home: '/home/ada',
    platform: 'linux',
    read: (path) => files[path],
    ...rest,
  } satisfies SignInFacts
}

test.each([
  [
    'claude-code',
    'ANTHROPIC_API_KEY',
    '/home/ada/.claude/.credentials.json',
    '{"claudeAiOauth":{"accessToken":"x"}}',
  ],
  [
    'codex',
    'OPENAI_API_KEY',
    '/home/ada/.codex/auth.json',
    '{"OPENAI_API_KEY":null,"tokens":{"id_token":"x"}}',
  ],
  ['gemini', 'GEMINI_API_KEY', '/home/ada/.gemini/oauth_creds.json', '{"refresh_token":"x"}'],
])(
  '%s is signed in by its variable or its own login, and else it is said how',
  (model, variable, path, login) => {
    expect(signInOf(model, facts({}, { env: { [variable]: 'k' } }))?.state).toBe('yes')
    expect(signInOf(model, facts({ [path]: login }))?.state).toBe('yes')
    for (const files of [{}, { [path]: '{}' }, { [path]: 'torn' }, { [path]: 'null' }]) {
      const signIn = signInOf(model, facts(files))
      expect(signIn).toMatchObject({ state: 'no', fix: expect.stringContaining(variable) })
      expect(signIn?.detail).toContain(path)
    }
  },
)

test('a folder that the environment names is where the login is looked for', () => {
  const login = {
    '/own/.credentials.json': '{"claudeAiOauth":{}}',
    '/c/auth.json': '{"tokens":{}}',
  }
  expect(signInOf('claude-code', facts(login, { env: { CLAUDE_CONFIG_DIR: '/own' } }))?.state).toBe(
    'yes',
  )
  expect(signInOf('codex', facts(login, { env: { CODEX_HOME: '/c' } }))?.state).toBe('yes')
})

test('where a keychain may hold the login nothing is claimed; of a shell nothing is known', () => {
  expect(signInOf('claude-code', facts({}, { platform: 'darwin' }))?.state).toBe('unknown')
  expect(signInOf('shell', facts({}))).toBeUndefined()
})
