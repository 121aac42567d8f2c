import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from './setup.mjs'

/** The user's own data folder; bridge/local/user-data.ts has the same rule with its reasons. */
function dataFolder() {
  const { env, platform } = process
  if (env['THREADOS_DATA']) return env['THREADOS_DATA']
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'ThreadOS')
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'ThreadOS')
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'threados')
}

function git(/** @type {string} */ folder, /** @type {string[]} */ ...args) {
  const identity = ['-c', 'user.name=ThreadOS demo', '-c', 'user.email=demo@localhost']
  const done = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' })
  if (done.error) throw new Error('The demo needs git: install it, or use --repo DIR.')
  if (done.status !== 0) throw new Error(`git ${args[0]} failed in ${folder}: ${done.stderr}`)
}

/** The demo repository in the user's data folder; made on first use, with git. Gives its path. */
export function ensureDemo() {
  const folder = join(dataFolder(), 'demo')
  if (existsSync(join(folder, '.threados', 'sequence.yaml'))) return folder
  mkdirSync(dirname(folder), { recursive: true })
  cpSync(join(ROOT, 'apps', 'demo'), folder, { recursive: true })
  git(folder, 'init', '--quiet')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'The demo project')
  return folder
}
