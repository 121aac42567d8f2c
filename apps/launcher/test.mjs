// npm test: on a fresh clone it installs what is missing, Chromium included, then runs all tests.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBubblewrap } from './bubblewrap.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensureBuilt, ensureInstalled, environment, packageProgram, ROOT, run } from './setup.mjs'

const RESULTS = join(ROOT, 'test-results')

/** @param {string} file @returns {Record<string, any>} */
function readReport(file) {
  return JSON.parse(readFileSync(join(RESULTS, file), 'utf8'))
}

/** Unit and integration tests; gives how many passed and failed. */
async function runVitest() {
  const report = join(RESULTS, 'vitest.json')
  const argv = ['run', '--reporter=dot', '--reporter=json', `--outputFile=${report}`]
  const code = await run([...packageProgram('vitest', 'vitest.mjs'), ...argv])
  const { numPassedTests, numFailedTests, numFailedTestSuites } = readReport('vitest.json')
  const failed = Math.max(
    numFailedTests,
    code === 0 ? 0 : 1,
    numFailedTests === 0 ? numFailedTestSuites : 0,
  )
  return { passed: numPassedTests, failed }
}

/** Tests in a real browser; gives how many passed and failed. */
async function runPlaywright(/** @type {string} */ chromium) {
  const env = {
    ...environment(),
    THREADOS_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(RESULTS, 'playwright.json'),
  }
  const argv = ['test', '--reporter=list,json']
  const code = await run([...packageProgram('playwright', 'cli.js'), ...argv], { env })
  const { expected, unexpected, skipped } = readReport('playwright.json')['stats']
  return { passed: expected, failed: Math.max(unexpected + skipped, code === 0 ? 0 : 1) }
}

async function main() {
  await ensureInstalled()
  await ensureBubblewrap()
  const chromium = await ensureChromium()
  await ensureBuilt()
  rmSync(RESULTS, { recursive: true, force: true })
  mkdirSync(RESULTS, { recursive: true })
  const parts = [await runVitest(), await runPlaywright(chromium)]
  const passed = parts.reduce((sum, part) => sum + part.passed, 0)
  const failed = parts.reduce((sum, part) => sum + part.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause))
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
