import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** The folder of the project itself. */
export const ROOT = join(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../..')

const INSTALLED = join(ROOT, 'node_modules', '.threados-installed')
const BUILT = join(ROOT, 'dist', '.built')
const SOURCES = ['apps', 'bridge', 'shared', 'package-lock.json', 'vite.config.ts']

/** The environment in which the project's own programs, its Node above all, are found first. */
export function environment() {
  const bin = join(ROOT, 'node_modules', '.bin')
  const path = process.env['PATH'] ?? ''
  return { ...process.env, PATH: path.startsWith(bin) ? path : `${bin}${delimiter}${path}` }
}

/**
 * Runs a program to its end with this terminal and gives its exit code.
 * @param {readonly string[]} argv
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function run(argv, options = {}) {
  const [program = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: options.env ?? environment(),
      stdio: options.quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit',
    })
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}

/** The argument list that starts npm, the one that runs this script where there is one. */
export function npm() {
  const script = process.env['npm_execpath']
  if (script && /npm-cli\.(c?js)$/.test(script)) return [process.execPath, script]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** The argument list that starts a program of a package, by the project's own Node. */
export function packageProgram(/** @type {string} */ packageName, /** @type {string} */ file) {
  return [ownNode(), join(ROOT, 'node_modules', packageName, file)]
}

/** The project's own Node where it came as a package, else the one that runs this script. */
export function ownNode() {
  const names = [`node-${process.platform}-${process.arch}`, `node-win-${process.arch}`]
  for (const name of names) {
    for (const file of ['bin/node', 'bin/node.exe']) {
      const path = join(ROOT, 'node_modules', name, file)
      if (existsSync(path)) return path
    }
  }
  return process.execPath
}

function hashOf(/** @type {string} */ text) {
  return createHash('sha256').update(text).digest('hex')
}

function readIfThere(/** @type {string} */ path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/**
 * Installs the packages of the lock file when they are not there or not the right ones. Not by `npm ci`: it
 * refuses a lock file that lacks optional packages of other platforms, which a registry mirror may not hold.
 */
export async function ensureInstalled() {
  const wanted = hashOf(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  if (readIfThere(INSTALLED) === wanted) return
  console.log('Installing packages (once) …')
  const code = await run(
    [...npm(), 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      quiet: true,
    },
  )
  if (code !== 0)
    throw new Error(`npm install ended with exit code ${code}; see its messages above.`)
  writeFileSync(INSTALLED, wanted)
}

/** @param {string} path @returns {string[]} */
function stamps(path) {
  const info = statSync(path)
  if (!info.isDirectory()) return [`${path} ${info.size} ${info.mtimeMs}`]
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && !name.endsWith('.tsbuildinfo'))
    .sort()
    .flatMap((name) => stamps(join(path, name)))
}

/** Builds the app and the programs when a source is newer than the last build. */
export async function ensureBuilt() {
  const wanted = hashOf(SOURCES.flatMap((source) => stamps(join(ROOT, source))).join('\n'))
  if (readIfThere(BUILT) === wanted) return
  console.log('Building …')
  const vite = packageProgram('vite', 'bin/vite.js')
  for (const mode of [[], ['--mode', 'node']]) {
    const code = await run([...vite, 'build', '--logLevel', 'warn', ...mode])
    if (code !== 0)
      throw new Error(`The build ended with exit code ${code}; see its messages above.`)
  }
  writeFileSync(BUILT, wanted)
}

/** True when a program can be started. */
export function canRun(/** @type {string} */ program, /** @type {string[]} */ ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}
