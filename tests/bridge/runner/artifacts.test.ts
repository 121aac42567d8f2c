import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { missingArtifacts } from '../../../bridge/runner/workspace/artifacts.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'threados-artifacts-'))
  for (const folder of ['dist/deep', '.git', '.hidden']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  for (const file of ['report.md', 'dist/deep/app.js', '.git/app.css', '.hidden/x.log']) {
    writeFileSync(join(root, file), '')
  }
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('patterns that some file or folder fits are there', () => {
  const there = [
    'report.md',
    './report.md',
    '*.md',
    'dist/**/*.js',
    '**/app.js',
    'dist/*',
    '**/*.log',
  ]
  expect(missingArtifacts(root, there)).toEqual([])
})

test('patterns that nothing fits are missing, each as it was written', () => {
  const missing = ['nothing.md', 'dist/*.js', '**/*.css', 'gone/**', 'report.md/x']
  expect(missingArtifacts(root, missing)).toEqual(missing)
})

test('nothing outside the root counts, by no way', () => {
  symlinkSync('/usr', join(root, 'link'))
  const outside = ['../**', '/etc/passwd', 'dist/../../x', 'link/**/env', 'dist\\deep']
  expect(missingArtifacts(root, outside)).toEqual(outside)
})
