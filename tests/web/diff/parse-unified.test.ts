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
  const rows = parseUnifiedDiff(diff.replace('--- not a head\n', '--- not a head\n same\n'))
  expect(rows.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'file: one',
    'hunk: @@ -1 +1 @@',
    'removed: -- not a head',
    'same: same',
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
