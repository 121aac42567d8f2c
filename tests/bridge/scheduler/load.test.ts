import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runLoad } from '../../support/runtime-load.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const ATTEMPTS = 20

test('twenty chatty attempts at once under one session: all end, no byte is lost, no process is left', async () => {
  const folder = temporaryFolder()
  const root = join(folder, 'repo')
  mkdirSync(root)
  const dataFolder = join(folder, 'data')
  const figures = await runLoad({
    root,
    dataFolder,
    attempts: ATTEMPTS,
    lines: 5000,
    chain: 3,
    patienceMs: 120_000,
  })
  expect(figures).toMatchObject({ done: ATTEMPTS, peakConcurrent: ATTEMPTS, survivors: 0 })
  expect(figures.bytesAccounted).toBe(figures.bytesExpected)
  expect(figures.bridgeBytes.peak).toBeLessThan(2 * figures.bridgeBytes.before)
  // A megabyte of output went by; of it and of the attempts nothing is held when they have ended.
  const { before, after } = figures.bridgeLive
  expect(after.heapBytes + after.externalBytes).toBeLessThan(
    1.2 * (before.heapBytes + before.externalBytes),
  )
}, 240_000)
