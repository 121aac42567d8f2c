import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { GitReader } from '../../../apps/web/src/folder/git/git-reader.ts'
import { unwrap } from '../../../shared/failure.ts'
import { SEQUENCE_PATH } from '../../../shared/schema/paths.ts'
import { diskFolder } from '../../support/disk-folder.ts'
import { gitIn } from '../../support/git-repo.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { writeFiles } from '../../support/temporary-files.ts'

function makeRepository() {
  const root = mkdtempSync(join(tmpdir(), 'threados-git-'))
  const git = gitIn(root)
  let day = 1
  const commit = (files: Readonly<Record<string, string>>, message: string) => {
    writeFiles(root, files)
    git('add', '--all')
    git('commit', '--quiet', `--date=2026-02-0${day++}T10:00:00Z`, `--message=${message}`)
    return git('rev-parse', 'HEAD').trim()
  }
  git('init', '--quiet', '--initial-branch=main')
  commit({ 'README.md': 'Before the plan.\n' }, 'Begin')
  const first = commit({ [SEQUENCE_PATH]: 'name: ä1\n' }, 'Plan\n\nA body.')
  git('checkout', '--quiet', '-b', 'side')
  commit({ '.threados/prompts/a.md': 'Do a.\n' }, 'Prompt')
  git('checkout', '--quiet', 'main')
  commit({ 'README.md': 'Else.\n' }, 'Else')
  commit({ [SEQUENCE_PATH]: 'name: 2' }, 'Plan 2')
  git('merge', '--quiet', '--no-edit', 'side')
  commit({ 'other.txt': '' }, 'Last')
  return { root, first }
}

const made = makeRepository()
afterAll(() => rmSync(made.root, { recursive: true, force: true }))

/** A repository whose plan was merged from two branches, with commits that do not touch it. */
function repository() {
  const root = join(temporaryFolder(), 'repository')
  cpSync(made.root, root, { recursive: true })
  return { root, git: gitIn(root), first: made.first }
}

async function subjects(root: string, scope: 'plan' | 'all' = 'plan'): Promise<string[]> {
  const { commits, more } = unwrap(await new GitReader(diskFolder(root)).commits(scope, 0, 50))
  expect(more).toBe(false)
  return commits.map(({ hash, subject }) => `${hash} ${subject}`)
}

/** The same as git tells it. */
function asGit(root: string, ...paths: readonly string[]): string[] {
  const log = gitIn(root)('log', '--format=%H %s', 'HEAD', '--', ...paths)
  return log.trim().split('\n')
}

test.each(['loose', 'packed', 'packed with packed refs and bitmaps'])(
  'the history of the plan is what git says it is (%s)',
  async (kind) => {
    const { root, git, first } = repository()
    if (kind !== 'loose') git('repack', '-a', '-d', '-f', '--quiet')
    if (kind.includes('refs')) git('gc', '--quiet')
    expect((await subjects(root)).toSorted()).toEqual(asGit(root, '.threados').toSorted())
    expect((await subjects(root, 'all')).toSorted()).toEqual(asGit(root).toSorted())
    const reader = new GitReader(diskFolder(root))
    const text = async (commit: string, path: string) => unwrap(await reader.text(commit, path))
    expect(await text(first, SEQUENCE_PATH)).toBe('name: ä1\n')
    expect(await text(first, '.threados/prompts/a.md')).toBeNull()
    expect(await text(git('rev-parse', 'side').trim(), '.threados/prompts/a.md')).toBe('Do a.\n')
  },
)

test('newest first, with author, date and subject, in stretches that go on', async () => {
  const { root } = repository()
  const reader = new GitReader(diskFolder(root))
  const page = async (skip: number) => unwrap(await reader.commits('plan', skip, 1))
  const first = await page(0)
  expect(first).toMatchObject({ commits: [{ author: 'Ada' }], more: true })
  const rest = [await page(1), await page(2), await page(3)]
  const listed = [first, ...rest].flatMap(({ commits }) => commits)
  expect(new Set(listed.map(({ hash }) => hash)).size).toBe(listed.length)
  const plan = listed.find(({ subject }) => subject === 'Plan')
  expect(plan?.seconds).toBe(Date.parse('2026-02-02T10:00:00Z') / 1000)
})

test('a stretch ends when its time is over, and the next one goes on', async () => {
  const { root } = repository()
  let now = 0
  const reader = new GitReader(diskFolder(root), () => (now += 400))
  const stretch = unwrap(await reader.commits('all', 0, 50))
  expect([stretch.commits.length, stretch.more]).toEqual([2, true])
  const next = unwrap(await reader.commits('all', 2, 50))
  expect(next.commits.length).toBeGreaterThan(0)
})

test('reading again from the beginning sees what was committed since', async () => {
  const { root, git } = repository()
  const reader = new GitReader(diskFolder(root))
  unwrap(await reader.commits('plan', 0, 50))
  writeFiles(root, { [SEQUENCE_PATH]: 'name: 3\n' })
  git('commit', '--quiet', '--all', '--message=Plan 3')
  const { commits } = unwrap(await reader.commits('plan', 0, 1))
  expect(commits[0]?.subject).toBe('Plan 3')
})

test('the history goes on after git has packed its objects anew', async () => {
  const { root, git } = repository()
  git('repack', '-a', '-d', '--quiet')
  const reader = new GitReader(diskFolder(root))
  const begun = unwrap(await reader.commits('all', 0, 2))
  writeFiles(root, { [SEQUENCE_PATH]: 'name: 3\n' })
  git('commit', '--quiet', '--all', '--message=Plan 3')
  git('gc', '--prune=now', '--quiet')
  const fresh = git('rev-parse', 'HEAD').trim()
  expect(unwrap(await reader.text(fresh, SEQUENCE_PATH))).toBe('name: 3\n')
  const rest = unwrap(await reader.commits('all', 2, 50))
  const hashes = [...begun.commits, ...rest.commits].map(({ hash }) => hash)
  const asked = git('rev-list', 'HEAD~1').trim().split('\n')
  expect(hashes.toSorted()).toEqual(asked.toSorted())
})

test('a shallow clone ends where it was cut off', async () => {
  const { root } = repository()
  const clone = join(temporaryFolder(), 'clone')
  gitIn(root)('clone', '--quiet', '--depth=2', `file://${root}`, clone)
  expect((await subjects(clone, 'all')).toSorted()).toEqual(asGit(clone).toSorted())
})

test('nothing in .git is touched', async () => {
  const { root } = repository()
  const index = readFileSync(join(root, '.git/index'))
  const read: string[] = []
  const reader = new GitReader(diskFolder(root, (path) => read.push(path)))
  unwrap(await reader.commits('all', 0, 50))
  expect(readFileSync(join(root, '.git/index'))).toEqual(index)
  expect(read.filter((path) => path.endsWith('index'))).toEqual([])
})

test.each([
  ['no repository', () => temporaryFolder(), 'NOT_FOUND', 'git init'],
  [
    'no commit',
    () => {
      const root = temporaryFolder()
      gitIn(root)('init', '--quiet')
      return root
    },
    'NOT_FOUND',
    'Commit .threados',
  ],
  [
    'a linked worktree',
    () => {
      const path = join(temporaryFolder(), 'tree')
      repository().git('worktree', 'add', '--quiet', path, 'side')
      return path
    },
    'NOT_FOUND',
    'Start the bridge',
  ],
  [
    'SHA-256',
    () => {
      const root = temporaryFolder()
      gitIn(root)('init', '--quiet', '--object-format=sha256')
      return root
    },
    'NOT_RUNNABLE',
    'Start the bridge',
  ],
  [
    'borrowed objects',
    () => {
      const clone = join(temporaryFolder(), 'clone')
      const { root, git } = repository()
      git('clone', '--quiet', '--shared', root, clone)
      return clone
    },
    'NOT_RUNNABLE',
    'Start the bridge',
  ],
  [
    'a damaged object',
    () => {
      const { root, first } = repository()
      const path = join(root, '.git/objects', first.slice(0, 2), first.slice(2))
      gitIn(root)('config', 'core.sharedRepository', '0666')
      writeFileSync(path, 'damaged', { flag: 'r+' })
      return root
    },
    'IO',
    'git fsck',
  ],
])('%s is told with the way out', async (_, make, code, hint) => {
  const answer = await new GitReader(diskFolder(make())).commits('plan', 0, 50)
  expect(answer).toMatchObject({ ok: false, failure: { code } })
  expect(answer.ok ? '' : answer.failure.hint).toContain(hint)
})
