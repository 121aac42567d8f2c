import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keysOfText, parseKeys } from '../../../shared/schema/keys.ts'

test.each([
  ['y', { text: 'y', ends: false }],
  ['yes<Enter>', { text: 'yes\n', ends: false }],
  ['a<Tab>b<Space>c<Esc>', { text: 'a\tb c\u001b', ends: false }],
  ['1<LT>2<GT>1', { text: '1<2>1', ends: false }],
  ['bye<Enter><C-d>', { text: 'bye\n', ends: true }],
  ['<C-d>', { text: '', ends: true }],
  ['a>b', { text: 'a>b', ends: false }],
])('%j types', (written, keys) => {
  expect(parseKeys(written)).toEqual(keys)
})

test.each(['<Up>', '<enter>', '<C-c>', '<>', 'a<b', '<C-d>more', '<constructor>'])(
  '%j names no key that there is',
  (written) => {
    expect(parseKeys(written)).toBeUndefined()
  },
)

test('any text can be typed as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseKeys(keysOfText(text))).toEqual({ text, ends: false })
    }),
  )
})
