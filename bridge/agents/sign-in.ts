import { join } from 'node:path'

/** What the look at an agent's sign-in needs of the world. */
export interface SignInFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  /** The text of a file; undefined when it is not there or can't be read. */
  readonly read: (path: string) => string | undefined
}

/** Whether an agent program is signed in, as far as files and the environment tell without starting it. */
export interface SignIn {
  readonly state: 'yes' | 'no' | 'unknown'
  /** How that is known, without any secret. */
  readonly detail: string
  /** What to do when it is not. */
  readonly fix: string
}

/** Where an agent program keeps its sign-in. */
interface Place {
  /** Variables that sign it in, of those that a step's environment lets through. */
  readonly variables: readonly string[]
  /** The file of its own login, and the keys of which one must be there. */
  readonly file: (facts: SignInFacts) => string
  readonly keys: readonly string[]
  /** Systems on which it may keep its login in the system's keychain instead, which is not asked. */
  readonly keychains: readonly NodeJS.Platform[]
  readonly fix: string
}

const PLACES: Readonly<Record<string, Place>> = {
  'claude-code': {
    variables: ['ANTHROPIC_API_KEY'],
    file: ({ env, home }) =>
      join(env['CLAUDE_CONFIG_DIR'] || join(home, '.claude'), '.credentials.json'),
    keys: ['claudeAiOauth'],
    keychains: ['darwin'],
    fix: 'Start claude once and sign in, or set ANTHROPIC_API_KEY.',
  },
  codex: {
    variables: ['OPENAI_API_KEY'],
    file: ({ env, home }) => join(env['CODEX_HOME'] || join(home, '.codex'), 'auth.json'),
    keys: ['tokens', 'OPENAI_API_KEY'],
    keychains: ['darwin', 'win32'],
    fix: 'Run codex login, or set OPENAI_API_KEY.',
  },
  gemini: {
    variables: ['GEMINI_API_KEY'],
    file: ({ env, home }) => join(env['GEMINI_CLI_HOME'] || home, '.gemini', 'oauth_creds.json'),
    keys: ['refresh_token', 'access_token'],
    keychains: [],
    fix: 'Start gemini once and sign in, or set GEMINI_API_KEY.',
  },
}

function holdsLogin(text: string | undefined, keys: readonly string[]): boolean {
  if (text === undefined) return false
  try {
    const content: unknown = JSON.parse(text)
    if (typeof content !== 'object' || content === null) return false
    const values = new Map<string, unknown>(Object.entries(content))
    return keys.some((key) => Boolean(values.get(key)))
  } catch {
    return false // damaged: the program itself would ask again
  }
}

/**
 * Whether the agent program of a model is signed in. Only looks at the environment and at the file of its own
 * login: no model runs, no keychain and no network is asked, and no expiry is judged. Undefined for a model of
 * which nothing is known.
 */
export function signInOf(model: string, facts: SignInFacts): SignIn | undefined {
  const place = PLACES[model]
  if (!place) return undefined
  const { fix } = place
  const variable = place.variables.find((name) => Boolean(facts.env[name]))
  if (variable !== undefined) return { state: 'yes', detail: `signed in by ${variable}`, fix }
  const file = place.file(facts)
  if (holdsLogin(facts.read(file), place.keys)) {
    return { state: 'yes', detail: `signed in by ${file}`, fix }
  }
  if (place.keychains.includes(facts.platform)) {
    const detail = 'sign-in unknown: it may be in the keychain, which is not asked'
    return { state: 'unknown', detail, fix }
  }
  const detail = `not signed in: no ${place.variables.join(', ')} and no login in ${file}`
  return { state: 'no', detail, fix }
}
