import { unwrap } from '../failure.ts'
import { compilePattern, type Pattern } from './patterns.ts'
import { type ExtraRule, REDACTED, RedactionEngine } from './redact/engine.ts'
import { secretFamily } from './redact/secret-names.ts'
import { isSecretValue } from './redact/secret-values.ts'

/** Hides secrets in a text that comes in pieces; the same text gives the same result however it is cut. */
export interface Redactor {
  push(text: string): string
  end(): string
  /** Secrets hidden so far. */
  readonly count: number
}

/** As `Redactor`, for bytes: UTF-8 and anything else comes out as it went in. */
export interface ByteRedactor {
  push(chunk: Uint8Array): Uint8Array
  end(): Uint8Array
  readonly count: number
}

export interface RedactorOptions {
  /** Patterns of the policy's `redact`, as `checkPolicyFile` accepted them; they look at one line at a time. */
  readonly extra?: readonly string[] | undefined
}

const PIECE = 8192

function extraRule(pattern: Pattern): ExtraRule {
  return { spans: (line) => (pattern.matches(line) ? pattern.spans(line) : []) }
}

function extraRules(sources: readonly string[] = []): ExtraRule[] {
  return sources.map((source) => extraRule(unwrap(compilePattern(source))))
}

/** Makes a redactor for text. It holds back at most a line, or about 80 KB of a longer one. */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  return new RedactionEngine(extraRules(options.extra))
}

function toText(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += PIECE) {
    parts.push(Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + PIECE)))
  }
  return parts.join('')
}

function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** A pattern for text whose characters are the bytes of UTF-8. Exact for all but classes of non-ASCII letters. */
function patternOfBytes(source: string): string {
  return source.replace(/[^\0-\x7f]/gu, (character) => {
    const escaped = encodeURIComponent(character).replace(/%([0-9A-F]{2})/g, '\\x{$1}')
    return `(?:${escaped})`
  })
}

/**
 * Makes a redactor for bytes. Each byte is handled as one character: secrets are ASCII, and what is not hidden
 * keeps its bytes, even when it is no valid UTF-8.
 */
export function createByteRedactor(options: RedactorOptions = {}): ByteRedactor {
  const engine = new RedactionEngine(extraRules(options.extra?.map(patternOfBytes)))
  return {
    push: (chunk) => toBytes(engine.push(toText(chunk))),
    end: () => toBytes(engine.end()),
    get count() {
      return engine.count
    },
  }
}

/** A whole text with its secrets hidden. */
export function redactText(text: string, options: RedactorOptions = {}): string {
  const redactor = createRedactor(options)
  return redactor.push(text) + redactor.end()
}

function redactField(key: string, value: unknown, options: RedactorOptions): unknown {
  const family = typeof value === 'string' ? secretFamily(key) : undefined
  const written = { text: String(value), quoted: true, attached: true, inProse: false }
  return family && isSecretValue(family, written) ? REDACTED : redactAny(value, options)
}

function redactAny(value: unknown, options: RedactorOptions): unknown {
  if (typeof value === 'string') return redactText(value, options)
  if (Array.isArray(value)) return value.map((item) => redactAny(item, options))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, redactField(key, field, options)]),
  )
}

/** Plain data with the secrets in all its texts hidden, and the values of fields that announce one. */
export function redactValue<T>(value: T, options: RedactorOptions = {}): T {
  return redactAny(value, options) as T
}
