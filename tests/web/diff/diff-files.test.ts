import { expect, test } from 'vitest'
import { filesOf, pairRows } from '../../../apps/web/src/diff/diff-files.ts'
import { parseUnifiedDiff } from '../../../apps/web/src/diff/parse-unified.ts'

const DIFF = `diff --git a/one.js b/one.js
--- a/one.js
+++ b/one.js
@@ -1,5 +1,4 @@
 first
-old second
-old third
+new second
 fourth
-fifth
+new fifth
diff --git a/two.js b/two.js
--- /dev/null
+++ b/two.js
@@ -0,0 +1,1 @@
+all new
\\ No newline at end of file
`

test('a diff falls into its files, with the lines that each gained and lost', () => {
  const files = filesOf(parseUnifiedDiff(DIFF))
  expect(files.map(({ name, added, removed }) => [name, added, removed])).toEqual([
    ['one.js', 2, 3],
    ['two.js', 1, 0],
  ])
})

test('side by side, a change stands beside what it replaced and equal lines beside themselves', () => {
  const [one] = filesOf(parseUnifiedDiff(DIFF))
  const pairs = pairRows(one?.rows ?? []).map((row) =>
    row.kind === 'across' ? 'across' : [row.before?.text, row.after?.text],
  )
  expect(pairs).toEqual([
    'across',
    ['first', 'first'],
    ['old second', 'new second'],
    ['old third', undefined],
    ['fourth', 'fourth'],
    ['fifth', 'new fifth'],
  ])
})

test('no line is lost or shown twice by pairing', () => {
  const rows = filesOf(parseUnifiedDiff(DIFF)).flatMap((file) => file.rows)
  const shown = pairRows(rows).flatMap((row) => {
    if (row.kind === 'across') return [row.row]
    if (row.before === row.after) return row.before ? [row.before] : []
    return [row.before, row.after].filter((line) => line !== undefined)
  })
  expect(new Set(shown)).toEqual(new Set(rows))
  expect(shown).toHaveLength(rows.length)
})

test('an empty diff has no files', () => {
  expect(filesOf(parseUnifiedDiff(''))).toEqual([])
})
