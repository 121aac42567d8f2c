import { createRoot } from 'solid-js'
import { expect, test } from 'vitest'
import { createCommits } from '../../../apps/web/src/history/commits.ts'
import type { PlanHistory } from '../../../apps/web/src/workspace/source.ts'
import { fail } from '../../../shared/failure.ts'
import type { PlanCommit } from '../../../shared/protocol/plan-history.ts'
import { ok } from '../../../shared/result.ts'

function commit(number: number): PlanCommit {
  return {
    hash: String(number).padStart(40, '0'),
    author: 'Ada',
    seconds: 0,
    subject: `c${number}`,
  }
}

/** The commits of a history of five, two at a time; what is asked for last fails when `isBroken`. */
async function begun(history: { isBroken: boolean }) {
  const source: PlanHistory = {
    commits: async (_scope, skip) =>
      history.isBroken
        ? fail('IO', 'Broken.')
        : ok({ commits: [5, 4, 3, 2, 1].slice(skip, skip + 2).map(commit), more: skip + 2 < 5 }),
    textAt: async () => ok(null),
    promptAt: async () => ok(null),
  }
  const commits = createRoot(() => createCommits(source))
  await settled()
  return commits
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('commits are listed stretch by stretch, the newest is shown', async () => {
  const commits = await begun({ isBroken: false })
  const subjects = () => commits.list().map(({ subject }) => subject)
  expect([subjects(), commits.more(), commits.selected()?.subject]).toEqual([
    ['c5', 'c4'],
    true,
    'c5',
  ])
  commits.readMore()
  commits.readMore()
  await settled()
  expect(subjects()).toEqual(['c5', 'c4', 'c3', 'c2'])
})

test('what is listed stays when reading on fails, and the reason is told', async () => {
  const history = { isBroken: false }
  const commits = await begun(history)
  history.isBroken = true
  commits.readMore()
  await settled()
  expect([commits.list().length, commits.failure()?.message]).toEqual([2, 'Broken.'])
})

test('a second commit is compared with the first, until it is chosen again or becomes the first', async () => {
  const commits = await begun({ isBroken: false })
  const [newest = commit(0), older = commit(0)] = commits.list()
  commits.toggleOther(newest)
  expect(commits.other()).toBeUndefined()
  commits.toggleOther(older)
  expect(commits.other()).toBe(older)
  commits.toggleOther(older)
  expect(commits.other()).toBeUndefined()
  commits.toggleOther(older)
  commits.select(older)
  expect([commits.selected(), commits.other()]).toEqual([older, undefined])
})
