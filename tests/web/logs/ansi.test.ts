import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PLAIN, parseAnsiLine, type TextStyle } from '../../../apps/web/src/logs/ansi.ts'

const ESC = '\u001b'

function spans(line: string, start: TextStyle = PLAIN) {
  return parseAnsiLine(line, start).spans.map(({ text, style }) => {
    const set = Object.entries(style).filter(([, value]) => value)
    return [text, Object.fromEntries(set)]
  })
}

function textOf(line: string): string {
  return parseAnsiLine(line, PLAIN)
    .spans.map((span) => span.text)
    .join('')
}

describe('parseAnsiLine', () => {
  test('text without escapes is one plain span', () => {
    expect(spans('npm test')).toEqual([['npm test', {}]])
  })

  test('colours and weights begin and end where the sequences say', () => {
    expect(spans(`a${ESC}[1;31mb${ESC}[22mc${ESC}[0md`)).toEqual([
      ['a', {}],
      ['b', { bold: true, color: 'red' }],
      ['c', { color: 'red' }],
      ['d', {}],
    ])
  })

  test('bright, background, underlined, italic and dim text is told apart', () => {
    expect(spans(`${ESC}[92mg${ESC}[39;44mb${ESC}[49;3;4;2mi${ESC}[23;24;22mp`)).toEqual([
      ['g', { color: 'green' }],
      ['b', { background: 'blue' }],
      ['i', { italic: true, underline: true, dim: true }],
      ['p', {}],
    ])
  })

  test.each([
    ['38;5;1', 'red'],
    ['38;5;12', 'blue'],
    ['38;5;46', 'green'],
    ['38;5;250', 'white'],
    ['38;5;234', 'black'],
    ['38;2;250;30;30', 'red'],
    ['38;2;30;200;220', 'cyan'],
    ['38;2;90;90;90', 'black'],
    ['38:2:200:200:30', 'yellow'],
  ])('the extended colour %s becomes %s', (codes, color) => {
    expect(spans(`${ESC}[${codes}mx`)).toEqual([['x', { color }]])
  })

  test('codes after an extended colour still count', () => {
    expect(spans(`${ESC}[38;5;1;1mx`)).toEqual([['x', { color: 'red', bold: true }]])
  })

  test('the look goes on into the next line', () => {
    const { end } = parseAnsiLine(`${ESC}[33mone`, PLAIN)
    expect(spans('two', end)).toEqual([['two', { color: 'yellow' }]])
  })

  test.each([
    ['cursor moves and clearing', `${ESC}[2J${ESC}[Hok${ESC}[K`, 'ok'],
    ['a window title', `${ESC}]0;evil title\u0007ok`, 'ok'],
    [
      'a link, but not its text',
      `${ESC}]8;;https://evil.example${ESC}\\text${ESC}]8;;${ESC}\\`,
      'text',
    ],
    ['a clipboard write', `${ESC}]52;c;ZXZpbA==${ESC}\\ok`, 'ok'],
    ['an unfinished title', `ok${ESC}]0;never ends`, 'ok'],
    ['device strings', `${ESC}Pq#0;2;0;0;0${ESC}\\ok${ESC}_app${ESC}\\`, 'ok'],
    ['8-bit control sequences', '\u009b31mok\u009d0;t\u0007', 'ok'],
    ['character sets and resets', `${ESC}(B${ESC}c${ESC}7ok${ESC}8`, 'ok'],
    ['bells, backspaces and nulls', 'o\u0000\u0007\u0008k', 'ok'],
    ['marks that turn the reading direction', 'o\u202ek\u2066', 'ok'],
    ['a lone escape at the end', `ok${ESC}`, 'ok'],
    ['an unfinished sequence at the end', `ok${ESC}[31`, 'ok'],
  ])('%s do nothing and are not shown', (_what, line, expected) => {
    expect(textOf(line)).toBe(expected)
  })

  test('a line that returns to its beginning shows what was written last', () => {
    expect(textOf('10 %\r50 %\r100 %')).toBe('100 %')
    expect(textOf('Windows line\r')).toBe('Windows line')
  })

  test('tabs and every script stay as they are', () => {
    expect(textOf('a\tb é 漢字 🙂')).toBe('a\tb é 漢字 🙂')
  })

  test('property: no control character is ever shown, whatever comes in', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(ESC, `${ESC}[`, `${ESC}]`, `${ESC}P`, '\u009b', '\u0007', `${ESC}\\`, '31m'),
    )
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
        expect(textOf(parts.join(''))).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 1000 },
    )
  })
})
