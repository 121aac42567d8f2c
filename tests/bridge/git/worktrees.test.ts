import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mergeWorktree, previewMerge } from '../../../bridge/git/merge-worktree.ts'
import { removeWorktree } from '../../../bridge/git/remove-worktree.ts'
import { allocateWorktree, listWorktrees, worktreePath } from '../../../bridge/git/worktrees.ts'
import type { Result } from '../../../shared/result.ts'
import { commitAll, gitIn } from '../../support/git-repo.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const NOW = '2026-02-07T12:00:00.000Z'
const TEXT = 'one\ntwo\nthree\n'

function good<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`)
  return result.value
}

function failure(result: Result<unknown>) {
  if (result.ok) throw new Error('It should have failed.')
  return result.failure
}

/** A repository with a committed file, and the worktree of a step in it. */
async function withWorktree(stepId = 'a') {
  const root = temporaryFolder()
  const git = commitAll(root, {
    'file.txt': TEXT,
    '.gitignore': 'ignored/\n.threados/\n',
  })
  const base = good(await allocateWorktree(root, stepId))
  const path = join(root, base)
  const write = (name: string, text: string) => writeFileSync(join(path, name), text)
  return { root, git, path, write, here: gitIn(path) }
}

/** Everything in a repository that a look must leave alone. */
function stateOf(root: string) {
  const git = gitIn(root)
  return {
    refs: git('for-each-ref'),
    objects: git('count-objects', '-v'),
    status: git('status', '--porcelain'),
    worktree: gitIn(worktreePath(root, 'a'))('status', '--porcelain'),
  }
}

test('a step gets one worktree on a branch of its own, and the same one again', async () => {
  const { root, git, path, write } = await withWorktree()
  expect(git('branch', '--show-current').trim()).toBe('main')
  expect(gitIn(path)('branch', '--show-current').trim()).toBe('threados/a')
  write('new.txt', 'work')
  expect(good(await allocateWorktree(root, 'a'))).toBe('.threados/worktrees/a')
  expect(readFileSync(join(path, 'new.txt'), 'utf8')).toBe('work')
  const [listed, ...more] = good(await listWorktrees(root))
  expect(more).toEqual([])
  expect(listed).toMatchObject({ stepId: 'a', branch: 'threados/a', uncommitted: 1, ahead: 0 })
  expect(listed?.bytes).toBeGreaterThan(TEXT.length)
})

test('a workspace in a folder of its repository gets the same folder of the worktree', async () => {
  const top = temporaryFolder()
  commitAll(top, { 'part/file.txt': TEXT })
  const root = join(top, 'part')
  const base = good(await allocateWorktree(root, 'a'))
  expect(base).toBe('.threados/worktrees/a/part')
  expect(readFileSync(join(root, base, 'file.txt'), 'utf8')).toBe(TEXT)
})

test('a worktree whose folder was deleted by hand is made anew on its branch', async () => {
  const { root, path, here, write } = await withWorktree()
  write('file.txt', 'changed')
  here('commit', '--all', '--quiet', '--message=work')
  const { rmSync } = await import('node:fs')
  rmSync(path, { recursive: true })
  expect(good(await listWorktrees(root))).toEqual([])
  good(await allocateWorktree(root, 'a'))
  expect(readFileSync(join(path, 'file.txt'), 'utf8')).toBe('changed')
})

test('where git has nothing to begin with, the refusal says what to do', async () => {
  const bare = temporaryFolder()
  expect(failure(await allocateWorktree(bare, 'a'))).toMatchObject({ code: 'NOT_RUNNABLE' })
  gitIn(bare)('init', '--quiet')
  expect(failure(await allocateWorktree(bare, 'a')).hint).toContain('first commit')
})

test('a preview shows uncommitted work and conflicts, and touches nothing at all', async () => {
  const { root, git, write } = await withWorktree()
  write('file.txt', 'one\nTWO of the step\nthree\n')
  write('new.txt', 'untracked')
  writeFileSync(join(root, 'file.txt'), 'one\nTWO of the user\nthree\n')
  git('commit', '--all', '--quiet', '--message=mine')
  const before = stateOf(root)
  const preview = good(await previewMerge(root, 'a'))
  expect({ ...preview, uncommitted: preview.uncommitted.toSorted() }).toEqual({
    stepId: 'a',
    branch: 'threados/a',
    into: 'main',
    uncommitted: ['file.txt', 'new.txt'],
    files: ['file.txt', 'new.txt'],
    conflicts: ['file.txt'],
  })
  const refused = failure(await mergeWorktree(root, 'a'))
  expect(refused).toMatchObject({ code: 'CONFLICT', details: { conflicts: ['file.txt'] } })
  expect(stateOf(root)).toEqual(before)
})

test('a merge brings committed and uncommitted work over, and keeps both lines of history', async () => {
  const { root, git, here, path, write } = await withWorktree()
  write('file.txt', 'ONE\ntwo\nthree\n')
  here('commit', '--all', '--quiet', '--message=by the agent')
  write('new.txt', 'untracked')
  writeFileSync(join(root, 'other.txt'), 'of the user')
  git('add', 'other.txt')
  git('commit', '--quiet', '--message=mine')
  const done = good(await mergeWorktree(root, 'a'))
  expect(done.files).toEqual(['file.txt', 'new.txt'])
  expect(readFileSync(join(root, 'file.txt'), 'utf8')).toBe('ONE\ntwo\nthree\n')
  expect(readFileSync(join(root, 'new.txt'), 'utf8')).toBe('untracked')
  expect(git('log', '--format=%s', '-5').trim().split('\n').toSorted()).toEqual([
    'Merge the work of step a',
    'Work of step a',
    'by the agent',
    'first',
    'mine',
  ])
  expect(gitIn(path)('status', '--porcelain')).toBe('')
})

test("a merge that would overwrite the user's uncommitted work changes nothing of it", async () => {
  const { root, write } = await withWorktree()
  write('file.txt', 'of the step')
  writeFileSync(join(root, 'file.txt'), 'mine, not committed')
  const refused = failure(await mergeWorktree(root, 'a'))
  expect(refused.code).toBe('CONFLICT')
  expect(readFileSync(join(root, 'file.txt'), 'utf8')).toBe('mine, not committed')
  expect(existsSync(join(root, '.git/MERGE_HEAD'))).toBe(false)
})

test('removing a dirty worktree keeps all of its work and says how to get it back', async () => {
  const { root, git, here, path, write } = await withWorktree()
  write('file.txt', 'committed')
  here('commit', '--all', '--quiet', '--message=by the agent')
  write('file.txt', 'changed since')
  write('staged.txt', 'staged')
  here('add', 'staged.txt')
  write('new.bin', 'untracked\0')
  const removed = good(await removeWorktree(root, 'a', NOW))
  expect(existsSync(path)).toBe(false)
  expect(git('branch', '--list', 'threados/*')).toBe('')
  expect(removed).toMatchObject({
    savedAs: 'refs/threados/wip/a/20260207T120000000',
    restore: ['git', 'branch', 'threados/a', 'refs/threados/wip/a/20260207T120000000'],
  })
  expect(removed.uncommitted.toSorted()).toEqual(['file.txt', 'new.bin', 'staged.txt'])
  git(...(removed.restore ?? []).slice(1))
  good(await allocateWorktree(root, 'a'))
  const back = ['file.txt', 'staged.txt', 'new.bin'].map((name) =>
    readFileSync(join(path, name), 'utf8'),
  )
  expect(back).toEqual(['changed since', 'staged', 'untracked\0'])
})

test('a worktree whose work is merged leaves nothing behind', async () => {
  const { root, git, write } = await withWorktree()
  write('new.txt', 'work')
  good(await mergeWorktree(root, 'a'))
  const removed = good(await removeWorktree(root, 'a', NOW))
  expect(removed).toEqual({ stepId: 'a', uncommitted: [] })
  expect(git('for-each-ref', 'refs/threados', 'refs/heads/threados')).toBe('')
})

test('a repository of its own inside a worktree is never deleted with it', async () => {
  const { root, path } = await withWorktree()
  mkdirSync(join(path, 'inner'))
  commitAll(join(path, 'inner'), { 'precious.txt': 'not in the outer repository' })
  const refused = failure(await removeWorktree(root, 'a', NOW))
  expect(refused.message).toContain('inner')
  expect(existsSync(join(path, 'inner/precious.txt'))).toBe(true)
})

test('no hook, filter, merge program, file system monitor or variable of the repository starts a program or leads elsewhere', async () => {
  const { root, git, write, path } = await withWorktree()
  const proof = join(root, 'proof')
  const hook = join(root, 'hook.sh')
  writeFileSync(hook, `#!/bin/sh\necho ran >> ${JSON.stringify(proof)}\n`)
  chmodSync(hook, 0o755)
  mkdirSync(join(root, 'hooks'))
  for (const name of [
    'post-checkout',
    'pre-commit',
    'pre-merge-commit',
    'post-merge',
    'reference-transaction',
  ]) {
    writeFileSync(join(root, 'hooks', name), readFileSync(hook))
    chmodSync(join(root, 'hooks', name), 0o755)
  }
  git('config', 'core.hooksPath', join(root, 'hooks'))
  git('config', 'core.fsmonitor', hook)
  git('config', 'commit.gpgSign', 'true')
  git('config', 'gpg.program', hook)
  for (const part of ['clean', 'smudge', 'process']) git('config', `filter.e=vil.${part}`, hook)
  git('config', 'filter.e=vil.required', 'true')
  git('config', 'merge.evil.driver', hook)
  mkdirSync(join(root, '.git/info'), { recursive: true })
  writeFileSync(join(root, '.git/info/attributes'), '* filter=e=vil merge=evil\n')
  const elsewhere = temporaryFolder()
  process.env['GIT_DIR'] = join(elsewhere, '.git')
  try {
    write('new.txt', 'work')
    good(await previewMerge(root, 'a'))
    good(await mergeWorktree(root, 'a'))
    write('more.txt', 'work')
    good(await removeWorktree(root, 'a', NOW))
    good(await allocateWorktree(root, 'b'))
  } finally {
    delete process.env['GIT_DIR']
  }
  expect(existsSync(path)).toBe(false)
  expect(existsSync(proof)).toBe(false)
})
