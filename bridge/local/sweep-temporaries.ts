import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './durable-file.ts'

/** Names of temporary files and folders, with the process that made them. */
const TEMPORARY = /^\.(?:.+\.)?(\d+)\.[0-9a-f]{12}(?:\.tmp|\.folder)?$/

/**
 * The process that made a temporary file of this name; undefined for any other name. A file that is replaced by
 * hand or by another program never looks like that.
 */
export function makerOf(name: string): number | undefined {
  const found = TEMPORARY.exec(name)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** True while there is a process of this number. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return errorCode(cause) !== 'ESRCH'
  }
}

/**
 * Removes temporary files that processes which are gone have left in a folder. Those of this process's own number
 * are an older one's: it has not begun to write.
 */
export function sweepTemporaries(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    const pid = makerOf(name)
    if (pid === undefined || (pid !== process.pid && isProcessAlive(pid))) continue
    rmSync(join(folder, name), { recursive: true, force: true })
  }
}
