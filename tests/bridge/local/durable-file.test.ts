import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isLinkMissing, renamePause } from '../../../bridge/local/durable-file.ts'
import { makerOf, sweepTemporaries } from '../../../bridge/local/sweep-temporaries.ts'
import { temporaryFolder } from '../../support/temporary.ts'

test('a rename that Windows refuses because the file is open is tried again for two seconds', () => {
  const pauses: number[] = []
  for (let tries = 1; ; tries += 1) {
    const pause = renamePause(tries, 'EPERM', 'win32')
    if (pause === undefined) break
    pauses.push(pause)
  }
  const total = pauses.reduce((sum, pause) => sum + pause, 0)
  expect([pauses[0], total]).toEqual([5, 1915])
  expect(
    ['EBUSY', 'EACCES', 'ENOENT', 'ENOSPC'].map((code) => renamePause(1, code, 'win32')),
  ).toEqual([5, 5, undefined, undefined])
  expect(renamePause(1, 'EPERM', 'linux')).toBeUndefined()
})

test('what a file system without second names answers is told from other trouble', () => {
  expect(['EPERM', 'ENOTSUP', 'ENOSYS', 'EISDIR'].map(isLinkMissing)).toEqual(Array(4).fill(true))
  expect(['EEXIST', 'ENOSPC', 'EIO', undefined].map(isLinkMissing)).toEqual(Array(4).fill(false))
})

test('temporary files are known by their names, and nothing else is', () => {
  expect(
    [
      '.claim.41.0123456789ab',
      '.claim.41.0123456789ab.folder',
      '.policy.yaml.42.0123456789ab.tmp',
      '.gitignore',
      'policy.yaml.42.0123456789ab.tmp',
      '.sequence.yaml.swp',
      '.notes.2026.md',
    ].map(makerOf),
  ).toEqual([41, 41, 42, undefined, undefined, undefined, undefined])
})

test('temporary files of processes that are gone are swept away, those of living ones stay', () => {
  const folder = temporaryFolder()
  const dead = spawnSync(process.execPath, ['-e', '0']).pid
  const living = process.ppid
  mkdirSync(join(folder, `.claim.${dead}.0123456789ab.folder`))
  for (const pid of [dead, process.pid, living]) {
    writeFileSync(join(folder, `.claim.${pid}.0123456789ab`), '')
  }
  writeFileSync(join(folder, '.mine'), '')
  sweepTemporaries(folder)
  expect(readdirSync(folder).sort()).toEqual([`.claim.${living}.0123456789ab`, '.mine'])
  sweepTemporaries(join(folder, 'missing'))
  expect(existsSync(join(folder, 'missing'))).toBe(false)
})
