import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { missingOf, namesIn } from '../support/shown.ts'
import { CASES, numbersIn } from './cases.ts'

test('every promise about agents has a number, and tests that are there', () => {
  expect(CASES.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, i) => i + 1))
  const missing = CASES.flatMap(({ number, scripted }) =>
    missingOf(scripted).map((one) => `${number}: ${one}`),
  )
  expect(missing).toEqual([])
})

test('a promise without a test says why', () => {
  const bare = CASES.filter(({ scripted, open }) => (scripted.length === 0) !== Boolean(open))
  expect(bare).toEqual([])
})

test('what is promised of the real programs is tried with them, and nothing else', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.real.ts'))
  const tried = files.flatMap((file) => namesIn(`tests/agents/${file}`).flatMap(numbersIn))
  const promised = CASES.filter(({ real }) => real.length > 0).map(({ number }) => number)
  expect(promised.filter((number) => !tried.includes(number))).toEqual([])
  expect(tried.filter((number) => !promised.includes(number))).toEqual([])
})
