import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPrompt, resolvePromptChanges } from '../../../bridge/local/prompt-files.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

const PATH = '.threados/prompts/a.md'
const OTHER = '.threados/prompts/b.md'

function repo(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder()
  writeFiles(root, files)
  return root
}

test('a default prompt never replaces a text that is there', () => {
  const root = repo({ [PATH]: 'mine' })
  const changes = [
    { kind: 'write', path: PATH, text: 'default', ifMissing: true },
    { kind: 'write', path: OTHER, text: 'default', ifMissing: true },
  ] as const
  expect(resolvePromptChanges(root, changes)).toEqual({
    ok: true,
    value: [{ path: OTHER, text: 'default' }],
  })
})

test('a move takes the text along, also one that an earlier change wrote', () => {
  const changes = [
    { kind: 'write', path: PATH, text: 'new' },
    { kind: 'move', from: PATH, path: OTHER },
  ] as const
  expect(resolvePromptChanges(repo({ [PATH]: 'old' }), changes)).toEqual({
    ok: true,
    value: [
      { path: PATH, text: null },
      { path: OTHER, text: 'new' },
    ],
  })
})

test.each(['../outside.md', '.threados/prompts/../policy.yaml', '/etc/passwd', 'prompts/a.md'])(
  'the path %s is refused',
  (path) => {
    expect(readPrompt(repo(), path)).toMatchObject({ failure: { code: 'INVALID_PATH' } })
  },
)

test('a symbolic link on the way is refused, for reading and for writing', () => {
  const root = repo({ 'secret.txt': 'secret', '.threados/prompts/x.md': '' })
  symlinkSync(join(root, 'secret.txt'), join(root, PATH))
  expect([
    readPrompt(root, PATH),
    resolvePromptChanges(root, [{ kind: 'write', path: PATH, text: 'x' }]),
  ]).toMatchObject([{ failure: { code: 'INVALID_PATH' } }, { failure: { code: 'INVALID_PATH' } }])
})
