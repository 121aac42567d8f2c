import { MAX_PIECE, matchAt, REST_OF_VALUE, type SecretRule, type SecretSpan } from './rule.ts'
import { secretFamily } from './secret-names.ts'
import { isSecretValue } from './secret-values.ts'

const MAX_NAME = 128
const NAME_CHARACTERS = new Uint8Array(128)
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-') {
  NAME_CHARACTERS[character.charCodeAt(0)] = 1
}

function isNameCharacter(text: string, at: number): boolean {
  return NAME_CHARACTERS[text.charCodeAt(at)] === 1
}

/** A name that holds an anchor word, from its first to behind its last character. */
interface Name {
  readonly start: number
  readonly end: number
}

/** A change of colours right before a name ends in letters that look like a part of it. */
function behindColour(text: string, start: number, at: number): number {
  if (!/[[;]/.test(text.charAt(start - 1))) return start
  const colour = /^[0-9]*m/.exec(text.slice(start, at))
  return start + (colour?.[0].length ?? 0)
}

function nameAround(text: string, at: number): Name {
  let start = at
  while (start > 0 && at - start < MAX_NAME && isNameCharacter(text, start - 1)) start -= 1
  start = behindColour(text, start, at)
  let end = at
  while (end < text.length && end - at < MAX_NAME && isNameCharacter(text, end)) end += 1
  return { start, end }
}

const COLOURS = '(?:\\x1b\\[[0-9;]*m)*'
/** Between a name and its value: the name's closing quote, a sign, blanks, and changes of colours. */
const SEPARATOR = new RegExp(
  `(\\\\?["'\`])?\\]?${COLOURS}([ \\t]*)(=>|:=|=(?!=)|:(?!:))${COLOURS}([ \\t]*)${COLOURS}`,
  'y',
)
const FLAG_GAP = /[ \t]+(?!-)/y
/** A value without quotes ends at a blank, a quote, or what separates values. */
const BARE_VALUE = new RegExp(`[^ \\t\\r\\n"'\`,;&]{1,${MAX_PIECE}}`, 'y')
/** In NAME=value as shells and .env files write it, only a blank or a quote ends the value. */
const ENVIRONMENT_VALUE = new RegExp(`[^ \\t\\r\\n"'\`]{1,${MAX_PIECE}}`, 'y')
const PROSE_BEHIND = /[,.;]?[ \t]+[A-Za-z]/y

interface Value {
  readonly start: number
  readonly end: number
  readonly quoted: boolean
}

/** Text in quotes; a backslash takes the next character along. */
const QUOTED = /(["'`])((?:(?!\1)[^\\\r\n]|\\[^\r\n]){0,4096})\1/y
/** The quotes of JSON inside of JSON are written with a backslash. */
const ESCAPED_QUOTED = /\\(["'])((?:(?!\\\1)[^\r\n]){0,4096})\\\1/y

function quotedValue(text: string, at: number): Value | undefined {
  const isEscaped = text.charAt(at) === '\\'
  const found = matchAt(isEscaped ? ESCAPED_QUOTED : QUOTED, text, at)
  if (!found) return undefined
  const start = at + (isEscaped ? 2 : 1)
  return { start, end: start + (found[2]?.length ?? 0), quoted: true }
}

function bareValue(text: string, at: number, pattern: RegExp): Value | undefined {
  const opened = /^\\?["'`]/.exec(text.slice(at, at + 2))?.[0].length ?? 0
  const found = matchAt(pattern, text, at + opened)
  if (!found) return undefined
  const start = at + opened
  return { start, end: start + found[0].length, quoted: false }
}

function isEnvironmentName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name)
}

function valueSpan({ start, end }: Value, text: string): SecretSpan {
  const isCut = end === text.length || end - start >= MAX_PIECE
  return { start, end, goesOn: isCut ? REST_OF_VALUE : undefined }
}

function findFlagValue(text: string, name: Name): SecretSpan | undefined {
  const isFlag = text.charAt(name.start) === '-'
  const gap = isFlag ? matchAt(FLAG_GAP, text, name.end) : undefined
  const at = name.end + (gap?.[0].length ?? 0)
  const family = gap && secretFamily(text.slice(name.start, name.end))
  const value = family && (quotedValue(text, at) ?? bareValue(text, at, ENVIRONMENT_VALUE))
  if (!family || !value) return undefined
  const written = text.slice(value.start, value.end)
  const isSecret = isSecretValue(family, {
    text: written,
    quoted: value.quoted,
    attached: true,
    inProse: false,
  })
  return isSecret ? valueSpan(value, text) : undefined
}

function findAssignedValue(text: string, name: Name): SecretSpan | undefined {
  const separator = matchAt(SEPARATOR, text, name.end)
  if (!separator) return findFlagValue(text, name)
  const written = text.slice(name.start, name.end)
  const family = secretFamily(written)
  if (!family) return undefined
  const [whole, , before = '', sign = '', behind = ''] = separator
  const at = name.end + whole.length
  const attached = before === '' && behind === '' && sign === '='
  const pattern = attached && isEnvironmentName(written) ? ENVIRONMENT_VALUE : BARE_VALUE
  const value = quotedValue(text, at) ?? bareValue(text, at, pattern)
  if (!value) return undefined
  const isSecret = isSecretValue(family, {
    text: text.slice(value.start, value.end),
    quoted: value.quoted,
    attached,
    inProse: matchAt(PROSE_BEHIND, text, value.end) !== undefined,
  })
  return isSecret ? valueSpan(value, text) : undefined
}

/** Values behind names that announce a secret: in environments, YAML, JSON, code, queries and on command lines. */
export const ASSIGNMENT_RULE: SecretRule = {
  anchors: ['pass', 'pwd', 'secret', 'token', 'key', 'credential', 'auth'],
  find: (text, at, memo) => {
    if (at < memo.nameEnd) return undefined
    const name = nameAround(text, at)
    memo.nameEnd = name.end
    return findAssignedValue(text, name)
  },
}
