import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unifiedDiff } from '../../../shared/diff/unified.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'threados-diff-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`)

const CASES: readonly [string, string, string][] = [
  ['one line changed', lines(20).join(''), lines(20).with(10, 'new\n').join('')],
  ['first line added', lines(5).join(''), `new\n${lines(5).join('')}`],
  ['last line added', lines(5).join(''), `${lines(5).join('')}new\n`],
  ['first line removed', lines(9).join(''), lines(9).slice(1).join('')],
  ['everything removed', lines(3).join(''), ''],
  ['something from nothing', '', lines(3).join('')],
  ['one line from nothing', '', 'a\n'],
  ['no final line end before', 'a\nb', 'a\nb\n'],
  ['no final line end after', 'a\nb\n', 'a\nb'],
  ['no final line end in either', 'a\nb', 'a\nc'],
  ['context without a final line end', 'a\nb', 'c\nb'],
  [
    'two changes that share their context',
    lines(20).join(''),
    lines(20).with(5, 'x\n').with(12, 'y\n').join(''),
  ],
  [
    'two changes a line too far apart',
    lines(30).join(''),
    lines(30).with(5, 'x\n').with(13, 'y\n').join(''),
  ],
  ['carriage returns', 'a\r\nb\r\n', 'a\r\nc\r\n'],
  ['a line that moves', lines(12).join(''), [...lines(12).slice(1), 'line 0\n'].join('')],
]

function git(before: string, after: string): string {
  writeFileSync(join(folder, 'before'), before)
  writeFileSync(join(folder, 'after'), after)
  const result = spawnSync('git', ['diff', '--no-index', '--no-color', 'before', 'after'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const text = result.stdout
  // The names of the two files and what git says after the second @@ are not part of the comparison.
  return text.slice(text.indexOf('@@')).replaceAll(/^(@@ .*? @@).*$/gm, '$1')
}

test.each(CASES)('%s: the hunks are those of git', (_, before, after) => {
  const diff = unifiedDiff('f', before, after)
  expect(diff.slice(diff.indexOf('@@'))).toBe(git(before, after))
})

test.each(CASES.filter(([, before, after]) => before !== '' && after !== ''))(
  '%s: git applies it to the byte',
  (_, before, after) => {
    writeFileSync(join(folder, 'f'), before)
    execFileSync('git', ['apply', '--unidiff-zero', '-p1', '-'], {
      cwd: folder,
      input: unifiedDiff('f', before, after),
    })
    expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after)
  },
)

test('equal texts have an empty diff', () => {
  expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('')
})

test('a diff names the file and shows three lines around the change', () => {
  expect(
    unifiedDiff('.threados/sequence.yaml', lines(20).join(''), lines(20).with(9, 'new\n').join('')),
  ).toBe(`--- a/.threados/sequence.yaml
+++ b/.threados/sequence.yaml
@@ -7,7 +7,7 @@
 line 6
 line 7
 line 8
-line 9
+new
 line 10
 line 11
 line 12
`)
})

test('one line of 80,000 is found at once, wherever it stands', () => {
  const long = lines(80_000)
  const before = long.join('')
  const started = process.cpuUsage()
  for (const at of [0, 40_000, 79_999]) {
    const diff = unifiedDiff('f', before, long.with(at, 'new\n').join(''))
    expect(diff.match(/^[-+][ln].*$/gm)).toEqual([`-line ${at}`, '+new'])
  }
  // Three texts of 80,000 lines and their diffs; comparing line by line takes many times as long.
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000)
})

test('texts that have next to nothing in common end in bounded time', () => {
  const before = Array.from({ length: 40_000 }, (_, index) => `a ${index}\n`).join('')
  const after = Array.from({ length: 40_000 }, (_, index) =>
    index % 3 === 0 ? 'same\n' : `b ${index}\n`,
  ).join('')
  const started = process.cpuUsage()
  const diff = unifiedDiff('f', before, after)
  expect(diff.split('\n')).toHaveLength(80_004)
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000)
})

test('ten thousand scattered changes are shown as such', () => {
  const before = lines(60_000)
  const after = before.map((line, index) => (index % 6 === 0 ? `changed ${index}\n` : line))
  const diff = unifiedDiff('f', before.join(''), after.join(''))
  expect(diff.match(/^\+changed/gm)).toHaveLength(10_000)
  expect(diff.match(/^-line/gm)).toHaveLength(10_000)
})
