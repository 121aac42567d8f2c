import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

// The runner as in open-runner.ts; beside it, what is typed into its pane is kept in its slot's folder.
const slotFolder = process.argv[3] ?? ''
process.stdin.setRawMode(true)
process.stdin.on('data', (chunk) => appendFileSync(join(slotFolder, 'typed'), chunk))

await import('./open-runner.ts')
