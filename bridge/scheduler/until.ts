import { existsSync } from 'node:fs'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Listeners } from './runtime-events.ts'

/** How often a condition that is waited for is looked at when no event comes, in milliseconds. */
const LOOK_EVERY_MS = 1000

/** What waiting for a condition needs. */
export interface UntilOptions {
  readonly listeners: Listeners
  readonly workspaceFolder: string
  /** How long to wait at most, in milliseconds; for ever when absent. */
  readonly timeoutMs?: number | undefined
}

/**
 * Resolves when something has come true; looked at with every event and once a second. A failure when the
 * workspace is removed, since then nothing will ever happen in it, and when the time is over.
 */
export function until(isTrue: () => boolean, how: UntilOptions): Promise<Result<undefined>> {
  const { listeners, workspaceFolder, timeoutMs } = how
  const end = timeoutMs === undefined ? undefined : performance.now() + timeoutMs
  return new Promise((resolve) => {
    const finish = (result: Result<undefined>) => {
      clearInterval(timer)
      remove()
      resolve(result)
    }
    const look = () => {
      if (isTrue()) finish(ok(undefined))
      else if (end !== undefined && performance.now() >= end) {
        finish(fail('TIMEOUT', `It has not come true within ${timeoutMs} ms.`))
      } else if (!existsSync(workspaceFolder)) {
        finish(fail('NOT_A_WORKSPACE', `The folder ${workspaceFolder} was removed.`))
      }
    }
    // This timer also keeps the process alive while it waits.
    const timer = setInterval(
      look,
      Math.min(LOOK_EVERY_MS, Math.max(1, timeoutMs ?? LOOK_EVERY_MS)),
    )
    const remove = listeners.add(look)
    look()
  })
}
