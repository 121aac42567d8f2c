import { expect, test } from 'vitest'
import { dropDraft, keepDraft, readDraft } from '../../../apps/web/src/editor/drafts.ts'
import { keptStorage } from '../../support/kept-storage.ts'

const DRAFT = { base: 'before', text: 'after' }

test('a draft comes back for its repository and step alone, until it is dropped', () => {
  const storage = keptStorage(1000)
  expect(keepDraft(storage, '/repo', 'build', DRAFT)).toBe(true)
  expect(readDraft(storage, '/repo', 'build')).toEqual(DRAFT)
  expect(readDraft(storage, '/other', 'build')).toBeUndefined()
  expect(readDraft(storage, '/repo', 'test')).toBeUndefined()
  dropDraft(storage, '/repo', 'build')
  expect(readDraft(storage, '/repo', 'build')).toBeUndefined()
})

test('a full storage is told, and the draft before it stays', () => {
  const storage = keptStorage(60)
  expect(keepDraft(storage, '/repo', 'build', DRAFT)).toBe(true)
  expect(keepDraft(storage, '/repo', 'build', { base: '', text: 'x'.repeat(100) })).toBe(false)
  expect(readDraft(storage, '/repo', 'build')).toEqual(DRAFT)
})

test.each(['{oops', '"text"', '{"base":1,"text":"a"}', 'null'])('%s is no draft', (kept) => {
  const storage = keptStorage(1000)
  storage.setItem('threados.draft./repo build', kept)
  expect(readDraft(storage, '/repo', 'build')).toBeUndefined()
  expect(storage.length).toBe(0)
})
