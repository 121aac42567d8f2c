import { existsSync, readFileSync } from 'node:fs'
import { canRun, environment, run } from './setup.mjs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser that the tests use: THREADOS_CHROMIUM, or where packages put it. */
export function findChromium() {
  const named = process.env['THREADOS_CHROMIUM']
  return [...(named ? [named] : []), ...PLACES].find((path) => existsSync(path))
}

function isDebian() {
  return (
    existsSync('/etc/os-release') &&
    /\b(debian|ubuntu)\b/.test(readFileSync('/etc/os-release', 'utf8'))
  )
}

/** Finds Chromium, or installs Debian's package where that is possible. Gives its path. */
export async function ensureChromium() {
  const found = findChromium()
  if (found) return found
  if (!isDebian()) {
    throw new Error('The tests need Chromium: install it, or set THREADOS_CHROMIUM to its path.')
  }
  const isRoot = process.getuid?.() === 0
  const sudo = isRoot ? [] : ['sudo', '--non-interactive']
  if (!isRoot && !canRun('sudo', '--non-interactive', 'true')) {
    throw new Error('The tests need Chromium. Install it once: sudo apt-get install chromium')
  }
  console.log('Installing Chromium (once) …')
  const env = { ...environment(), DEBIAN_FRONTEND: 'noninteractive' }
  const apt = [...sudo, 'apt-get', '--quiet', '--yes']
  await run([...apt, 'update'], { env, quiet: true })
  const packages = ['chromium', 'fonts-liberation']
  const code = await run([...apt, 'install', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  })
  const installed = findChromium()
  if (code !== 0 || !installed)
    throw new Error(`apt-get could not install Chromium (exit ${code}).`)
  return installed
}
