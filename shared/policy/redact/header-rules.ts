import { isInsideWord, matchAt, type SecretRule } from './rule.ts'

/** A rule for one pattern whose named group `secret` is what is hidden. */
function groupRule(anchors: readonly string[], pattern: RegExp, needsStart = true): SecretRule {
  const indexed = new RegExp(pattern.source, `${pattern.flags}d`)
  return {
    anchors,
    find: (text, at) => {
      if (needsStart && isInsideWord(text, at)) return undefined
      const place = matchAt(indexed, text, at)?.indices?.groups?.['secret']
      return place && { start: place[0], end: place[1] }
    },
  }
}

const SEPARATOR = '(?:\\\\?["\'])?[ \\t]{0,8}[:=][ \\t]{0,8}(?:\\\\?["\'])?'

/** `Authorization: Bearer …`, `Proxy-Authorization: Basic …`, or a bare token behind it. */
const authorization = groupRule(
  ['authorization'],
  new RegExp(
    `authorization${SEPARATOR}(?:(?:bearer|basic|token|digest|negotiate|apikey|key|bot)[ \\t]+)?(?<secret>[A-Za-z0-9+/=._~%:-]{8,4096})`,
    'iy',
  ),
  false,
)

/** `Bearer …` on its own, long and mixed enough to be no prose. */
const bearer = groupRule(
  ['bearer '],
  /bearer[ \t]+(?<secret>(?=[A-Za-z._~+/-]{0,64}[0-9])[A-Za-z0-9._~+/=-]{16,4096})/iy,
)

/** The values of cookies; the names stay readable. */
const COOKIE_HEAD = new RegExp(`(?:set-)?cookie${SEPARATOR}`, 'iy')
const cookie: SecretRule = {
  anchors: ['cookie'],
  find: (text, at) => {
    const head = matchAt(COOKIE_HEAD, text, at)
    const first = head && matchAt(/[\w.%-]{1,128}=/y, text, at + head[0].length)
    if (!head || !first) return undefined
    const start = at + head[0].length + first[0].length
    const isSet = text.slice(Math.max(0, at - 4), at).toLowerCase() === 'set-'
    const rest = isSet ? /[^;\r\n"' \t]{1,4096}/y : /[^\r\n"']{1,4096}/y
    const value = matchAt(rest, text, start)
    if (!value) return undefined
    return { start, end: start + (isSet ? value[0].length : cookiesEnd(value[0])) }
  },
}

/** Up to the last cookie whose value is long enough to be a session's. */
function cookiesEnd(cookies: string): number {
  let end = cookies.indexOf(';') < 0 ? cookies.length : cookies.indexOf(';')
  for (const found of cookies.matchAll(/;[ \t]*[\w.%-]{1,128}=([^;]*)/g)) {
    if ((found[1]?.length ?? 0) >= 16) end = found.index + found[0].length
  }
  return end
}

/** The password of `scheme://user:password@host`. */
const userInfo = groupRule(
  ['://'],
  /:\/\/[^ \t\r\n/:@"'<>]{0,256}:(?<secret>(?!\$\{)[^ \t\r\n/@"'<>]{1,512})@(?=[A-Za-z0-9[])/y,
  false,
)

/** The password of a line in .netrc. */
const netrc = groupRule(
  ['login '],
  /login[ \t]+[^ \t\r\n]{1,256}[ \t]+password[ \t]+(?<secret>[^ \t\r\n]{1,512})/iy,
)

/** The signature of a shared access address. */
const sharedAccess = groupRule(['sig='], /sig=(?<secret>[A-Za-z0-9%+/=_-]{20,512})/iy)

/** The seal of a PuTTY key, which is made with its passphrase. */
const puttySeal = groupRule(['private-mac:'], /private-mac:[ \t]*(?<secret>[0-9a-f]{40,64})/iy)

/** Secrets in the headers and addresses of the web, and in two files of their own kind. */
export const HEADER_RULES: readonly SecretRule[] = [
  authorization,
  bearer,
  cookie,
  userInfo,
  netrc,
  sharedAccess,
  puttySeal,
]
