import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SmallestFirst } from '../../../shared/dag/smallest-first.ts'

test('numbers come out smallest first, whatever the order of adding and taking', () => {
  const operation = fc.oneof(fc.nat(40_000), fc.constant(undefined))
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const set = new SmallestFirst(40_001)
      const model = new Set<number>()
      for (const value of operations) {
        if (value !== undefined) {
          set.add(value)
          model.add(value)
          continue
        }
        const smallest = model.size === 0 ? undefined : Math.min(...model)
        expect(set.take()).toBe(smallest)
        if (smallest !== undefined) model.delete(smallest)
      }
    }),
    { numRuns: 2000 },
  )
})

test('the edges of words and levels are as good as any number', () => {
  const numbers = [0, 31, 32, 63, 1023, 1024, 32_767, 32_768, 1_048_575]
  const set = new SmallestFirst(1_048_576)
  for (const number of numbers.toReversed()) set.add(number)
  expect([...numbers, 0].map(() => set.take())).toEqual([...numbers, undefined])
})
