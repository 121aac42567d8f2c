import { installPackages, isDebian } from './debian.mjs'
import { canRun } from './setup.mjs'

/** Installs bubblewrap, with which the tests of the sandbox build real walls. Other systems have none. */
export async function ensureBubblewrap() {
  if (process.platform !== 'linux' || canRun('bwrap', '--version')) return
  if (!isDebian()) throw new Error('The tests need bubblewrap: install it with your packages.')
  await installPackages('bubblewrap', ['bubblewrap'])
}
