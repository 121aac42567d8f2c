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
}, 240_000)
