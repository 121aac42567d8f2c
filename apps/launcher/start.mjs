// npm start: on a fresh clone it installs and builds first, then runs the bridge on a repository.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDemo } from './demo.mjs'
import { ensureBuilt, ensureInstalled, environment, ownNode, ROOT } from './setup.mjs'

const USAGE = 'Usage: npm start [-- --repo DIR] [--port N] [--no-open] [--executor mprocs|direct]'

function options() {
  const { values } = parseArgs({
    options: {
      repo: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      executor: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  return values
}

async function main() {
  const flags = options()
  if (flags.help) {
    console.log(USAGE)
    return 0
  }
  await ensureInstalled()
  await ensureBuilt()
  const repo = flags.repo ?? ensureDemo()
  const argv = [
    join(ROOT, 'dist', 'bridge.js'),
    '--repo',
    repo,
    ...(flags.port === undefined ? [] : ['--port', flags.port]),
    ...(flags.executor === undefined ? [] : ['--executor', flags.executor]),
    flags['no-open'] ? '--no-open' : '--open',
  ]
  const child = spawn(ownNode(), argv, { stdio: 'inherit', env: environment() })
  // Ctrl+C reaches the bridge from the terminal itself; this process only waits for its end.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
}

try {
  process.exitCode = await main()
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause))
  console.error(USAGE)
  process.exitCode = 1
}
