import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runLoad } from '../support/runtime-load.ts'

// Many attempts at once under one mprocs session: `npm run bench:runtime [-- --attempts 200 --lines 20000]`.
const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '200' },
    lines: { type: 'string', default: '5000' },
    chain: { type: 'string', default: '30' },
    'heap-limit': { type: 'string' },
  },
})
const heapLimit = values['heap-limit']
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'threados-load-')))
try {
  mkdirSync(join(folder, 'repo'))
  const figures = await runLoad({
    root: join(folder, 'repo'),
    dataFolder: join(folder, 'data'),
    attempts: Number(values.attempts),
    lines: Number(values.lines),
    chain: Number(values.chain),
    patienceMs: 900_000,
    ...(heapLimit === undefined ? {} : { nodeFlags: [`--max-old-space-size=${heapLimit}`] }),
  })
  mkdirSync('test-results', { recursive: true })
  writeFileSync('test-results/bench-runtime.json', `${JSON.stringify(figures, null, 2)}\n`)
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
  const isWhole =
    figures.done === figures.attempts &&
    figures.bytesAccounted === figures.bytesExpected &&
    figures.survivors === 0
  process.exitCode = isWhole ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
