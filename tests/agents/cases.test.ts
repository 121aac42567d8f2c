import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CASES, numbersIn } from './cases.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The names of the tests in a file, as they are written there. */
function namesIn(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8')
  return [...source.matchAll(/\(\s*(['"])((?:(?!\1).)+)\1,\s*(?:async )?\(/g)].map(
    ([, , name]) => name ?? '',
  )
}

test('every promise about agents has a number, and tests that are there', () => {
  expect(CASES.map(({ number }) => number)).toEqual(Array.from({ length: 42 }, (_, i) => i + 1))
  const missing = CASES.flatMap(({ number, scripted }) =>
    scripted
      .filter(({ file, test: name }) => !namesIn(file).some((one) => one.startsWith(name)))
      .map(({ file, test: name }) => `${number}: ${file}: ${name}`),
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
