import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  createRuntimeFolder,
  createToken,
  listenPath,
  readToken,
  removeRuntimeFolder,
} from '../../../bridge/mprocs/runtime-folder.ts'

const other = mkdtempSync(join(tmpdir(), 'other-'))
afterAll(() => rmSync(other, { recursive: true, force: true }))

test('a host’s folder and token are the user’s alone, and its socket’s path is short', () => {
  const folder = createRuntimeFolder()
  const token = createToken(folder)
  const modes = [folder, join(folder, 'token')].map((path) => statSync(path).mode & 0o777)
  const result = [
    modes,
    token.length >= 40,
    readToken(folder) === token,
    listenPath(folder).length < 100,
  ]
  removeRuntimeFolder(folder)
  expect([result, existsSync(folder)]).toEqual([[[0o700, 0o600], true, true, true], false])
})

test('no folder is removed but one that a host can have made', () => {
  const elsewhere = join(other, 'threados-aaaaaa')
  mkdirSync(elsewhere)
  const link = join(tmpdir(), 'threados-LLLLLL')
  symlinkSync(other, link)
  const named = mkdtempSync(join(tmpdir(), 'threados-work-'))
  for (const path of [elsewhere, link, named, join(named, '..', '..'), tmpdir(), '/']) {
    removeRuntimeFolder(path)
  }
  const kept = [existsSync(elsewhere), existsSync(named), readdirSync(other)]
  rmSync(link)
  rmSync(named, { recursive: true })
  expect(kept).toEqual([true, true, ['threados-aaaaaa']])
})
