import { expect, test } from 'vitest'
import { nearest, suggest } from '../../../shared/actions/nearest.ts'

test.each([
  ['buidl', ['test', 'build'], 'build'],
  ['depends_on', ['dependsOn', 'after'], 'dependsOn'],
  ['--depends-on', ['dependsOn', 'after'], 'dependsOn'],
  ['step.remove', ['step.rm', 'step.move', 'dep.rm'], 'step.move'],
  ['xyz', ['build', 'test'], undefined],
  ['build', [], undefined],
  ['b'.repeat(65), ['b'.repeat(64)], undefined],
])('%s is nearest to …', (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected)
})

test('without a near name it says which there are, but not all of many', () => {
  const many = Array.from({ length: 10 }, (_, index) => `name${index}`)
  expect([suggest('zzzzzz', [], 'steps'), suggest('zzzzzz', many, 'steps')]).toEqual([
    'There are no steps yet.',
    'The steps are name0, name1, name2, name3, name4, name5, name6, name7, and 2 more.',
  ])
})
