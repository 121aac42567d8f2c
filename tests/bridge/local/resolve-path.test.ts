import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  commandFacts,
  processFacts,
  programCandidates,
} from '../../../bridge/local/resolve-path.ts'

const top = realpathSync(mkdtempSync(join(tmpdir(), 'resolve-path-')))
afterAll(() => rmSync(top, { recursive: true, force: true }))
mkdirSync(join(top, 'a/b'), { recursive: true })
mkdirSync(join(top, 'bin'))
writeFileSync(join(top, 'bin/tool'), '#!/bin/sh\n', { mode: 0o755 })
writeFileSync(join(top, 'bin/text'), 'x', { mode: 0o644 })
mkdirSync(join(top, 'bin/folder'))
symlinkSync('a/b', join(top, 'relative'))
symlinkSync(join(top, 'a'), join(top, 'absolute'))
symlinkSync('ring', join(top, 'ring'))
symlinkSync('nowhere/else', join(top, 'dangling'))
symlinkSync('../bin/tool', join(top, 'a/linked'))

const facts = commandFacts({
  platform: 'posix',
  path: `:.:bin:${join(top, 'bin')}:${join(top, 'a')}`,
})

describe('the files that a name may stand for', () => {
  test('on posix, absolute folders only', () => {
    const search = { platform: 'posix' as const, path: '/usr/bin::.:bin:/opt/x' }
    expect(programCandidates('git', search)).toEqual(['/usr/bin/git', '/opt/x/git'])
  })

  test('on Windows, with the endings of PATHEXT in their order', () => {
    const search = {
      platform: 'win32' as const,
      path: 'C:\\Windows;"C:\\Program Files\\Git\\cmd";.;;bin;D:node;\\\\srv\\share',
      pathExt: '.EXE;.CMD;evil;.PS1',
    }
    expect(programCandidates('git', search)).toEqual([
      'C:\\Windows\\git.exe',
      'C:\\Windows\\git.cmd',
      'C:\\Windows\\git.ps1',
      'C:\\Program Files\\Git\\cmd\\git.exe',
      'C:\\Program Files\\Git\\cmd\\git.cmd',
      'C:\\Program Files\\Git\\cmd\\git.ps1',
      '\\\\srv\\share\\git.exe',
      '\\\\srv\\share\\git.cmd',
      '\\\\srv\\share\\git.ps1',
    ])
  })

  test('on Windows, a name that has its ending gets no other', () => {
    const search = { platform: 'win32' as const, path: 'C:\\bin' }
    expect(programCandidates('git.EXE', search)).toEqual(['C:\\bin\\git.EXE'])
  })
})

describe('real paths', () => {
  test.each([
    ['a/b', 'a/b'],
    ['relative', 'a/b'],
    ['absolute/b', 'a/b'],
    ['relative/..', 'a'],
    ['absolute/../bin', 'bin'],
    ['relative/new/file', 'a/b/new/file'],
    ['dangling', 'nowhere/else'],
    ['./a//b/', 'a/b'],
  ])('%s is %s', (path, real) => {
    expect(facts.realPath(`${top}/${path}`)).toBe(join(top, real))
  })

  test('a ring of links has none', () => {
    expect(facts.realPath(join(top, 'ring/x'))).toBeUndefined()
  })

  test('more dots than folders end at the top', () => {
    expect(facts.realPath('/../../..')).toBe('/')
  })
})

test('kinds follow links', () => {
  const kinds = [
    'a',
    'relative',
    'bin/tool',
    'a/linked',
    'dangling',
    'ring',
    'absent',
    'bin/tool/x',
  ]
  expect(kinds.map((path) => facts.kindOf(join(top, path)))).toEqual([
    'folder',
    'folder',
    'file',
    'file',
    'missing',
    'missing',
    'missing',
    'missing',
  ])
})

describe('programs', () => {
  test('are executable files; the entry and the file behind it are both told', () => {
    expect([facts.findProgram('tool'), facts.findProgram('linked')]).toEqual([
      { path: join(top, 'bin/tool'), realPath: join(top, 'bin/tool') },
      { path: join(top, 'a/linked'), realPath: join(top, 'bin/tool') },
    ])
  })

  test('a text file, a folder and a name that nothing has are none', () => {
    expect(['text', 'folder', 'absent'].map(facts.findProgram)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('this process finds its own node', () => {
    expect(processFacts().findProgram('node')?.realPath).toBeTruthy()
  })
})
