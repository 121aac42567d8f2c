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

const HISTORY = Array.from({ length: 30 }, (_, at) => commit(30 - at))

/** The commits of a history of 30, twelve at a time; what is asked for last fails when `isBroken`. */
async function begun(history: { isBroken: boolean }) {
  const source: PlanHistory = {
    commits: async (_scope, skip) =>
      history.isBroken
        ? fail('IO', 'Broken.')
        : ok({ commits: HISTORY.slice(skip, skip + 12), more: skip + 12 < 30 }),
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
  const state = () => [commits.list().length, commits.more(), commits.selected()?.subject]
  expect(state()).toEqual([12, true, 'c30'])
  commits.readMore()
  commits.readMore()
  await settled()
  expect(state()).toEqual([24, true, 'c30'])
  commits.readMore()
  await settled()
  expect([commits.list(), commits.more()]).toEqual([HISTORY, false])
})

test('a history of which little is found at a time is read on until there is something to look at', async () => {
  let asked = 0
  const found = createRoot(() =>
    createCommits({
      commits: async (_scope, skip) => {
        asked += 1
        return ok({ commits: asked % 3 === 0 ? [commit(1000 - skip)] : [], more: true })
      },
      textAt: async () => ok(null),
      promptAt: async () => ok(null),
    }),
  )
  await settled()
  expect([found.list().length, asked, found.isReading()]).toEqual([6, 20, false])
})

test('what is listed stays when reading on fails, and the reason is told', async () => {
  const history = { isBroken: false }
  const commits = await begun(history)
  history.isBroken = true
  commits.readMore()
  await settled()
  expect([commits.list().length, commits.failure()?.message]).toEqual([12, 'Broken.'])
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
