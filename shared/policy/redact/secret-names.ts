/** What kind of secret a name announces. A password may be any word; the others are long and random. */
export type SecretFamily = 'password' | 'token'

const PASSWORDS = ['password', 'passwd', 'pwd', 'passphrase', 'passcode', 'passwort', 'pw']
/** Ends of names written without a break, as in PGPASSWORD. */
const GLUED_PASSWORD = /(?:password|passwd|passphrase|pwd)$/
const TOKENS = [
  'token',
  'secret',
  'credential',
  'credentials',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
]
const GLUED_TOKEN =
  /(?:token|secret|apikey|accesskey|secretkey|privatekey|accountkey|appkey|authkey)$/
/** What a key must be a key of to be secret: sort_key and public_key are not. */
const KEY_OWNERS = new Set(
  `api access secret private encryption signing signature account master app application service auth shared storage
  license subscription admin root client deploy webhook hmac aes jwt crypto cipher ssh gpg integration project server
  bot write ingest instrumentation management licence session`.split(/\s+/),
)
/** Words behind the telling one that don't change it. */
const TRAILERS = new Set([
  'value',
  'base64',
  'b64',
  'raw',
  'old',
  'new',
  'prod',
  'dev',
  'staging',
  'current',
])

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

function tellingWords(name: string): string[] {
  const words = wordsOf(name)
  while (words.length > 1 && isTrailer(words.at(-1) ?? '')) words.pop()
  return words
}

function isTrailer(word: string): boolean {
  return TRAILERS.has(word) || /^[0-9]+$/.test(word)
}

function isPasswordWord(word: string, owner: string | undefined): boolean {
  if (word === 'pass') return owner !== undefined
  return PASSWORDS.includes(word) || GLUED_PASSWORD.test(word)
}

/** What a name in front of `:` or `=` announces, or undefined when it is not a secret's. */
export function secretFamily(name: string): SecretFamily | undefined {
  if (name === 'PWD' || name === 'OLDPWD') return undefined // the shell's current folder
  const words = tellingWords(name)
  const last = (words.at(-1) ?? '').replace(/(?<=[a-z])[0-9]+$/, '')
  const owner = words.at(-2)
  if (isPasswordWord(last, owner)) return 'password'
  if (TOKENS.includes(last) || GLUED_TOKEN.test(last)) return 'token'
  if (last === 'key') return owner !== undefined && KEY_OWNERS.has(owner) ? 'token' : undefined
  return last === 'auth' ? 'token' : undefined
}
