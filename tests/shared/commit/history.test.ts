import { expect, test } from 'vitest'
import { applyHistory, historyEntry, invertHistory } from '../../../shared/commit/history.ts'

const before = 'one\r\ntwo\r\nthree'
const after = 'one\r\n2\r\nthree\r\n'
const entry = historyEntry(before, after, [
  { path: 'new.md', before: null, after: 'text' },
  { path: 'gone.md', before: 'text', after: null },
  { path: 'same.md', before: 'text', after: 'text' },
])

test('an entry does what the commit did, to the byte, and its inverse takes it back', () => {
  expect([applyHistory(before, entry), applyHistory(after, invertHistory(entry))]).toEqual([
    {
      ok: true,
      value: {
        text: after,
        prompts: [
          { path: 'new.md', text: 'text' },
          { path: 'gone.md', text: null },
        ],
      },
    },
    {
      ok: true,
      value: {
        text: before,
        prompts: [
          { path: 'new.md', text: null },
          { path: 'gone.md', text: 'text' },
        ],
      },
    },
  ])
})

test('the inverse of the inverse is the entry, and both are plain data', () => {
  expect(JSON.parse(JSON.stringify(invertHistory(invertHistory(entry))))).toEqual(entry)
})

test('a text that has changed since is refused', () => {
  expect(applyHistory('one\r\nTWO\r\nthree', entry)).toMatchObject({
    ok: false,
    failure: { code: 'CONFLICT' },
  })
})
