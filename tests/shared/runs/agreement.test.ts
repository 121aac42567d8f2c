import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agreementOf } from '../../../shared/runs/agreement.ts'

const SPEC = 'Amounts are kept in cents and rounded half to even as the bank does'

test('the same words agree fully, whatever their case, spacing and punctuation', () => {
  expect(agreementOf([SPEC, `${SPEC.toUpperCase()}.`, SPEC.replaceAll(' ', '\n')]).score).toBe(1)
})

test('texts without a common run of words do not agree at all', () => {
  expect(agreementOf(['one two three four', 'four three two one']).score).toBe(0)
  expect(agreementOf(['', 'something else entirely']).score).toBe(0)
})

test('the odd one out of three is told from the two that agree', () => {
  const { each, score } = agreementOf([SPEC, `${SPEC} indeed`, 'All amounts are floating numbers'])
  expect(each[0]).toBeGreaterThan(0.4)
  expect(each[1]).toBeGreaterThan(0.4)
  expect(each[2]).toBe(0)
  expect(score).toBeGreaterThan(0.3)
  expect(score).toBeLessThan(0.4)
})

test('nothing and a single text agree with themselves', () => {
  expect(agreementOf([])).toEqual({ score: 1, each: [] })
  expect(agreementOf(['alone'])).toEqual({ score: 1, each: [1] })
  expect(agreementOf(['', '']).score).toBe(1)
})

test('a score lies between 0 and 1 and does not depend on the order', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 })
  fc.assert(
    fc.property(texts, (all) => {
      const { score } = agreementOf(all)
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(agreementOf(all.toReversed()).score).toBeCloseTo(score, 10)
      expect(agreementOf(all.map(() => all[0] ?? '')).score).toBe(1)
    }),
  )
})
