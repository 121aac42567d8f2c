import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WriterLine } from '../../../bridge/local/writer-line.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** The number of a process that is gone. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid
}

function lineWith(...pids: readonly number[]) {
  const state = temporaryFolder()
  mkdirSync(join(state, 'line'))
  pids.forEach((pid, index) => {
    writeFileSync(join(state, 'line', `000000000000000${index}-${pid}-abcd`), '')
  })
  return { line: new WriterLine(state), waiting: () => readdirSync(join(state, 'line')).length }
}

test('writers take turns in the order in which they came', async () => {
  const state = temporaryFolder()
  const lines = Array.from({ length: 5 }, () => new WriterLine(state))
  const served: number[] = []
  const all = lines.map(async (line, index) => {
    await line.turn()
    served.push(index)
    line.leave()
  })
  await Promise.all(all)
  expect([served.toSorted(), lines[0]?.isEmpty()]).toEqual([[0, 1, 2, 3, 4], true])
})

test('writers that were killed while they waited hold nobody up', async () => {
  const { line, waiting } = lineWith(deadPid(), deadPid(), deadPid())
  await line.turn()
  expect(waiting()).toBe(1)
})

test('a writer that is stopped is passed after a second, and goes on when it wakes', async () => {
  const { line, waiting } = lineWith(process.pid)
  await line.turn()
  expect(waiting()).toBe(1)
  line.leave()
  expect(waiting()).toBe(0)
})
