import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from './bridge.ts'

/** A folder of a test on the disk, and the way to remove it. */
export interface TestFolder {
  readonly path: string
  readonly remove: () => void
}

/** A fresh folder below the system's temporary one. */
export function makeFolder(): TestFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'threados-e2e-')))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Writes a file below a folder, with the folders that it needs. */
export function putFile(folder: string, path: string, text: string): void {
  const target = join(folder, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

function git(folder: string, ...args: string[]): void {
  const person = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost']
  execFileSync('git', [...person, ...args], { cwd: folder, stdio: 'ignore' })
}

function commitAll(folder: string): void {
  git(folder, 'init', '--quiet')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'Start')
}

/** A copy of the demo project that npm start works on, as a git repository. */
export function demoRepo(parent: string): string {
  const folder = join(parent, 'demo')
  cpSync(join(ROOT, 'apps', 'demo'), folder, { recursive: true })
  commitAll(folder)
  return folder
}

/** A git repository with these files. */
export function gitRepo(
  parent: string,
  name: string,
  files: Readonly<Record<string, string>>,
): string {
  const folder = join(parent, name)
  for (const [path, text] of Object.entries(files)) putFile(folder, path, text)
  commitAll(folder)
  return folder
}
