import { existsSync, readFileSync } from 'node:fs'
import { canRun, environment, run } from './setup.mjs'

/** True where packages come from apt. */
export function isDebian() {
  return (
    existsSync('/etc/os-release') &&
    /\b(debian|ubuntu)\b/.test(readFileSync('/etc/os-release', 'utf8'))
  )
}

/**
 * Installs packages, once; says what a person must type where that takes rights that nobody gave.
 * @param {string} what @param {string[]} packages
 */
export async function installPackages(what, packages) {
  const isRoot = process.getuid?.() === 0
  const sudo = isRoot ? [] : ['sudo', '--non-interactive']
  if (!isRoot && !canRun('sudo', '--non-interactive', 'true')) {
    const line = `sudo apt-get install ${packages[0]}`
    throw new Error(`The tests need ${what}. Install it once: ${line}`)
  }
  console.log(`Installing ${what} (once) …`)
  const env = { ...environment(), DEBIAN_FRONTEND: 'noninteractive' }
  const apt = [...sudo, 'apt-get', '--quiet', '--yes']
  await run([...apt, 'update'], { env, quiet: true })
  const code = await run([...apt, 'install', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  })
  if (code !== 0) throw new Error(`apt-get could not install ${what} (exit ${code}).`)
}
