import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectHost } from '../../../bridge/runner/direct-host.ts'
import { ended, left, RUNNER_COMMAND, Workshop } from '../../support/attempts.ts'

const host = createDirectHost({ runnerCommand: RUNNER_COMMAND })
let workshop: Workshop

beforeEach(() => {
  workshop = new Workshop()
})
afterEach(() => workshop.clear())

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
  return execFileSync('git', [...identity, ...args], {
    cwd: workshop.root,
    encoding: 'utf8',
  }).trim()
}

function write(path: string, data: string | Buffer): void {
  writeFileSync(join(workshop.root, path), data)
}

function read(path: string): Buffer {
  return readFileSync(join(workshop.root, path))
}

function makeRepository(): string {
  git('init', '-q')
  write('.gitignore', 'ignored.txt\n')
  write('kept.txt', 'one\ntwo\nthree\n')
  write('removed.txt', 'gone soon\n')
  write('staged.txt', 'before\n')
  git('add', '-A', '--', '.', ':(exclude).threados')
  git('commit', '-qm', 'first')
  return git('rev-parse', 'HEAD')
}

function countObjects(): number {
  return readdirSync(join(workshop.root, '.git/objects'), { recursive: true }).length
}

test('the patch holds all that changed, new and binary files too, and applies cleanly', async () => {
  const head = makeRepository()
  const before = [git('diff', '--cached'), countObjects()]
  const attempt = workshop.script(
    'printf "one\\nTWO\\nthree\\n" > kept.txt; rm removed.txt; printf "new\\n" > new.txt; printf "\\000\\377\\001" > binary.bin; echo x > ignored.txt; echo y > .threados/y',
  )
  await host.start(attempt.folder)
  const record = await ended(attempt)
  const binary = read('binary.bin')
  const index = [git('diff', '--cached'), countObjects()]
  const patch = join(attempt.folder, 'diff.patch')
  const names = git('apply', '--numstat', patch)
    .split('\n')
    .map((line) => line.split('\t')[2])
  git('checkout', '-q', '--', '.')
  for (const name of ['new.txt', 'binary.bin']) rmSync(join(workshop.root, name))
  git('apply', patch)
  expect([record.status, record.headBefore, record.headAfter, names, index]).toEqual([
    'DONE',
    head,
    head,
    ['binary.bin', 'kept.txt', 'new.txt', 'removed.txt'],
    before,
  ])
  expect([read('kept.txt').toString(), read('new.txt').toString(), read('binary.bin')]).toEqual([
    'one\nTWO\nthree\n',
    'new\n',
    binary,
  ])
})

test('what the user has staged stays staged, and commits of the agent are in the patch', async () => {
  const head = makeRepository()
  write('staged.txt', 'after\n')
  git('add', 'staged.txt')
  const staged = git('diff', '--cached')
  const attempt = workshop.script(
    'echo more > more.txt; git add more.txt; git -c user.name=A -c user.email=a@example.org commit -qm agent more.txt',
  )
  await host.start(attempt.folder)
  const record = await ended(attempt)
  const patch = left(attempt, 'diff.patch') ?? ''
  expect([
    record.headBefore,
    record.headAfter === git('rev-parse', 'HEAD') && record.headAfter !== head,
    patch.includes('+more'),
    patch.includes('+after'),
    git('diff', '--cached'),
  ]).toEqual([head, true, true, true, staged])
})

test('a repository without commits is compared with nothing', async () => {
  git('init', '-q')
  const attempt = workshop.script('echo first > first.txt')
  await host.start(attempt.folder)
  const record = await ended(attempt)
  expect([record.headBefore, left(attempt, 'diff.patch')?.includes('+first')]).toEqual([
    undefined,
    true,
  ])
})

test('no change leaves no patch, and no repository is no trouble', async () => {
  const outside = workshop.script('echo x > x.txt')
  await host.start(outside.folder)
  const withoutGit = await ended(outside)
  makeRepository()
  const attempt = workshop.script('true')
  await host.start(attempt.folder)
  const record = await ended(attempt)
  rmSync(join(workshop.root, 'x.txt'), { force: true })
  expect([
    [withoutGit.status, withoutGit.headBefore, left(outside, 'diff.patch')],
    [record.status, left(attempt, 'diff.patch')],
  ]).toEqual([
    ['DONE', undefined, undefined],
    ['DONE', undefined],
  ])
})

test('the repository’s own settings start no program while the patch is made', async () => {
  makeRepository()
  const trap = join(workshop.root, 'trap.sh')
  write('trap.sh', '#!/bin/sh\ntouch "$(dirname "$0")/.threados/trapped"\n')
  execFileSync('chmod', ['+x', trap])
  mkdirSync(join(workshop.root, 'hooks'))
  git('add', 'trap.sh')
  git('commit', '-qm', 'trap')
  // One name is of the kind that reads as another setting on a command line.
  for (const name of ['evil', 'e=vil']) {
    for (const part of ['clean', 'smudge', 'process']) git('config', `filter.${name}.${part}`, trap)
    git('config', `filter.${name}.required`, 'true')
  }
  git('config', 'diff.evil.textconv', trap)
  git('config', 'diff.evil.command', trap)
  write('.gitattributes', 'kept.txt filter=evil diff=evil\n*.new filter=e=vil\n')
  for (const key of ['diff.external', 'core.fsmonitor', 'core.pager']) git('config', key, trap)
  const attempt = workshop.script('echo changed > kept.txt; echo changed > a.new')
  await host.start(attempt.folder)
  await ended(attempt)
  expect([
    left(attempt, 'diff.patch')?.includes('+changed'),
    readdirSync(join(workshop.root, '.threados')).includes('trapped'),
  ]).toEqual([true, false])
})

test('an attempt in a worktree has the worktree’s patch and artifacts, not the repository’s', async () => {
  makeRepository()
  git('worktree', 'add', '-q', '-b', 'threados/step', '.threados/worktrees/step')
  write('kept.txt', 'changed outside\n')
  const attempt = workshop.script('echo inside > kept.txt; echo x > made.txt', {
    workspace: 'worktree',
    cwd: '.threados/worktrees/step',
    artifacts: ['made.txt'],
  })
  await host.start(attempt.folder)
  const record = await ended(attempt)
  const patch = left(attempt, 'diff.patch') ?? ''
  expect([
    record.status,
    ['+inside', '+++ b/made.txt', 'changed outside'].map((part) => patch.includes(part)),
  ]).toEqual(['DONE', [true, true, false]])
})
