import { expect, test } from 'vitest'
import { missingOf } from '../support/shown.ts'
import { CASES } from './cases.ts'

test('what such tools are known to get wrong is shown to be right here, by tests that are there', () => {
  const missing = CASES.flatMap(({ promise, shown }) =>
    missingOf(shown).map((one) => `${promise}: ${one}`),
  )
  expect(missing).toEqual([])
  expect(CASES.filter(({ shown }) => shown.length === 0)).toEqual([])
  expect(new Set(CASES.map(({ promise }) => promise)).size).toBe(CASES.length)
})
