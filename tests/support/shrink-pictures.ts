// The last part of npm run pictures: makes what the browser wrote small enough for a repository.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shrinkPng } from './small-png.ts'

const FOLDER = join(import.meta.dirname, '../../docs/images/ui')

for (const name of readdirSync(FOLDER)) {
  const path = join(FOLDER, name)
  const picture = readFileSync(path)
  const small = shrinkPng(picture)
  if (small.length < picture.length) writeFileSync(path, small)
}
