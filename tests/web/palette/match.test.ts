import { expect, test } from 'vitest'
import { bestMatches } from '../../../apps/web/src/palette/match.ts'

const ITEMS = [
  { title: 'Remove step', words: 'step.rm removes a step and closes the gap' },
  { title: 'Clone step', words: 'step.clone adds a copy' },
  { title: 'Approve gate', words: 'gate.approve' },
  { title: 'Fuse the three', words: 'fuse build claude-code step' },
  { title: 'Open Metrics', words: 'numbers and plots' },
]

const titles = (query: string, limit = 10) =>
  bestMatches(query, ITEMS, limit).map(({ title }) => title)

test('an empty query shows everything in its order, up to the limit', () => {
  expect(titles('  ', 2)).toEqual(['Remove step', 'Clone step'])
})

test('a title counts more than other words', () => {
  expect(titles('clo')).toEqual(['Clone step', 'Remove step'])
})

test('every word must be found, in any order and case', () => {
  expect(titles('STEP clone')).toEqual(['Clone step'])
  expect(titles('step zebra')).toEqual([])
})

test('the first letters of words find a title', () => {
  expect(titles('apg')).toEqual(['Approve gate'])
})

test('letters in the middle of words find nothing', () => {
  expect(titles('etrics')).toEqual([])
})
