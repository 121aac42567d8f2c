import { expect, test } from 'vitest'
import { applyTextPatch, invertTextPatch, textPatch } from '../../../shared/diff/text-patch.ts'

const before = 'one\ntwo\nthree\nfour\n'
const after = 'one\n2\nthree\nfour\nfive\n'

test('a patch is a list of splices at whole lines', () => {
  expect(textPatch(before, after)).toEqual([
    { at: 4, removed: 'two\n', inserted: '2\n' },
    { at: 19, removed: '', inserted: 'five\n' },
  ])
})

test('the inverse leads back to the same bytes', () => {
  const patch = textPatch(before, after)
  expect([applyTextPatch(before, patch), applyTextPatch(after, invertTextPatch(patch))]).toEqual([
    { ok: true, value: after },
    { ok: true, value: before },
  ])
})

test('equal texts need no patch', () => {
  expect(textPatch(before, before)).toEqual([])
})

test.each([
  ['the text is another one', 'one\nTWO\nthree\nfour\n'],
  ['the text is too short', 'one'],
])('a patch is refused when %s', (_, text) => {
  expect(applyTextPatch(text, textPatch(before, after))).toMatchObject({
    ok: false,
    failure: { code: 'CONFLICT' },
  })
})

test('a patch whose splices overlap or run backwards is refused', () => {
  const splices = [
    { at: 4, removed: 'two\n', inserted: '' },
    { at: 0, removed: 'one\n', inserted: '' },
  ]
  expect(applyTextPatch(before, splices)).toMatchObject({
    ok: false,
    failure: { code: 'CONFLICT' },
  })
})

test('texts that differ in thousands of places have an exact patch too', () => {
  const line = (index: number) => (index % 5 === 0 ? 'same\n' : `line ${index}\n`)
  const old = Array.from({ length: 20_000 }, (_, index) => line(index))
  const now = old.flatMap((text, index) => {
    if (index % 7 === 0) return []
    return index % 11 === 0 ? [text, `more ${index}\n`] : [text]
  })
  const patch = textPatch(old.join(''), now.join(''))
  expect([
    patch.length > 1000,
    applyTextPatch(old.join(''), patch),
    applyTextPatch(now.join(''), invertTextPatch(patch)),
  ]).toEqual([true, { ok: true, value: now.join('') }, { ok: true, value: old.join('') }])
})
