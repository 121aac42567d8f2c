import { expect, test } from 'vitest'
import { plainText, TextTail } from '../../../bridge/runner/output/text-tail.ts'

test('the last lines are kept, whatever the chunks were', () => {
  const tail = new TextTail(64)
  for (const part of ['one\ntw', 'o\nthree\n', '\n\n']) tail.push(Buffer.from(part))
  expect([tail.lines(2), tail.lines(9), new TextTail(8).lines(3)]).toEqual([
    ['two', 'three'],
    ['one', 'two', 'three'],
    [],
  ])
})

test('only so many bytes are kept', () => {
  const tail = new TextTail(10)
  tail.push(Buffer.from('x'.repeat(100)))
  tail.push(Buffer.from('abc'))
  expect(tail.lines(1)).toEqual(['xxxxxxxabc'])
})

test('escape sequences and control characters do not reach people', () => {
  expect(
    plainText('\u001b[31mred\u001b[0m \u001b]0;title\u0007a\u001b[?9999sb\u0000\u202ec\td\r\ne\rf'),
  ).toBe('red abc\td\ne\nf')
})
