import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, bench, describe } from 'vitest'
import { runNode, seqctlArgv, writeChain } from '../support/command-time.ts'

const folder = mkdtempSync(join(tmpdir(), 'threados-bench-'))
const root = join(folder, 'repo')
const dataFolder = join(folder, 'data')
writeChain(root, 1000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whole processes side by side; the last line of the table is the yardstick. */
const OPTIONS = { iterations: 15, warmupIterations: 2, time: 0, warmupTime: 0 }

describe('commands on 1,000 steps, as processes', () => {
  for (const words of [
    ['status', '--json'],
    ['step', 'list', '--json'],
    ['step', 'show', 'n1'],
    ['gate', 'list'],
    ['dep', 'list'],
    ['runs', 'list'],
    ['metrics'],
    ['policy', 'show'],
    ['policy', 'check', '--', 'git', 'status'],
    ['trust', 'show'],
    ['audit', 'list'],
    ['audit', 'verify'],
    ['template', 'list'],
    ['worktree', 'list'],
    ['schema'],
    ['doctor'],
    ['completion', 'bash'],
    ['--help'],
    ['--version'],
  ]) {
    bench(
      `seqctl ${words.join(' ')}`,
      () => runNode(seqctlArgv(...words), root, dataFolder),
      OPTIONS,
    )
  }
  bench('node -e 0', () => runNode(['-e', '0'], root, dataFolder), OPTIONS)
})
