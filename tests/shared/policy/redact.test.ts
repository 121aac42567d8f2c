import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createByteRedactor,
  createRedactor,
  redactText,
  redactValue,
} from '../../../shared/policy/redact.ts'
import { corpusRows } from '../../support/corpus.ts'
import { fastest } from '../../support/fastest.ts'

interface SecretRow {
  readonly id: string
  readonly expect: 'redact' | 'keep'
  readonly kind: string
  readonly parts: readonly string[]
  readonly spans: readonly (readonly [number, number])[]
  readonly cuts?: readonly number[]
}

const MARK = '[redacted]'
const ROWS = corpusRows<SecretRow>('secrets.jsonl')
const SECRETS = ROWS.filter((row) => row.expect === 'redact')
const BENIGN = ROWS.filter((row) => row.expect === 'keep')

function textOf(row: SecretRow): string {
  return row.parts.join('')
}

/** Which characters of `text` an output hides: what stands between the marks is found again, left to right. */
function hiddenIn(text: string, output: string): boolean[] {
  const hidden = Array.from({ length: text.length }, () => true)
  const kept = output.split(MARK)
  let from = 0
  for (const [index, part] of kept.entries()) {
    const at = index === kept.length - 1 ? text.length - part.length : text.indexOf(part, from)
    expect(text.slice(at, at + part.length)).toBe(part)
    hidden.fill(false, at, at + part.length)
    from = at + part.length
  }
  return hidden
}

/** True when every secret of the row is covered (at most 3 characters in a row show) and little else is. */
function isCovered(row: SecretRow, output: string): boolean {
  const hidden = hiddenIn(textOf(row), output)
  const leaks = row.spans.some(([start, end]) =>
    hidden
      .slice(start, end)
      .map((isHidden) => (isHidden ? '-' : 'x'))
      .join('')
      .includes('xxxx'),
  )
  const inside = (at: number) => row.spans.some(([start, end]) => at >= start && at < end)
  const over = hidden.filter((isHidden, at) => isHidden && !inside(at)).length
  return !leaks && over <= 16
}

function inTwo(text: string, cut: number): string {
  const redactor = createRedactor()
  return redactor.push(text.slice(0, cut)) + redactor.push(text.slice(cut)) + redactor.end()
}

function inPieces(bytes: Uint8Array, size: number): string {
  const redactor = createByteRedactor()
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size)
    parts.push(redactor.push(bytes.subarray(at, at + size)))
  return Buffer.concat([...parts, redactor.end()]).toString('utf8')
}

describe('the corpus of secrets', () => {
  test('at least 99 % of the secrets are covered', () => {
    const missed = SECRETS.filter((row) => !isCovered(row, redactText(textOf(row))))
    expect(missed.map((row) => `${row.id} ${row.kind}`)).toEqual([])
    expect(SECRETS.length).toBeGreaterThan(200)
  })

  test('at most 1 % of the harmless texts are touched', () => {
    const touched = BENIGN.filter((row) => redactText(textOf(row)) !== textOf(row))
    expect(touched.map((row) => `${row.id} ${row.kind}`)).toEqual([])
    expect(BENIGN.length).toBeGreaterThan(150)
  })

  test('cut at any place, the result is the same', () => {
    const different = ROWS.flatMap((row) => {
      const text = textOf(row)
      const whole = redactText(text)
      const cuts = text.length < 400 ? [...text, ''].map((_, cut) => cut) : (row.cuts ?? [])
      return cuts.filter((cut) => inTwo(text, cut) !== whole).map((cut) => `${row.id} at ${cut}`)
    })
    expect(different).toEqual([])
  })

  test('as bytes, in pieces of any size, the result is the same', () => {
    const different = ROWS.flatMap((row) => {
      const whole = redactText(textOf(row))
      const bytes = new Uint8Array(Buffer.from(textOf(row)))
      return [1, 2, 3, 7, 64]
        .filter((size) => inPieces(bytes, size) !== whole)
        .map((size) => `${row.id} ${size}`)
    })
    expect(different).toEqual([])
  })
})

describe('what is no secret stays as it is', () => {
  test('any bytes, valid UTF-8 or not', () => {
    const plain = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => bytes.map((byte) => (byte % 97 === 1 ? 10 : byte | 0x80)))
    fc.assert(
      fc.property(plain, fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        const redactor = createByteRedactor()
        const parts: Uint8Array[] = []
        for (let at = 0; at < bytes.length; at += size) {
          parts.push(redactor.push(bytes.subarray(at, at + size)))
        }
        expect(Buffer.concat([...parts, redactor.end()])).toEqual(Buffer.from(bytes))
        expect(redactor.count).toBe(0)
      }),
    )
  })

  test.each([
    'const token = await getToken(user)',
    'token = response.data.accessToken',
    'password: the one that you chose',
    'The password: ask your administrator',
    'PWD=/home/jane/project1',
    'pass 12 fail 0',
    '# pass: 12',
    'Tokens used: 1234, key: build-api',
    'password={form.password}',
    'apiKey: process.env.API_KEY',
    `TOKEN="$\{{ secrets.GITHUB_TOKEN }}"`,
    'export const secret = useSecret()',
    'public_key: AAAAB3NzaC1yc2EAAAADAQABAAABgQ',
    'docker run -u 1000:1000 image',
    'http://localhost:5173/@vite/client',
    'monkey=1 donkey: 2 turnkey: 3',
    'step "auth": DONE',
    'author: jane, keyboard: us',
  ])('%s', (line) => {
    expect(redactText(line)).toBe(line)
  })
})

describe('secrets that the corpus does not have', () => {
  test.each([
    ['password: hunter2', 'password: [redacted]'],
    ['Server=db;User Id=sa;Password=S3cret!x;', 'Server=db;User Id=sa;Password=[redacted];'],
    ['mysql --password hunter2 -h db', 'mysql --password [redacted] -h db'],
    ['{\\"password\\":\\"hunter2\\"}', '{\\"password\\":\\"[redacted]\\"}'],
    [
      '//registry.example.test/:_authToken=abc123def456',
      '//registry.example.test/:_authToken=[redacted]',
    ],
    ['X-Auth-Token: 8f14e45fceea167a', 'X-Auth-Token: [redacted]'],
    ['Proxy-Authorization: Basic YWxhZGRpbjpvcGVu', 'Proxy-Authorization: Basic [redacted]'],
    ["const apiKey = 'a1b2c3d4e5f6g7h8'", "const apiKey = '[redacted]'"],
    ['ADMIN_PASS=letmein99 node app.js', 'ADMIN_PASS=[redacted] node app.js'],
    [
      '\u001b[33mapi_key\u001b[0m: \u001b[1mab12cd34ef56\u001b[0m',
      '\u001b[33mapi_key\u001b[0m: \u001b[1m[redacted]',
    ],
    [
      'postgres://u:p%40ss@h/db and redis://:x9@h',
      'postgres://u:[redacted]@h/db and redis://:[redacted]@h',
    ],
  ])('%s', (line, expected) => {
    expect(redactText(line)).toBe(expected)
  })

  test('a key block whose end never comes does not hide the log that follows', () => {
    const body = `${'MIIEowIBAAKCAQEA7'.repeat(4).slice(0, 64)}\n`.repeat(3)
    const text = `a\n-----BEGIN RSA PRIVATE KEY-----\n${body}Step build is done.\nnext line here\n`
    expect(redactText(text)).toBe('a\n[redacted]Step build is done.\nnext line here\n')
  })

  test('two key blocks in a row are both hidden, and what stands between them is not', () => {
    const block = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
    expect(redactText(`${block}between the two\n${block}after`)).toBe(
      '[redacted]\nbetween the two\n[redacted]\nafter',
    )
  })
})

describe('the stream', () => {
  test('holds back at most a line', () => {
    const redactor = createRedactor()
    expect([
      redactor.push('one\ntwo'),
      redactor.push(' more\r'),
      redactor.push('\nthree'),
      redactor.end(),
    ]).toEqual(['one\n', '', 'two more\r\n', 'three'])
  })

  test('counts what it hid', () => {
    const redactor = createRedactor()
    redactor.push('password=hunter2 token=abc123def\n')
    redactor.end()
    expect(redactor.count).toBe(2)
  })

  test('a line without an end flows on, with the secrets in it hidden wherever it is cut', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`
    const filler = 'lorem ipsum dolor '.repeat(3000)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60_000 }), { minLength: 1, maxLength: 4 }), (gaps) => {
        const line = gaps.map((gap) => `${filler.slice(0, gap)} ${secret} `).join('')
        const redactor = createRedactor()
        let output = ''
        let most = 0
        for (let at = 0; at < line.length; at += 1000) {
          output += redactor.push(line.slice(at, at + 1000))
          most = Math.max(most, Math.min(line.length, at + 1000) - output.length)
        }
        output += redactor.end()
        expect(output).toBe(line.replaceAll(secret, MARK))
        expect(redactor.count).toBe(gaps.length)
        expect(most).toBeLessThan(100_000)
      }),
      { numRuns: 30 },
    )
  })

  test('a value longer than any window is hidden to its end', () => {
    const value = 'a1B2'.repeat(60_000)
    const redactor = createRedactor()
    let output = ''
    const line = `x api_token=${value} after\n`
    for (let at = 0; at < line.length; at += 5000)
      output += redactor.push(line.slice(at, at + 5000))
    output += redactor.end()
    expect(output).toBe('x api_token=[redacted] after\n')
  })

  test('hostile text takes time in proportion to its length', () => {
    const pieces = [
      'password=',
      'token="',
      'key',
      '://:',
      'sk-',
      'a.',
      'Authorization: ',
      '-----BEGIN PRIVATE KEY-----',
    ]
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(500_000 / piece.length))
      expect(
        fastest(() => redactText(text)),
        piece,
      ).toBeLessThan(2000)
    }
  })
})

describe("a policy's own patterns", () => {
  test('hide what they match, in text and in bytes', () => {
    const extra = ['ACME-[0-9]{4}', 'größe-\\d+']
    const line = 'id ACME-1234 and größe-77, acme-99999\n'
    const bytes = createByteRedactor({ extra })
    const shown = Buffer.concat([bytes.push(new Uint8Array(Buffer.from(line))), bytes.end()])
    expect([redactText(line, { extra }), shown.toString('utf8'), bytes.count]).toEqual([
      'id [redacted] and [redacted], [redacted]9\n',
      'id [redacted] and [redacted], [redacted]9\n',
      3,
    ])
  })

  test('a pattern that can not be used is refused, not left out', () => {
    expect(() => createRedactor({ extra: ['('] })).toThrow(/can't be used/)
  })
})

describe('plain data', () => {
  test('texts are redacted at any depth, and values of fields that announce a secret', () => {
    const token = `ghp_${'a1B2'.repeat(9)}`
    expect(
      redactValue({
        name: 'build',
        password: 'hunter2',
        tokens: 12,
        env: { API_KEY: 'abc123def456', token: null, note: `uses ${token}` },
        argv: ['curl', '-H', 'Authorization: Bearer abcdefgh12345678'],
      }),
    ).toEqual({
      name: 'build',
      password: '[redacted]',
      tokens: 12,
      env: { API_KEY: '[redacted]', token: null, note: 'uses [redacted]' },
      argv: ['curl', '-H', 'Authorization: Bearer [redacted]'],
    })
  })

  test('redacting twice changes nothing more', () => {
    for (const row of SECRETS) {
      const once = redactText(textOf(row))
      expect(redactText(once)).toBe(once)
    }
  })
})
