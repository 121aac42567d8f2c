import { existsSync } from 'node:fs'
import { installPackages, isDebian } from './debian.mjs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser that the tests use: THREADOS_CHROMIUM, or where packages put it. */
export function findChromium() {
  const named = process.env['THREADOS_CHROMIUM']
  return [...(named ? [named] : []), ...PLACES].find((path) => existsSync(path))
}

/** Finds Chromium, or installs Debian's package where that is possible. Gives its path. */
export async function ensureChromium() {
  const found = findChromium()
  if (found) return found
  if (!isDebian()) {
    throw new Error('The tests need Chromium: install it, or set THREADOS_CHROMIUM to its path.')
  }
  await installPackages('Chromium', ['chromium', 'fonts-liberation'])
  const installed = findChromium()
  if (!installed) throw new Error('apt-get installed Chromium, but it is not where it should be.')
  return installed
}
