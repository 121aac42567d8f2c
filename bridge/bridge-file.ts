import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ensurePrivateFolder, writeFileDurably } from './local/durable-file.ts'
import { isSameProcess } from './local/processes.ts'

const BridgeFileSchema = z.strictObject({
  url: z.string(),
  pid: z.int().min(1),
  /** When the process started, as the system tells it. */
  startedAt: z.string(),
  version: z.string(),
})

/** What `.threados/state/bridge.json` says of a running bridge. It never holds a secret: agents can read it. */
export type BridgeFile = z.infer<typeof BridgeFileSchema>

function pathIn(stateFolder: string): string {
  return join(stateFolder, 'bridge.json')
}

/** The bridge that runs for a repository, or undefined when none does. */
export function findBridge(stateFolder: string): BridgeFile | undefined {
  const path = pathIn(stateFolder)
  if (!existsSync(path)) return undefined
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined // a torn file of a bridge that died: there is none
  }
  const file = BridgeFileSchema.safeParse(content)
  return file.success && isSameProcess(file.data.pid, file.data.startedAt) ? file.data : undefined
}

/** Notes that this process is the repository's bridge. */
export function writeBridgeFile(stateFolder: string, file: BridgeFile): void {
  ensurePrivateFolder(stateFolder)
  writeFileDurably(pathIn(stateFolder), `${JSON.stringify(file, null, 2)}\n`)
}

/** Takes the note away again. */
export function removeBridgeFile(stateFolder: string): void {
  rmSync(pathIn(stateFolder), { force: true })
}
