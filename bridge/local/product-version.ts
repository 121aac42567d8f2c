import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installFolder } from './programs.ts'

/** The version of ThreadOS that this program belongs to, as its package.json says. */
export function productVersion(): string {
  const path = join(installFolder(), 'package.json')
  const content: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
  return content.version
}
