import { expect, test } from 'vitest'
import { parseUnifiedDiff } from '../../../apps/web/src/diff/parse-unified.ts'
import { unifiedDiff } from '../../../shared/diff/unified.ts'

test('rows carry the line numbers of both versions', () => {
  const diff = unifiedDiff('plan.yaml', 'a\nb\nc\n', 'a\nB\nc\nd\n')
  expect(parseUnifiedDiff(diff)).toEqual([
    { kind: 'file', text: 'plan.yaml' },
    { kind: 'hunk', text: expect.stringContaining('@@') },
    { kind: 'same', before: 1, after: 1, text: 'a' },
    { kind: 'removed', before: 2, text: 'b' },
    { kind: 'added', after: 2, text: 'B' },
    { kind: 'same', before: 3, after: 3, text: 'c' },
    { kind: 'added', after: 4, text: 'd' },
  ])
})

test('several files follow one another, and text that looks like a head stays text', () => {
  const diff = [
    '--- a/one',
    '+++ b/one',
    '@@ -1 +1 @@',
    '--- not a head',
    '+++ but changed text',
    '--- a/two',
    '+++ b/two',
    '@@ -0,0 +1 @@',
    '+new',
    '\\ No newline at end of file',
    '',
  ].join('\n')
  const rows = parseUnifiedDiff(diff)
  expect(rows.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'file: one',
    'hunk: @@ -1 +1 @@',
    'removed: -- not a head',
    'added: ++ but changed text',
    'file: two',
    'hunk: @@ -0,0 +1 @@',
    'added: new',
    'remark: No newline at end of file',
  ])
})

test('an empty difference has no rows', () => {
  expect(parseUnifiedDiff('')).toEqual([])
})

test('what git says about files without lines is told as remarks', () => {
  const diff = [
    'diff --git a/logo.png b/logo.png',
    'index 1..2 100644',
    'Binary files a/logo.png and b/logo.png differ',
    'diff --git a/old name.txt b/new name.txt',
    'similarity index 100%',
    'rename from old name.txt',
    'rename to new name.txt',
    'diff --git a/gone.txt b/gone.txt',
    'deleted file mode 100644',
    '--- a/gone.txt',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-gone',
    '',
  ].join('\n')
  expect(parseUnifiedDiff(diff).map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'file: logo.png',
    'remark: Binary files a/logo.png and b/logo.png differ',
    'file: new name.txt',
    'remark: similarity index 100%',
    'remark: rename from old name.txt',
    'file: gone.txt',
    'remark: deleted file mode 100644',
    'hunk: @@ -1 +0,0 @@',
    'removed: gone',
  ])
})
