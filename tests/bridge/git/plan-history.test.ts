import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listPlanCommits, readCommitted } from '../../../bridge/git/plan-history.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SEQUENCE_PATH } from '../../../shared/schema/paths.ts'
import { gitIn } from '../../support/git-repo.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

const ALL = { scope: 'plan', skip: 0, limit: 50 } as const

/** A repository whose plan has three versions, with a commit between them that does not touch it. */
function planned(inside = '.') {
  const top = temporaryFolder()
  const git = gitIn(top)
  git('init', '--quiet', '--initial-branch=main')
  const root = join(top, inside)
  const commit = (files: Readonly<Record<string, string>>, message: string) => {
    writeFiles(root, files)
    git('add', '--all')
    git('commit', '--quiet', `--message=${message}`)
    return git('rev-parse', 'HEAD').trim()
  }
  const first = commit({ [SEQUENCE_PATH]: 'name: ä1\n' }, 'Plan it\n\nWith a body.')
  commit({ 'README.md': 'Else.\n' }, 'Something else')
  const second = commit({ [SEQUENCE_PATH]: 'name: 2' }, 'Change "it" → now')
  return { root, git, first, second }
}

test.each(['.', 'packages/app'])('commits of the plan, newest first (%s)', async (inside) => {
  const { root, first, second } = planned(inside)
  const { commits, more } = unwrap(await listPlanCommits(root, ALL))
  expect(more).toBe(false)
  expect(commits.map(({ hash, author, subject }) => [hash, author, subject])).toEqual([
    [second, 'Ada', 'Change "it" → now'],
    [first, 'Ada', 'Plan it'],
  ])
  expect(Math.abs((commits[0]?.seconds ?? 0) - Date.now() / 1000)).toBeLessThan(3600)
  const everything = unwrap(await listPlanCommits(root, { ...ALL, scope: 'all' }))
  expect(everything.commits).toHaveLength(3)
})

test('a long history comes in stretches', async () => {
  const { root, first, second } = planned()
  const page = async (skip: number) => {
    const { commits, more } = unwrap(await listPlanCommits(root, { ...ALL, skip, limit: 1 }))
    return [...commits.map(({ hash }) => hash), more]
  }
  expect([await page(0), await page(1), await page(2)]).toEqual([
    [second, true],
    [first, false],
    [false],
  ])
})

test('a text is read to the byte as the commit has it, in stretches between characters', async () => {
  const { root, first, second, git } = planned('packages/app')
  git('gc', '--quiet')
  const at = async (commit: string, offset: number) =>
    unwrap(await readCommitted(root, commit, SEQUENCE_PATH, offset))
  expect(await at(first, 0)).toEqual({ text: 'name: ä1\n', bytes: 10, nextOffset: 10 })
  expect((await at(second, 0)).text).toBe('name: 2')
  const prompt = await readCommitted(root, first, '.threados/prompts/a.md', 0)
  expect(unwrap(prompt).text).toBeNull()
  expect(await readCommitted(root, 'f'.repeat(40), SEQUENCE_PATH, 0)).toMatchObject({
    failure: { code: 'NOT_FOUND' },
  })
})

test('a folder without git and a repository without commits say what to do', async () => {
  const root = temporaryFolder()
  const none = await listPlanCommits(root, ALL)
  expect(none).toMatchObject({
    failure: { code: 'NOT_FOUND', hint: expect.stringContaining('git init') },
  })
  gitIn(root)('init', '--quiet')
  const empty = await listPlanCommits(root, ALL)
  expect(empty).toMatchObject({ failure: { message: 'The git repository has no commit yet.' } })
})

test('a worktree has the history of its own branch', async () => {
  const { root, git, first } = planned()
  const path = join(temporaryFolder(), 'tree')
  git('worktree', 'add', '--quiet', '-b', 'old', path, first)
  const { commits } = unwrap(await listPlanCommits(path, ALL))
  expect(commits.map(({ hash }) => hash)).toEqual([first])
  expect(root).not.toBe(path)
})

test('no setting of the repository starts a program', async () => {
  const { root, git, first } = planned()
  const trace = join(temporaryFolder(), 'ran')
  const program = join(root, 'program.sh')
  mkdirSync(join(root, '.git/info'), { recursive: true })
  writeFileSync(program, `#!/bin/sh\necho ran >> ${trace}\n`, { mode: 0o755 })
  writeFileSync(join(root, '.git/info/attributes'), '*.yaml filter=evil diff=evil\n')
  for (const name of [
    'gpg.program',
    'core.pager',
    'core.fsmonitor',
    'diff.evil.textconv',
    'diff.external',
    'filter.evil.smudge',
  ]) {
    git('config', name, program)
  }
  git('config', 'log.showSignature', 'true')
  unwrap(await listPlanCommits(root, ALL))
  unwrap(await readCommitted(root, first, SEQUENCE_PATH, 0))
  expect(existsSync(trace)).toBe(false)
})
