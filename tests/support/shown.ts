import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './bridge.ts'

/** Where something is shown: the file of a test, and the beginning of its name. */
export interface Shown {
  readonly file: string
  readonly test: string
}

/** The names of the tests in a file, as they are written there. */
export function namesIn(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8')
  return [...source.matchAll(/\(\s*(['"])((?:(?!\1).)+)\1,\s*(?:async )?[({]/g)].map(
    ([, , name]) => name ?? '',
  )
}

/** Those of the tests that are not there. */
export function missingOf(shown: readonly Shown[]): string[] {
  return shown
    .filter(({ file, test }) => !namesIn(file).some((name) => name.startsWith(test)))
    .map(({ file, test }) => `${file}: ${test}`)
}
