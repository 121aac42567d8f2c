import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = join(import.meta.dirname, '../../../apps/web/src')

function textsOf(pattern: RegExp): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(SOURCES, name), 'utf8'))
}

// A name that nobody defines is no error to a browser: the letters or colours are then simply others.
test('every token that a style uses is defined, in a style or by the code that draws', () => {
  const styles = textsOf(/\.css$/).join('\n')
  const code = textsOf(/\.tsx?$/).join('\n')
  const defined = new Set([
    ...[...styles.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name),
    ...[...code.matchAll(/['"`](--[\w-]+)['"`]/g)].map(([, name]) => name),
  ])
  const used = new Set([...styles.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name))
  expect(used.size).toBeGreaterThan(50)
  expect([...used].filter((name) => !defined.has(name) && !name?.startsWith('--kb-'))).toEqual([])
})
