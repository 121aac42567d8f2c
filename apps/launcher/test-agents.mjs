// npm run test:agents: the real agent programs, in a folder of the user's cache, against a model on loopback.
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, environment, npm, packageProgram, run } from './setup.mjs'

const CACHE = process.env['THREADOS_AGENTS_CACHE'] ?? join(homedir(), '.cache', 'threados-agents')

/** The programs, at the versions whose behaviour the adapters were made for. */
const AGENTS = [
  { model: 'claude-code', program: 'claude', spec: '@anthropic-ai/claude-code@2.1.329' },
  { model: 'codex', program: 'codex', spec: '@openai/codex@0.169.0' },
  { model: 'gemini', program: 'gemini', spec: '@google/gemini-cli@0.61.0' },
]

/** @param {string} program */
function isThere(program) {
  return existsSync(join(CACHE, 'node_modules', '.bin', program))
}

async function main() {
  await ensureInstalled()
  mkdirSync(CACHE, { recursive: true, mode: 0o700 })
  for (const { program, spec } of AGENTS) {
    if (isThere(program)) continue
    console.log(`Installing ${spec} into ${CACHE} (once) …`)
    const argv = [
      ...npm(),
      'install',
      '--prefix',
      CACHE,
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]
    if ((await run([...argv, spec], { quiet: true })) !== 0)
      console.log(`${spec} could not be installed.`)
  }
  const found = AGENTS.filter(({ program }) => isThere(program))
  const missing = AGENTS.filter(({ program }) => !isThere(program))
  const env = {
    ...environment(),
    THREADOS_AGENTS_CACHE: CACHE,
    THREADOS_AGENTS: found.map(({ model }) => model).join(','),
  }
  const vitest = packageProgram('vitest', 'vitest.mjs')
  const argv = [...vitest, 'run', '--mode', 'agents', ...process.argv.slice(2)]
  const code = found.length === 0 ? 1 : await run(argv, { env })
  console.log(`With: ${found.map(({ spec }) => spec).join(', ') || 'none'}.`)
  if (missing.length > 0)
    console.log(`Not available: ${missing.map(({ spec }) => spec).join(', ')}.`)
  return code === 0 && missing.length > 0 ? 1 : code
}

try {
  process.exitCode = await main()
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause))
  process.exitCode = 1
}
