import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expandTemplate, expandValue } from '../../../shared/templates/variables.ts'

const VALUES = { name: 'build', count: 3, models: ['codex', 'gemini'], deep: '{{name}}', on: true }

test('variables are replaced by their values, once, and all else stays', () => {
  const text = 'a {{name}}{{ count }}\n}} {x} {{models}} {{on}} {{deep}}'
  expect(expandTemplate(text, VALUES)).toEqual({
    ok: true,
    value: 'a build3\n}} {x} codex, gemini true {{name}}',
  })
})

test.each([
  ['one\n  {{nam}}', 'There is no variable nam.', { line: 2, column: 3 }, 'Did you mean name?'],
  ['{{toString}}', 'There is no variable toString.', { line: 1, column: 1 }, 'The variables are'],
  ['a {{name', 'A {{ has no }} after it.', { line: 1, column: 3 }, 'written {{name}}'],
  ['{{}}', '"" between {{ and }} is no', { line: 1, column: 1 }, 'one name'],
  ['{{a{{name}}}}', '"a{{name" between', { line: 1, column: 1 }, 'one name'],
  ['{{name.length}}', '"name.length" between', { line: 1, column: 1 }, 'one name'],
])('%j is refused with its place', (text, message, at, hint) => {
  const expanded = expandTemplate(text, VALUES)
  expect(expanded.ok ? expanded : expanded.failure).toMatchObject({
    code: 'INVALID_PARAMETERS',
    message: expect.stringContaining(message),
    at,
    hint: expect.stringContaining(hint),
  })
})

test('a text that is one variable keeps the type of its value', () => {
  const texts = ['{{count}}', '{{ models }}', '{{on}}', '{{count}} ', 'none']
  expect(texts.map((text) => expandValue(text, VALUES))).toEqual(
    [3, ['codex', 'gemini'], true, '3 ', 'none'].map((value) => ({ ok: true, value })),
  )
})

test('whatever a value holds comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('{{', '}}', '{{x}}', ''), (before, after) => {
      const value = before + after
      expect(expandTemplate('<{{x}}>', { x: value })).toEqual({ ok: true, value: `<${value}>` })
    }),
  )
})
