import { fail } from '../../failure.ts'
import { ok, type Result } from '../../result.ts'
import { positionAt } from './position.ts'
import { failureOf, type Problem } from './problem.ts'

/** The decoder of the Encoding standard. Browsers and Node have it; a library that knows neither can't say so. */
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }

/** What is read: the file's name for messages, and the most bytes it may have. */
export interface DecodeOptions {
  readonly file: string
  readonly maxBytes: number
}

const NOT_PRINTABLE = /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const LONE_RETURN = /\r(?!\n)/
const REPLACEMENT = '\uFFFD'

/** Bytes that a text has in UTF-8; a half of a surrogate pair counts as three. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowHalf(text.charCodeAt(index + 1))) {
      bytes += 4
      index += 1
    } else bytes += 3
  }
  return bytes
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

function bytesOf(source: Uint8Array | string, maxBytes: number): number {
  if (typeof source !== 'string') return source.length
  // The exact count is slow, and most texts are so short or so long that it can't matter.
  return source.length > maxBytes || source.length * 3 <= maxBytes
    ? source.length
    : utf8Length(source)
}

/** The name of a wide encoding that the first bytes announce. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16'
  if (a === 0xfe && b === 0xff) return 'UTF-16'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32'
  return undefined
}

/** Offset in the leniently decoded text of the first bytes that are not UTF-8. */
function firstBroken(bytes: Uint8Array, text: string): number {
  let offset = text.indexOf(REPLACEMENT)
  let byte = utf8Length(text.slice(0, offset))
  // U+FFFD may stand in the file itself; then its three bytes are there.
  while (bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd) {
    const next = text.indexOf(REPLACEMENT, offset + 1)
    byte += utf8Length(text.slice(offset, next))
    offset = next
  }
  return offset
}

function decodeBytes(bytes: Uint8Array, file: string): Result<string> {
  const hint = 'Save the file as UTF-8.'
  const wide = wideEncoding(bytes)
  if (wide) return fail('INVALID_ENCODING', `${file} is ${wide}.`, { at: { file }, hint })
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes)
    const at = { file, ...positionAt(lenient, firstBroken(bytes, lenient)) }
    return fail('INVALID_ENCODING', `${file} is not valid UTF-8.`, { at, hint })
  }
}

function characterProblem(text: string): Problem | undefined {
  const bad = NOT_PRINTABLE.exec(text)
  if (bad) {
    const name = (bad[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return {
      code: 'INVALID_ENCODING',
      message: `The file contains the character U+${name}, which text must not contain.`,
      offset: bad.index,
      hint: 'Remove it, or write it as an escape between double quotes, as in "\\x7f".',
    }
  }
  const lone = LONE_RETURN.exec(text)
  if (!lone) return undefined
  return {
    code: 'YAML_SYNTAX',
    message: 'A carriage return stands here without a line feed.',
    offset: lone.index,
    hint: 'Save the file with LF or CRLF line ends.',
  }
}

/**
 * The exact text of a file that is UTF-8 (a byte order mark is kept as U+FEFF), not too large, not blank, and
 * free of characters that YAML does not allow. Encoding the answer as UTF-8 gives the same bytes again.
 */
export function decodeText(source: Uint8Array | string, options: DecodeOptions): Result<string> {
  const { file, maxBytes } = options
  if (bytesOf(source, maxBytes) > maxBytes) {
    return fail('FILE_TOO_LARGE', `${file} is larger than ${maxBytes} bytes.`, {
      at: { file },
      hint: 'Split it, or remove what is not needed.',
      details: { maxBytes },
    })
  }
  const decoded = typeof source === 'string' ? ok(source) : decodeBytes(source, file)
  if (!decoded.ok) return decoded
  const text = decoded.value
  if (/^\uFEFF?\s*$/.test(text)) {
    return fail('EMPTY_FILE', `${file} is empty.`, { at: { file, line: 1, column: 1 } })
  }
  const problem = characterProblem(text)
  return problem ? { ok: false, failure: failureOf([problem], { file, text }) } : decoded
}
