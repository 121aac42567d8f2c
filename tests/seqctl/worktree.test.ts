import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Confirmations } from '../../bridge/local/confirmations.ts'
import { commitAll } from '../support/git-repo.ts'
import { seqctlIn } from '../support/seqctl.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'

const TOOL = `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
const word = process.argv[2]
writeFileSync('file.txt', readFileSync('file.txt', 'utf8').replace('two', word))
appendFileSync(word + '.txt', word)
`

const stepOf = (id: string, word: string) => `  - id: ${id}
    name: ${id}
    type: base
    model: shell
    command: [node, tool.mjs, ${word}]
    workspace: worktree
`

const PLAN = `version: "1.0"
name: demo
steps:
${stepOf('a', 'ALPHA')}${stepOf('b', 'BETA')}gates: []
`

test('two worktree steps edit one file: both diffs are right, the second merge shows its conflict, removal keeps the work', async () => {
  const root = repoWith(PLAN)
  const dataFolder = temporaryFolder()
  const git = commitAll(root, {
    'tool.mjs': TOOL,
    'file.txt': 'one\ntwo\nthree\n',
    '.gitignore': '.threados/runs/\n.threados/state/\n.threados/worktrees/\n.threados/audit.log\n',
  })
  const seqctl = seqctlIn(root, dataFolder)
  const run = await seqctl('run', 'runnable', '--wait', '--executor', 'direct')
  expect(run).toMatchObject({ exit: 0 })
  const { runId } = run.json.data
  const diffOf = (id: string) =>
    readFileSync(join(root, '.threados/runs', runId, id, 'diff.patch'), 'utf8')
  for (const [id, word, other] of [
    ['a', 'ALPHA', 'BETA'],
    ['b', 'BETA', 'ALPHA'],
  ] as const) {
    const lines = diffOf(id)
      .split('\n')
      .filter((line) => /^[+-]/.test(line))
    expect(lines).toEqual(expect.arrayContaining(['-two', `+${word}`, `+++ b/${word}.txt`]))
    expect(diffOf(id)).not.toContain(other)
  }
  expect(readFileSync(join(root, 'file.txt'), 'utf8')).toBe('one\ntwo\nthree\n')
  expect((await seqctl('worktree', 'list')).json.data).toMatchObject({
    worktrees: [
      { stepId: 'a', branch: 'threados/a', uncommitted: 2 },
      { stepId: 'b', branch: 'threados/b', uncommitted: 2 },
    ],
  })
  expect(await seqctl('worktree', 'merge', 'a')).toMatchObject({
    exit: 0,
    json: { data: { stepId: 'a', files: ['ALPHA.txt', 'file.txt'] } },
  })
  expect((await seqctl('worktree', 'preview', 'b')).json.data).toMatchObject({
    into: 'main',
    conflicts: ['file.txt'],
    files: ['BETA.txt', 'file.txt'],
  })
  expect(await seqctl('worktree', 'merge', 'b')).toMatchObject({
    exit: 5,
    json: { code: 'CONFLICT' },
  })
  const asked = await seqctl('worktree', 'remove', 'b')
  expect(asked).toMatchObject({ exit: 4, json: { code: 'CONFIRMATION_REQUIRED' } })
  const id = String(asked.json.details?.['id'])
  expect(new Confirmations(dataFolder).grant(id).ok).toBe(true)
  const removed = await seqctl('worktree', 'remove', 'b', '--confirm', id)
  const { savedAs, restore } = removed.json.data as { savedAs: string; restore: string[] }
  expect(savedAs).toMatch(/^refs\/threados\/wip\/b\/\d{8}T\d+$/)
  expect(restore).toEqual(['git', 'branch', 'threados/b', savedAs])
  expect(git('show', `${savedAs}:file.txt`)).toBe('one\nBETA\nthree\n')
  expect(git('show', `${savedAs}:BETA.txt`)).toBe('BETA')
})

test('inside a worktree seqctl works on the plan, not on the copy that lies there', async () => {
  const root = repoWith(PLAN)
  commitAll(root, { 'tool.mjs': TOOL, 'file.txt': 'two' })
  const seqctl = seqctlIn(root, temporaryFolder())
  await seqctl('run', 'step', 'a', '--wait', '--executor', 'direct')
  const inside = seqctlIn(join(root, '.threados/worktrees/a'), temporaryFolder())
  expect((await inside('status')).json.data).toMatchObject({ counts: { DONE: 1, READY: 1 } })
})
