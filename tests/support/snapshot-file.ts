import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SEQUENCE = `version: "1.0"
name: Sent by mail
steps:
  - id: build
    name: Build it
    type: base
    model: codex
  - id: check
    name: Check it
    type: base
    model: codex
    depends_on: [build]
gates: []
`
const FILES = {
  '.threados/sequence.yaml': SEQUENCE,
  '.threados/prompts/build.md': 'Build <img src=x onerror=alert(1)> it.\n',
}

/** Writes a snapshot; `change` makes of its files what somebody with bad intentions would. */
export function writeSnapshot(
  folder: string,
  name: string,
  change: (content: string) => string = (content) => content,
): string {
  const files = Object.entries(FILES).map(([path, content]) => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { path, sha256, content: change(content) }
  })
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify({ threados_snapshot: 1, files }))
  return path
}
